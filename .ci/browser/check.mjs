// Looks at figures with a real browser, every request to another machine blocked.
//
//   node check.mjs lab URL OUTDIR COUNT     a notebook open in JupyterLab: COUNT interactive figures, each really drawn
//   node check.mjs html FILE OUTDIR COUNT   an exported page: the same, and COUNT static figures without JavaScript
//
// In both it moves every slider, and in some figures hovers, zooms, takes a series out by the legend, changes the theme and the
// width. Leaves a PNG of every figure in OUTDIR. Exits with 1 and says what is missing if a figure is absent, blank or does not
// follow.
import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const [mode, target, outDir, count] = process.argv.slice(2);
const expected = Number(count);
const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const local = /^(file:|data:|blob:|https?:\/\/(localhost|127\.0\.0\.1)(:|\/|$))/;
const MIME = 'application/vnd.echarts.v1+json';
const tried = { hover: 0, zoom: 0, legend: 0, slider: 0 };
const often = 3; // figures in which hovering, zooming and the legend are tried

mkdirSync(outDir, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', ...quiet],
});
try {
  if (mode === 'lab') await checkLab();
  else if (mode === 'html') await checkHTML();
  else throw new Error(`mode ${mode}: want lab or html`);
  console.log('tried: ' + Object.entries(tried).map(([what, times]) => `${what} ${times}`).join(', '));
} catch (error) {
  console.error(`browser check: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}

async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
  const blocked = [];
  await context.route(url => !local.test(url.href), (route, request) => {
    blocked.push(request.url());
    return route.abort();
  });
  const page = await context.newPage();
  page.on('pageerror', error => console.log(`page error: ${error.message}`));
  await page.goto(url, { waitUntil: 'load', timeout: 120_000 });
  return { page, blocked };
}

function demand(what, found) {
  if (found !== expected) throw new Error(`${found} ${what}, want ${expected}`);
  console.log(`${found} ${what}`);
}

// until asks again and again, since pages draw when they see fit.
async function until(what, question, seconds = 20) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(100)) {
    const answer = await question();
    if (answer) return answer;
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

function sleep(ms) { return new Promise(done => setTimeout(done, ms)); }

// What is drawn: the share of pixels that differ from the corner, which tells a drawn canvas from a blank one, and a sum that
// changes with the picture.
function inkOf(figure) {
  return figure.evaluate(node => {
    const canvas = node.querySelector('canvas');
    if (!canvas || !canvas.width || !canvas.height) return { share: 0, sum: 0 };
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let different = 0, sum = 0;
    for (let i = 4; i < data.length; i += 4) {
      if (data[i] !== data[0] || data[i + 1] !== data[1] || data[i + 2] !== data[2] || data[i + 3] !== data[3]) different++;
      sum = (31 * sum + data[i] + 256 * data[i + 1] + 65536 * data[i + 2]) % 1e9;
    }
    return { share: (4 * different) / data.length, sum };
  });
}

// A figure may be taken out of a long notebook and put back at any time: `find` scrolls to it and finds it anew. What failed because it
// had gone is tried again.
async function withFigure(name, find, work) {
  for (let attempt = 1; ; attempt++) {
    try {
      const figure = await find();
      await until(`${name} is blank`, async () => (await inkOf(figure)).share > 0.005);
      return await work(figure);
    } catch (error) {
      if (attempt === 3) throw error;
      console.log(`${name}: again, after ${error.message.split('\n')[0]}`);
      await sleep(500);
    }
  }
}

async function look(page, name, find) {
  await withFigure(name, find, async figure => {
    await figure.screenshot({ path: `${outDir}/${name}.png`, timeout: 5000 });
    console.log(`${name}: ${(100 * (await inkOf(figure)).share).toFixed(1)} % drawn`);
  });
  const has = await withFigure(name, find, partsOf);
  if (has.frames) await withFigure(name, find, figure => slide(page, name, figure));
  if (has.hover && tried.hover < often) await withFigure(name, find, figure => hover(page, name, figure));
  if (has.legend && tried.legend < often) await withFigure(name, find, figure => toggle(page, name, figure));
  if (has.zoom && tried.zoom < often) await withFigure(name, find, figure => zoom(page, name, figure));
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

// changes demands that what is done changes the picture.
async function changes(what, figure, act) {
  const before = (await inkOf(figure)).sum;
  await act();
  await until(what, async () => (await inkOf(figure)).sum !== before, 5);
}

// textAt finds a text of the picture that can be clicked, as a place on the page.
async function textAt(figure, text) {
  const box = await figure.locator('canvas').first().boundingBox();
  const at = await figure.evaluate((node, wanted) => {
    for (const element of node.chart.getZr().storage.getDisplayList()) {
      if (element.style?.text !== wanted) continue;
      const rect = element.getBoundingRect().clone();
      if (element.transform) rect.applyTransform(element.transform);
      return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
    }
    return null;
  }, text);
  if (!at) throw new Error(`no text ${text} in the picture`);
  return { x: box.x + at.x, y: box.y + at.y };
}

// dataOf is what the series of a figure hold.
function dataOf(figure) { return figure.evaluate(node => JSON.stringify(node.chart.getOption().series.map(series => series.data))); }

function frameOf(figure) { return figure.evaluate(node => node.chart.getOption().timeline[0].currentIndex); }

// slide goes to the last frame by a click and back to the first by dragging.
async function slide(page, name, figure) {
  const labels = await figure.evaluate(node => node.chart.getOption().timeline[0].data.map(item => String(item.value ?? item)));
  const last = labels.length - 1, first = (await frameOf(figure)) === last ? 0 : last;
  const to = await textAt(figure, labels[first]), data = await dataOf(figure);
  await changes(`${name}: the slider clicked at ${labels[first]}`, figure, () => page.mouse.click(to.x, to.y));
  if (await frameOf(figure) !== first) throw new Error(`${name}: the slider is at ${await frameOf(figure)}, want ${first}`);
  if (await dataOf(figure) === data) throw new Error(`${name}: the slider moved, and what is shown did not change`);
  await figure.screenshot({ path: `${outDir}/${name}-moved.png`, timeout: 5000 });
  const from = await handleAt(figure), back = await textAt(figure, labels[last - first]);
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
async function hover(page, name, figure) {
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

// showsNumbers runs in the page: ECharts shows numbers in an element above the picture.
function showsNumbers(node) {
  return [...node.querySelectorAll('div')].some(div => {
    const style = getComputedStyle(div);
    return style.position === 'absolute' && style.visibility === 'visible' && style.opacity > 0 && /\d/.test(div.textContent);
  });
}

// toggle takes a series out by a click in the legend, and puts it back.
async function toggle(page, name, figure) {
  const entry = await figure.evaluate(node => String(node.chart.getOption().legend[0].data.map(item => item.name ?? item)[0]));
  const at = await textAt(figure, entry);
  for (const what of ['off', 'on']) {
    await changes(`${name}: ${entry} switched ${what} by the legend`, figure, () => page.mouse.click(at.x, at.y));
  }
  tried.legend++;
}

// zoom drags a rectangle over the middle of the axes and resets.
async function zoom(page, name, figure) {
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
async function follow(page, find) {
  await withFigure('theme', find, async figure => {
    const light = await page.evaluate(() => document.body.getAttribute('data-jp-theme-light'));
    await changes('the dark theme', figure, () => page.evaluate(() => document.body.setAttribute('data-jp-theme-light', 'false')));
    await page.evaluate(value => value === null ? document.body.removeAttribute('data-jp-theme-light') : document.body.setAttribute('data-jp-theme-light', value), light);
  });
  const width = figure => figure.evaluate(node => node.chart.getWidth());
  const before = await withFigure('width', find, width);
  await page.setViewportSize({ width: 900, height: 1000 });
  await withFigure('a narrow page', find, figure => until('the width of a figure in a narrow page', async () => await width(figure) < before));
  await page.setViewportSize({ width: 1400, height: 1000 });
  console.log('a figure follows the theme and the width');
}

// figuresIn lists the figures of a notebook file: the index of the cell and which of its figures.
function figuresIn(notebook) {
  return notebook.cells.flatMap((cell, index) =>
    (cell.outputs ?? []).filter(output => output.data?.[MIME] !== undefined).map((_, nth) => ({ index, nth })));
}

async function checkLab() {
  const { page, blocked } = await open(`${target}?reset`); // without the tabs of the last visit
  const name = new URL(target).pathname.split('/lab/tree/')[1];
  const file = await (await fetch(new URL(`/api/contents/${name}`, target))).json();
  const figures = figuresIn(file.content);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 120_000 });
  demand('figures in the notebook file', figures.length);
  const find = ({ index, nth }) => async () => {
    while (await page.locator('.jp-Dialog').count()) { // a question, for example which kernel to use
      await page.keyboard.press('Escape');
      await sleep(200);
    }
    const cell = await scrollTo(page, index);
    const figure = cell.locator('.echarts-figure').nth(nth);
    await figure.waitFor({ timeout: 20_000 });
    await figure.evaluate(node => node.scrollIntoView({ block: 'center' }));
    return figure;
  };
  for (const [i, figure] of figures.entries()) await look(page, `lab-${i + 1}`, find(figure));
  demand('figures drawn in JupyterLab', figures.length);
  await follow(page, find(figures[0]));
  console.log(`${blocked.length} requests to other machines blocked`);
}

// JupyterLab keeps only the cells near the view of a long notebook in the page, and learns how tall a cell is when it shows it: walk
// towards a cell until it is there.
async function scrollTo(page, index) {
  const panel = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer').first();
  const cell = panel.locator(`.jp-Cell[data-windowed-list-index="${index}"]`);
  await until(`cell ${index + 1}`, () => panel.evaluate((node, wanted) => {
    const cells = [...node.querySelectorAll('.jp-Cell[data-windowed-list-index]')].filter(cell => cell.getBoundingClientRect().height > 0);
    const shown = cells.map(cell => Number(cell.getAttribute('data-windowed-list-index')));
    if (shown.includes(wanted)) return true;
    node.scrollTop += (wanted > Math.max(...shown) ? 0.8 : -0.8) * node.clientHeight;
    return false;
  }, index), 60);
  return cell;
}

async function checkHTML() {
  const url = `file://${resolve(target)}`;
  const { page } = await open(url);
  const all = page.locator('.echarts-figure:has(canvas)');
  await until(`${expected} interactive figures in the page`, async () => await all.count() >= expected).catch(() => {});
  demand('interactive figures in the page', await all.count());
  const find = i => async () => {
    await all.nth(i).evaluate(node => node.scrollIntoView({ block: 'center' }));
    return all.nth(i);
  };
  for (let i = 0; i < expected; i++) await look(page, `html-${i + 1}`, find(i));
  await follow(page, find(0));
  await page.screenshot({ path: `${outDir}/html-page.png` });
  const still = await open(url, { javaScriptEnabled: false });
  demand('static figures without JavaScript', await still.page.locator('svg[id^="figure-"]').count());
  await still.page.screenshot({ path: `${outDir}/html-static.png` });
}
