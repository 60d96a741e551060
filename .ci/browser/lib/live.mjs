// Live controls: the figure of a running cell follows a slider and a list; the cell shows an error in place, and ends in order by an
// interrupt, by Done and by another cell; "run all" waits for nobody; and a reloaded page shows the last figure.
import { readFileSync, writeFileSync } from 'node:fs';
import { open, sleep, until } from './browser.mjs';
import { inkOf } from './figure.mjs';
import { darken, ready } from './lab.mjs';

const MIME = 'application/vnd.diversity.controls+json';

const cells = [`must.M(show.Interact(show.Context(), []show.Control{
	show.Range{Name: "budget N", Min: 256, Max: 65536, Step: 2, Start: 1024, Log: true},
	show.Range{Name: "exponent of classes a", Min: 0.1, Max: 1, Step: 0.05, Start: 0.5},
	show.Choice{Name: "axis of the error", Options: []string{"linear", "logarithmic"}},
}, func(v show.Values) (figure.Figure, error) {
	n, a := v.Number("budget N"), v.Number("exponent of classes a")
	if a == 1 {
		return figure.Figure{}, errors.New("no curve for an exponent of 1")
	}
	curve := figure.LineSeries{Name: "error"}
	for k := 2.0; k <= n/2; k *= math.Sqrt2 {
		curve.X, curve.Y = append(curve.X, k), append(curve.Y, 0.05+0.6*math.Pow(k, -a)+0.3*math.Pow(n/k, -0.5))
	}
	return figure.Line([]figure.LineSeries{curve}, figure.LineOptions{
		Title: "Error at a fixed budget", Caption: "Computed for " + v.String() + ".", X: figure.LineAxis{Name: "classes K", Log: true},
		Y: figure.LineAxis{Name: "error", Log: v.Text("axis of the error") == "logarithmic"},
	})
}))`, 'fmt.Println("the next cell")'];

// write writes live.ipynb into the folder that a server serves, and returns its path.
function write(folder) {
  const file = `${folder}/live.ipynb`;
  writeFileSync(file, JSON.stringify({
    nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: 'diversity', display_name: 'Go (diversity)', language: 'go' } },
    cells: cells.map((source, i) => ({ cell_type: 'code', id: `cell-${i}`, metadata: {}, source, outputs: [], execution_count: null })),
  }));
  return file;
}

// checkLiveSeven tries in Notebook 7 what depends on the front end: the figure follows, and another cell ends the one that waits. It
// returns the errors of the page that nobody caught.
export async function checkLiveSeven(walk, notebook, folder) {
  write(folder);
  const { page, errors } = await open(walk.browser, new URL('/notebooks/live.ipynb', notebook).href);
  await ready(page);
  await start(page);
  await sliderOf(page, 0).focus();
  await page.keyboard.press('ArrowRight');
  await until('the figure after an arrow key', async () => (await captionOf(page)).includes('budget N = 2048'), 10);
  await page.screenshot({ path: `${walk.outDir}/live-seven.png` });
  await run(page, 1);
  await demandEnd(page, 'another cell, in Notebook 7', 'budget N = 2048');
  await page.context().close();
  return errors;
}

// checkLive writes a notebook into the folder that JupyterLab serves; URL is that of any notebook there.
export async function checkLive(walk, notebook, folder) {
  const file = write(folder);
  const url = new URL('/lab/tree/live.ipynb', notebook).href;
  const { page, blocked } = await open(walk.browser, `${url}?reset`, { viewport: { width: 1400, height: 1300 } });
  const live = { page, url, file, outDir: walk.outDir };
  await ready(page);
  await until('the kernel is idle', () => page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').count(), 60);
  await start(page);
  await page.screenshot({ path: `${walk.outDir}/live-light.png` });
  await moves(live);
  await errors(page);
  await dark(live);
  await interrupted(live);
  await ended(page);
  await runAll(page);
  await reloaded(live);
  ensure('nothing was asked of another machine', blocked.length === 0);
}

function ensure(what, holds) {
  if (!holds) throw new Error(`not so: ${what}`);
  console.log(`ok: ${what}`);
}

function cellOf(page, i = 0) { return page.locator('.jp-Notebook .jp-CodeCell').nth(i); }

function sliderOf(page, i) { return cellOf(page).locator('.diversity-controls input[type=range]').nth(i); }

async function run(page, i) {
  await cellOf(page, i).locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
}

// start runs the cell until its controls can be moved and its figure is drawn. A page that has just been loaded may miss the keys.
async function start(page) {
  const controls = () => cellOf(page).locator('.diversity-controls input:enabled').count();
  await run(page, 0);
  await until('the controls', controls).catch(async () => {
    console.log('the controls: again');
    await run(page, 0);
    await until('the controls', controls, 60);
  });
  await until('the figure', async () => /N = 1024, exponent of classes a = 0.5/.test(await captionOf(page)));
}

async function captionOf(page) {
  const figure = cellOf(page).locator('.echarts-figure');
  return await figure.count() ? figure.innerText() : '';
}

async function pictureOf(page) { return (await inkOf(cellOf(page).locator('.echarts-figure'))).sum; }

async function moves({ page, outDir }) {
  const before = await pictureOf(page), slider = sliderOf(page, 1), box = await slider.boundingBox();
  await slider.evaluate(node => {
    window.figureNode = node.closest('.jp-CodeCell').querySelector('.echarts-figure canvas');
  });
  await page.mouse.move(box.x + 0.45 * box.width, box.y + box.height / 2);
  await page.mouse.down();
  for (let i = 0; i < 6; i++) await page.mouse.move(box.x + (i % 2 ? 0.9 : 0.1) * box.width, box.y + box.height / 2, { steps: 30 });
  await page.mouse.move(box.x + 0.8 * box.width, box.y + box.height / 2, { steps: 10 });
  await page.mouse.up();
  const value = await cellOf(page).locator('.diversity-controls output').nth(1).innerText();
  await until('the figure after dragging', async () => (await captionOf(page)).includes(`exponent of classes a = ${value},`), 5);
  ensure(`the picture follows a dragged slider, to ${value}`, await pictureOf(page) !== before && value !== '0.5');
  ensure('it is drawn in the same place, without a flicker', await page.evaluate(() => window.figureNode.isConnected));
  await keys(page);
  await cellOf(page).locator('.diversity-controls select').selectOption('logarithmic');
  await until('the figure after a choice', async () => (await captionOf(page)).includes('axis of the error = logarithmic'), 5);
  await page.screenshot({ path: `${outDir}/live-moved.png` });
}

// keys measures how long the figure takes to follow, and that the notebook leaves arrow keys to the slider.
async function keys(page) {
  const times = [];
  await sliderOf(page, 0).focus();
  for (let i = 0; i < 20; i++) {
    times.push(await page.evaluate(right => new Promise(done => {
      const input = document.activeElement, caption = input.closest('.jp-CodeCell').querySelector('.echarts-figure'), began = performance.now();
      new MutationObserver((_, observer) => {
        observer.disconnect();
        done(performance.now() - began);
      }).observe(caption, { childList: true, subtree: true, characterData: true });
      input.value = Number(input.value) + (right ? 1 : -1);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }), i % 2 === 0));
  }
  times.sort((a, b) => a - b);
  console.log(`from a move to its figure: median ${Math.round((times[9] + times[10]) / 2)} ms, ${Math.round(times[0])} to ${Math.round(times[19])} ms, n = 20`);
  await page.keyboard.press('ArrowRight');
  await until('the figure after an arrow key', async () => (await captionOf(page)).includes('budget N = 2048'), 5);
  ensure('an arrow key moves the slider, not the notebook', await sliderOf(page, 0).evaluate(node => node === document.activeElement));
}

async function errors(page) {
  await sliderOf(page, 1).focus();
  await page.keyboard.press('End');
  const output = cellOf(page).locator('.jp-OutputArea');
  await until('the error', async () => (await output.innerText()).includes('no curve for an exponent of 1'), 5);
  await page.keyboard.press('ArrowLeft');
  await until('the figure after the error', async () => (await captionOf(page)).includes('a = 0.95'), 5);
  ensure('an error stands in place of the figure, and the controls go on', !(await output.innerText()).includes('no curve'));
}

async function dark({ page, outDir }) {
  await darken(page);
  ensure('the figure fills its width under another theme',
    await cellOf(page).locator('.echarts-figure').evaluate(node => node.chart.getWidth() === node.firstChild.clientWidth));
  await page.screenshot({ path: `${outDir}/live-dark.png` });
}

// demandEnd checks that a cell has ended in order: a line, the figure, and nothing to move.
async function demandEnd(page, how, values) {
  await until(`the end by ${how}`, async () => /\[\d+\]/.test(await cellOf(page).locator('.jp-InputPrompt').innerText()));
  const output = cellOf(page).locator('.jp-OutputArea-output');
  await until('the line of values', async () => (await output.first().innerText()).startsWith(values), 5);
  ensure(`ended by ${how}: a line of values and the figure`,
    await output.count() === 2 && await cellOf(page).locator('canvas').count() === 1 && await sliderOf(page, 0).count() === 0);
}

async function interrupted({ page, outDir, file }) {
  await page.locator('.jp-NotebookPanel-toolbar [data-jp-item-name="interrupt"] jp-button').click();
  await demandEnd(page, 'an interrupt', 'budget N = 2048, exponent of classes a = 0.95');
  await page.screenshot({ path: `${outDir}/live-ended.png` });
  await save({ page, file });
  const [line, figure] = JSON.parse(readFileSync(file)).cells[0].outputs;
  ensure('the saved notebook has the last figure, with its picture, and the values',
    String(line.data['text/plain']).startsWith('budget N = 2048') && !line.data[MIME] && String(figure.data['image/svg+xml']).includes('<svg'));
}

async function save({ page, file }) {
  const before = readFileSync(file, 'utf8');
  await page.keyboard.press('Control+s');
  await until('the notebook is saved', () => readFileSync(file, 'utf8') !== before);
  await sleep(300);
}

async function ended(page) {
  await start(page);
  await cellOf(page).locator('.diversity-controls button').click();
  await demandEnd(page, 'Done', 'budget N = 1024');
  await start(page);
  await run(page, 1);
  await demandEnd(page, 'another cell', 'budget N = 1024');
  await until('the next cell', async () => (await cellOf(page, 1).locator('.jp-OutputArea').innerText()).includes('the next cell'));
}

async function runAll(page) {
  await page.locator('.lm-MenuBar-itemLabel', { hasText: 'Run' }).click();
  await page.locator('.lm-Menu-itemLabel', { hasText: /^Run All Cells$/ }).click();
  await until('all cells have run', async () => {
    const prompts = await page.locator('.jp-CodeCell .jp-InputPrompt').allInnerTexts();
    return prompts.every(text => /\[\d+\]/.test(text)) && page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').count();
  });
  await demandEnd(page, '"run all"', 'budget N = 1024');
}

// reloaded leaves the page while the cell still runs.
async function reloaded({ page, url, file }) {
  await start(page);
  await save({ page, file });
  page.on('dialog', dialog => dialog.accept());
  await page.goto(url, { waitUntil: 'load', timeout: 120_000 });
  await until('the figure of a reloaded page', async () => (await captionOf(page)).includes('budget N = 1024'), 60);
  await until('the controls of a reloaded page', async () => await sliderOf(page, 0).count() && await sliderOf(page, 0).isDisabled());
  await sleep(500);
  ensure('in a reloaded page the figure is there and the controls rest', await sliderOf(page, 0).isDisabled());
  await run(page, 1);
  await until('a cell after that', async () => /\[\d+\]/.test(await cellOf(page, 1).locator('.jp-InputPrompt').innerText()));
  ensure('a cell of the reloaded page ends the one that waited', true);
}
