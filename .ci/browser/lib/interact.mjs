// What a reader does with a figure: points at values, zooms, uses the legend and the slider, changes the theme and the width.
import { sleep, until } from './browser.mjs';
import { inkOf, see, withFigure } from './figure.mjs';
import { chooseByKeys, clickPoint, hasRuns } from './runs.mjs';

const often = 3; // figures in which hovering, zooming and the legend are tried

export const nothingTried = () => ({ hover: 0, zoom: 0, legend: 0, slider: 0, click: 0 });

// look sees a figure and tries what it has.
export async function look(walk, name, find) {
  await see(walk, name, find);
  const has = await withFigure(name, find, partsOf), { tried } = walk;
  if (has.frames) await withFigure(name, find, figure => slide(walk, name, figure));
  if (has.hover && tried.hover < often) await withFigure(name, find, figure => hover(walk, name, figure));
  if (has.legend && tried.legend < often) await withFigure(name, find, figure => toggle(walk, name, figure));
  if (has.zoom && tried.zoom < often) await withFigure(name, find, figure => zoom(walk, name, figure));
  if (tried.click < often && await withFigure(name, find, hasRuns)) await click(walk, name, find);
}

// partsOf says what can be tried in a figure.
function partsOf(figure) {
  return figure.evaluate(node => {
    const { timeline, toolbox, legend, series, tooltip } = node.chart.getOption();
    return {
      frames: timeline?.[0]?.data?.length ?? 0,
      zoom: Boolean(toolbox?.[0]?.feature?.dataZoom),
      legend: (legend?.[0]?.data ?? []).length > 1,
      hover: Boolean(tooltip?.[0]?.show) && series.some(s => s.type === 'scatter' && !s.silent && s.data.length > 0),
    };
  });
}

// click opens the runs of a point by the mouse and by keys, and closes them.
async function click({ page, tried }, name, find) {
  const said = await clickPoint(page, name, find);
  if (!/repeat[^]*run/.test(said)) throw new Error(`${name}: the runs of a point are ${said}`);
  await chooseByKeys(page, name, find);
  await page.keyboard.press('Escape');
  tried.click++;
}

// changes demands that what is done changes the picture.
async function changes(what, figure, act) {
  const before = (await inkOf(figure)).sum;
  await act();
  await until(what, async () => (await inkOf(figure)).sum !== before, 5);
}

// textAt finds a text of the picture that can be clicked, as a place on the page: the first that is drawn, or the lowest.
async function textAt(figure, text, { lowest = false } = {}) {
  const box = await figure.locator('canvas').first().boundingBox();
  const at = await figure.evaluate((node, { wanted, lowest }) => {
    const places = node.chart.getZr().storage.getDisplayList().filter(element => element.style?.text === wanted).map(element => {
      const rect = element.getBoundingRect().clone();
      if (element.transform) rect.applyTransform(element.transform);
      return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
    });
    return (lowest ? places.sort((a, b) => b.y - a.y) : places)[0];
  }, { wanted: text, lowest });
  if (!at) throw new Error(`no text ${text} in the picture`);
  return { x: box.x + at.x, y: box.y + at.y };
}

// dataOf is what the series of a figure hold.
function dataOf(figure) { return figure.evaluate(node => JSON.stringify(node.chart.getOption().series.map(series => series.data))); }

function frameOf(figure) { return figure.evaluate(node => node.chart.getOption().timeline[0].currentIndex); }

// slide goes to the last frame by a click and back to the first by dragging. The slider is below the axes, whose ticks may have the same names.
async function slide(walk, name, figure) {
  const { page, tried, outDir } = walk;
  const labels = await figure.evaluate(node => node.chart.getOption().timeline[0].data.map(item => String(item.value ?? item)));
  const last = labels.length - 1, first = (await frameOf(figure)) === last ? 0 : last;
  const to = await textAt(figure, labels[first], { lowest: true }), data = await dataOf(figure);
  await changes(`${name}: the slider clicked at ${labels[first]}`, figure, () => page.mouse.click(to.x, to.y));
  if (await frameOf(figure) !== first) throw new Error(`${name}: the slider is at ${await frameOf(figure)}, want ${first}`);
  if (await dataOf(figure) === data) throw new Error(`${name}: the slider moved, and what is shown did not change`);
  await figure.screenshot({ path: `${outDir}/${name}-moved.png`, timeout: 5000 });
  const from = await handleAt(figure), back = await textAt(figure, labels[last - first], { lowest: true });
  await changes(`${name}: the slider dragged to ${labels[last - first]}`, figure, async () => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move((from.x + back.x) / 2, from.y, { steps: 5 });
    await page.mouse.move(back.x, from.y, { steps: 5 });
    await page.mouse.up();
  });
  if (await frameOf(figure) !== last - first) throw new Error(`${name}: the slider is at ${await frameOf(figure)}, want ${last - first}`);
  tried.slider++;
}

// handleAt is where the handle of the slider is: the only thing in a figure that can be dragged.
async function handleAt(figure) {
  const box = await figure.locator('canvas').first().boundingBox();
  const at = await figure.evaluate(node => {
    const handle = node.chart.getZr().storage.getDisplayList().find(element => element.draggable);
    const rect = handle.getBoundingRect().clone();
    rect.applyTransform(handle.transform);
    return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  });
  return { x: box.x + at.x, y: box.y + at.y };
}

// hover points at a value until its numbers appear.
async function hover(walk, name, figure) {
  const { page, tried } = walk;
  const box = await figure.locator('canvas').first().boundingBox();
  const places = await figure.evaluate(node => {
    const index = node.chart.getOption().series.findIndex(s => s.type === 'scatter' && !s.silent && s.data.length > 0);
    return node.chart.getOption().series[index].data.slice(0, 20).map(item => node.chart.convertToPixel({ seriesIndex: index }, item.value ?? item));
  });
  for (const [x, y] of places) {
    await page.mouse.move(box.x + x + 40, box.y + y);
    await page.mouse.move(box.x + x, box.y + y, { steps: 3 });
    await sleep(300);
    if (await figure.evaluate(showsNumbers)) {
      await page.mouse.move(box.x + 2, box.y + 2);
      tried.hover++;
      return;
    }
  }
  throw new Error(`${name}: no numbers at any of ${places.length} values`);
}

// showsNumbers runs in the page: ECharts writes numbers on the canvas, above all else.
function showsNumbers(node) {
  const isTooltip = element => element.type === 'text' && element.z >= 60 && !element.ignore && !element.invisible;
  return node.chart.getZr().storage.getRoots().some(element => isTooltip(element) && /\d/.test(element.style.text));
}

// toggle takes a series out by a click in the legend, and puts it back.
async function toggle(walk, name, figure) {
  const { page, tried } = walk;
  const entry = await figure.evaluate(node => String(node.chart.getOption().legend[0].data.map(item => item.name ?? item)[0]));
  const at = await textAt(figure, entry);
  for (const what of ['off', 'on']) {
    await changes(`${name}: ${entry} switched ${what} by the legend`, figure, () => page.mouse.click(at.x, at.y));
  }
  tried.legend++;
}

// zoom drags a rectangle over the middle of the axes and resets.
async function zoom(walk, name, figure) {
  const { page, tried, outDir } = walk;
  const box = await figure.locator('canvas').first().boundingBox();
  const range = () => figure.evaluate(node => String(node.chart.getModel().getComponent('xAxis').axis.scale.getExtent()));
  const before = await range();
  await figure.evaluate(node => node.chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true }));
  await changes(`${name}: zooming`, figure, async () => {
    await page.mouse.move(box.x + 0.35 * box.width, box.y + 0.35 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.6 * box.width, box.y + 0.65 * box.height, { steps: 8 });
    await page.mouse.up();
  });
  await until(`${name}: the axes after zooming`, async () => await range() !== before, 5);
  await figure.screenshot({ path: `${outDir}/${name}-zoomed.png`, timeout: 5000 });
  await figure.evaluate(node => node.chart.dispatchAction({ type: 'restore' }));
  tried.zoom++;
}

// follow changes the theme and the width of the page: a figure must go along.
export async function follow({ page }, find) {
  await withFigure('theme', find, async figure => {
    const theme = await page.evaluate(() => document.body.getAttribute('data-jp-theme-light'));
    const set = value => page.evaluate(value => value === null ? document.body.removeAttribute('data-jp-theme-light') : document.body.setAttribute('data-jp-theme-light', value), value);
    await changes('another theme', figure, () => set(theme === 'false' ? 'true' : 'false'));
    await set(theme);
  });
  const width = figure => figure.evaluate(node => node.chart.getWidth());
  const before = await withFigure('width', find, width);
  await page.setViewportSize({ width: 900, height: 1000 });
  await withFigure('a narrow page', find, figure => until('the width of a figure in a narrow page', async () => await width(figure) < before));
  await page.setViewportSize({ width: 1400, height: 1000 });
  console.log('a figure follows the theme and the width');
}
