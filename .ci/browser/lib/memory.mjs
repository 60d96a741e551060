// Memory stays flat: a notebook with 100 figures is scrolled through again and again, and a cell is run again and again.
import { writeFileSync } from 'node:fs';
import { open, sleep, until } from './browser.mjs';
import { withFigure } from './figure.mjs';
import { describe, meter } from './heap.mjs';
import { answer, contents, finder, ready } from './lab.mjs';
import { MIME } from './notebook.mjs';

const many = 100, rounds = 2, runs = 15;

// checkMemory makes both notebooks from the figures of an executed one, in the folder that is served.
export async function checkMemory(walk, url, folder) {
  const executed = await contents(url);
  await inNotebook(walk, url, folder, 'hundred', hundred(executed), scroll);
  await inNotebook(walk, url, folder, 'again', single(executed), rerun);
}

async function inNotebook(walk, url, folder, name, notebook, work) {
  writeFileSync(`${folder}/${name}.ipynb`, JSON.stringify(notebook));
  const { page } = await open(walk.browser, `${url.replace(/[^/]*$/, `${name}.ipynb`)}?reset`);
  await ready(page);
  await work(page);
  await page.context().close();
}

// hundred is a notebook of 100 cells with a figure each, no two alike.
function hundred({ cells, metadata, nbformat, nbformat_minor }) {
  const bundles = cells.flatMap(cell => cell.outputs ?? []).filter(output => output.data?.[MIME] !== undefined).map(output => output.data);
  const code = Array.from({ length: many }, (_, i) => {
    const bundle = bundles[i % bundles.length], option = typeof bundle[MIME] === 'string' ? JSON.parse(bundle[MIME]) : bundle[MIME];
    const data = { ...bundle, [MIME]: { ...option, figure: { ...option.figure, caption: `Figure ${i + 1} of ${many}.` } } };
    return { cell_type: 'code', id: `memory-${i}`, metadata: {}, source: `// figure ${i + 1}`, execution_count: 1, outputs: [{ output_type: 'display_data', metadata: {}, data }] };
  });
  return { cells: code, metadata, nbformat, nbformat_minor };
}

// single is a notebook with one cell that shows one small figure.
function single({ metadata, nbformat, nbformat_minor }) {
  const source = 'show.Figure(must.M1(figure.Line([]figure.LineSeries{{Name: "a", X: []float64{1, 2}, Y: []float64{3, 4}}}, figure.LineOptions{Title: "Again"})))';
  return { cells: [{ cell_type: 'code', id: 'again', metadata: {}, source, execution_count: null, outputs: [] }], metadata, nbformat, nbformat_minor };
}

// scroll goes through all figures. Charts out of the page must be gone, and what was chosen in the first must still be so.
async function scroll(page) {
  const first = finder(page, { index: 0, nth: 0 });
  const entry = await withFigure('the first figure', first, hideOne);
  const measure = await meter(page), measured = [];
  for (let round = 1; round <= rounds; round++) {
    await pass(page);
    await first();
    measured.push(await measure());
    console.log(`${many} figures, round ${round}: ${describe(measured.at(-1))}`);
  }
  if (await withFigure('the first figure', first, figure => selected(figure, entry))) throw new Error(`${entry} was hidden by the legend, and is back after scrolling`);
  bound('scrolling through 100 figures', measured, 30);
}

// pass shows every figure on the way down.
async function pass(page) {
  const panel = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer').first();
  const seen = new Set();
  await panel.evaluate(node => { node.scrollTop = 0; });
  for (let low = false; !low;) {
    const shown = await until('every figure in view is drawn', () => panel.evaluate(drawnInView), 10);
    for (const identity of shown) seen.add(identity);
    low = await panel.evaluate(node => {
      const before = node.scrollTop;
      node.scrollTop += 0.7 * node.clientHeight;
      return node.scrollTop === before;
    });
  }
  if (seen.size !== many) throw new Error(`${seen.size} figures drawn on the way down, want ${many}`);
}

// drawnInView runs in the page: the identities of the figures in view, null if one has no canvas yet.
function drawnInView(panel) {
  const room = panel.getBoundingClientRect();
  const inView = node => {
    const box = node.getBoundingClientRect();
    return box.bottom > room.top + 1 && box.top < room.bottom - 1;
  };
  const figures = [...panel.querySelectorAll('.jp-Cell')].filter(inView).map(cell => cell.querySelector('.echarts-figure'));
  if (figures.includes(null)) return null;
  const shown = figures.filter(inView);
  return shown.every(figure => figure.querySelector('canvas')) ? shown.map(figure => figure.getAttribute('data-figure')) : null;
}

function hideOne(figure) {
  return figure.evaluate(node => {
    const [entry] = node.chart.getOption().legend[0].data, name = entry.name ?? entry;
    node.chart.dispatchAction({ type: 'legendUnSelect', name });
    return name;
  });
}

function selected(figure, name) { return figure.evaluate((node, name) => node.chart.getOption().legend[0].selected[name] !== false, name); }

// rerun presses Ctrl-Enter again and again; each time the figure is replaced.
async function rerun(page) {
  await page.getByText('Go (diversity) | Idle').waitFor({ timeout: 60_000 });
  await answer(page);
  await page.locator('.jp-Cell .cm-content').click();
  const measured = [], prompt = page.locator('.jp-InputPrompt').first();
  let measure, before = await prompt.textContent();
  for (let run = 1; run <= 3 * runs; run++) {
    await page.keyboard.press('Control+Enter');
    before = await until(`run ${run} has ended`, async () => {
      const now = await prompt.textContent();
      return /\d/.test(now) && now !== before && now;
    }, 30);
    await page.locator('.echarts-figure canvas').waitFor({ timeout: 10_000 });
    if (run % runs) continue;
    measure ??= await meter(page);
    await sleep(500);
    measured.push(await measure());
    console.log(`a cell run ${run} times: ${describe(measured.at(-1))}`);
  }
  bound('running a cell again', measured, 1);
}

// bound demands that nothing grows from the first measurement to the last, and that few charts are alive.
function bound(what, measured, charts) {
  const first = measured[0], last = measured.at(-1);
  if (last.charts > charts || last.canvases > charts) throw new Error(`${what}: ${describe(last)}; allowed are ${charts} charts and canvases`);
  if (last.heap > first.heap + 5) throw new Error(`${what}: the heap grew from ${first.heap.toFixed(1)} to ${last.heap.toFixed(1)} MB, allowed are 5 MB`);
}
