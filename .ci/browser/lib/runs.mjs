// What is behind the points of a figure: a click on a point opens its runs below the figure, and so does the list, by keys alone.
import { until } from './browser.mjs';
import { withFigure } from './figure.mjs';

// hasRuns says whether a figure has something behind its points.
export function hasRuns(figure) { return figure.evaluate(node => (node.querySelector('.echarts-runs select')?.options.length ?? 0) > 1); }

const panelOf = figure => figure.locator('.echarts-runs [role=region]');

// placeOf is a point of a figure on the page, by its number among those of the list: the place of the n-th size that is drawn. Hovering asks
// ECharts which item that is, as a click does.
async function placesOf(figure) {
  const box = await restingBox(figure);
  const places = await figure.evaluate(node => {
    const found = [];
    node.chart.getOption().series.forEach((series, index) => {
      if (series.silent || series.lineStyle?.width === 0 || series.type !== 'scatter' && series.showSymbol === false) return;
      (series.data ?? []).forEach(item => {
        const value = item?.value ?? item;
        if (Array.isArray(value) && value.length >= 4 && value.every(v => v === null || typeof v === 'number' || v === '-')) found.push(node.chart.convertToPixel({ seriesIndex: index }, value));
      });
    });
    return found;
  });
  return places.map(([x, y]) => ({ x: box.x + x, y: box.y + y }));
}

// restingBox is where the picture of a figure is once it has stayed there: with an open panel the figure may be taller than the view, a panel
// that opens scrolls, and so does a notebook that learns how tall its cells are.
async function restingBox(figure) {
  let box = null, before;
  await figure.locator('canvas').first().evaluate(node => node.scrollIntoView({ block: 'center' }));
  await until('the figure to stay where it is', async () => {
    [before, box] = [box, await figure.locator('canvas').first().boundingBox()];
    return box && before && box.x === before.x && box.y === before.y && box.width === before.width;
  }, 10);
  return box;
}

// clickPoint clicks on a point in the middle of a figure and returns what the panel then says.
export async function clickPoint(page, name, find) {
  return withFigure(name, find, async figure => {
    const places = await placesOf(figure), { x, y } = places[Math.floor(places.length / 2)];
    await page.mouse.move(x - 3, y);
    await page.mouse.click(x, y);
    await until(`${name}: the runs of a point`, () => panelOf(figure).isVisible(), 5);
    return panelOf(figure).innerText();
  });
}

// chooseByKeys does the same from the list, without a mouse, closes the panel by Escape and opens it again.
export async function chooseByKeys(page, name, find) {
  return withFigure(name, find, async figure => {
    const list = figure.locator('.echarts-runs select');
    await list.focus();
    await page.keyboard.press('Escape');
    await until(`${name}: the panel closed`, async () => !await panelOf(figure).isVisible(), 5);
    await page.keyboard.press('ArrowDown');
    await until(`${name}: the panel by a key`, () => panelOf(figure).isVisible(), 5);
    const chosen = await list.evaluate(node => node.selectedOptions[0].textContent), said = await panelOf(figure).innerText();
    if (!said.replaceAll(/\s+/g, ' ').includes(chosen.split(':')[0])) throw new Error(`${name}: the list says ${chosen}, the panel ${said}`);
    return said;
  });
}
