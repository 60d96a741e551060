// A new notebook, typed as a user does: from the launcher, with completion, documentation, an error, an interrupt, a value and a figure.
import { open, sleep, until } from './browser.mjs';
import { withContrast } from './contrast.mjs';
import { faultsOf } from './faults.mjs';
import { inkOf, withFigure } from './figure.mjs';
import { darken } from './lab.mjs';
import { contrasts, themes } from './sheet.mjs';

export async function checkTyping(walk, url) {
  const { page } = await open(walk.browser, new URL('/lab?reset', url).href);
  await page.locator('.jp-LauncherCard[data-category="Notebook"]', { hasText: 'Go (diversity)' }).click();
  await page.getByText('Go (diversity) | Idle').waitFor({ timeout: 60_000 });
  const session = { page, outDir: walk.outDir, runs: 0 };
  await value(session);
  await colours(session);
  await completion(session);
  await documentation(session);
  await failure(session);
  await interrupt(session);
  await figure(session);
  await page.context().close();
}

function shot({ page, outDir }, name) { return page.screenshot({ path: `${outDir}/typing-${name}.png` }); }

// lastCell is where the user types: the notebook adds a cell below the one that was run.
function lastCell(page) { return page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-CodeCell').last(); }

// type writes into the last cell as a keyboard would, without the brackets that the editor adds by itself.
async function type({ page }, text) {
  await lastCell(page).locator('.cm-content').click();
  await page.keyboard.insertText(text);
}

// run presses Shift-Enter and returns the cell once it has ended.
async function run(session, seconds = 60) {
  const { page } = session, count = ++session.runs;
  await page.keyboard.press('Shift+Enter');
  const cell = page.locator('.jp-CodeCell').filter({ has: page.locator('.jp-InputPrompt', { hasText: `[${count}]:` }) });
  await cell.waitFor({ timeout: 1000 * seconds });
  await page.getByText('Go (diversity) | Idle').waitFor({ timeout: 20_000 });
  return cell;
}

async function textOf(cell) { return (await cell.locator('.jp-OutputArea').innerText()).trim(); }

function demandText(what, text, wanted, unwanted) {
  for (const want of wanted) if (!text.includes(want)) throw new Error(`${what} lacks ${JSON.stringify(want)}:\n${text}`);
  for (const bad of unwanted) if (text.includes(bad)) throw new Error(`${what} has ${JSON.stringify(bad)}:\n${text}`);
  console.log(`${what}: ${JSON.stringify(text.slice(0, 160))}`);
}

async function value(session) {
  await type(session, 'x := 6\nx * 7');
  demandText('the value of the last line', await textOf(await run(session)), ['42'], []);
}

// colours demands that the parts of Go code are told apart.
async function colours(session) {
  await type(session, '// half of a number\nfunc half(x float64) float64 {\n\treturn x / 2 + float64(len("text"))\n}');
  const found = await until('colours in the code', async () => {
    const list = await lastCell(session.page).locator('.cm-line span').evaluateAll(spans =>
      Object.fromEntries(spans.map(span => [span.textContent, getComputedStyle(span).color])));
    return list.func && list['// half of a number'] && list;
  }, 10);
  const distinct = new Set([found.func, found['// half of a number'], found['"text"']]);
  if (distinct.size !== 3) throw new Error(`keyword, comment and string have ${distinct.size} colours: ${JSON.stringify(found)}`);
  await shot(session, 'colours');
  console.log('keywords, comments and strings have colours of their own');
  await run(session);
}

// completion asks again while the language server is still loading: JupyterLab gives up on an answer after some seconds.
async function completion(session) {
  const { page } = session, begun = Date.now();
  await type(session, 'figure.Cur');
  const list = page.locator('.jp-Completer:visible');
  await until('names for figure.Cur', async () => {
    await page.keyboard.press('Tab');
    await sleep(300);
    await page.getByText('Go (diversity) | Idle').waitFor({ timeout: 60_000 });
    return await list.count() && (await list.first().innerText()).includes('CurvesOptions');
  }, 60);
  await shot(session, 'completion');
  console.log(`Tab offers names after ${((Date.now() - begun) / 1000).toFixed(1)} s: ${(await list.first().innerText()).split('\n').join(', ')}`);
  await page.keyboard.press('Enter');
  demandText('the completed cell', await lastCell(page).locator('.cm-content').innerText(), ['figure.Curves'], []);
}

async function documentation(session) {
  const { page } = session;
  await page.keyboard.press('Shift+Tab');
  const tip = page.locator('.jp-Tooltip');
  await tip.waitFor({ timeout: 20_000 });
  await shot(session, 'documentation');
  demandText('the documentation', await tip.innerText(), ['func figure.Curves(', 'Curves shows'], ['pkg.go.dev', 'file:']);
  await page.keyboard.press('Escape');
  await lastCell(page).locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
}

// failure demands the name, the line and a caret, and no word of the tools behind.
async function failure(session) {
  await type(session, 'a := 1\nb := a + undefinedName');
  const compile = await run(session);
  await compile.locator('.jp-OutputArea-output').first().scrollIntoViewIfNeeded();
  await shot(session, 'error');
  demandText('the error', await textOf(compile), ['undefined: undefinedName', '^', 'b := a + undefinedName'], ['go build', '/tmp', 'gonb', 'exit status', 'goimports']);
  await type(session, 'list := []int{1, 2}\ni := 5\nfmt.Println("before")\nlist[i] = 3');
  const panic = await run(session);
  await shot(session, 'panic');
  demandText('the panic', await textOf(panic), ['before', 'index out of range [5] with length 2', 'list[i] = 3'], ['/tmp', 'gonb', 'exit status', 'goroutine']);
}

// interrupt ends a cell that would run for an hour by the key that JupyterLab has for it.
async function interrupt(session) {
  const { page } = session;
  await type(session, 'fmt.Println("started")\ntime.Sleep(time.Hour)');
  await page.keyboard.press('Shift+Enter');
  const count = ++session.runs;
  await page.getByText('started', { exact: true }).waitFor({ timeout: 20_000 });
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await page.keyboard.press('i');
  const begun = Date.now(), cell = page.locator('.jp-CodeCell').filter({ has: page.locator('.jp-InputPrompt', { hasText: `[${count}]:` }) });
  await cell.waitFor({ timeout: 15_000 });
  await shot(session, 'interrupt');
  demandText(`the interrupted cell, after ${((Date.now() - begun) / 1000).toFixed(1)} s`, await textOf(cell), ['started', 'nterrupt'], ['/tmp', 'exit status', 'goroutine']);
}

// figure shows one as the value of the last line, then in the dark theme and in a narrow window.
async function figure(session) {
  const { page } = session;
  await type(session, 'f, err := figure.Line([]figure.LineSeries{{Name: "a law", X: []float64{1, 10, 100}, Y: []float64{1, 3, 9}}}, figure.LineOptions{Title: "Lines", Caption: "A law, for the eye.", X: figure.LineAxis{Name: "N", Log: true}})\nif err != nil {\n\tpanic(err)\n}\nf');
  const cell = await run(session);
  const find = async () => {
    const drawn = cell.locator('.echarts-figure');
    await drawn.waitFor({ timeout: 20_000 });
    await drawn.evaluate(node => node.scrollIntoView({ block: 'center' }));
    return drawn;
  };
  await withFigure('the figure of the new notebook', find, () => shot(session, 'figure'));
  await darken(page);
  await withFigure('the figure in the dark', find, async drawn => {
    await shot(session, 'dark');
    await readable(drawn);
  });
  await page.setViewportSize({ width: 620, height: 900 });
  await sleep(500);
  await withFigure('the figure in a narrow window', find, async drawn => {
    await shot(session, 'narrow');
    const [room, width] = await drawn.evaluate(node => [node.parentElement.clientWidth, node.chart.getWidth()]);
    if (width > room || (await inkOf(drawn)).share === 0) throw new Error(`the figure is ${width} pixels wide, its room ${room}`);
  });
}

// readable demands letters that stand out from the page: a contrast of 4.5, as the Web Content Accessibility Guidelines ask for.
async function readable(figure) {
  const caption = await withContrast(figure), { faults } = await figure.evaluate(faultsOf, { ground: themes.dark, ...contrasts });
  console.log(`in the dark: contrast of the caption ${caption.toFixed(1)}`);
  if (caption < contrasts.textContrast || faults.length) throw new Error(`in the dark theme: contrast of the caption ${caption.toFixed(1)}; ${faults.join('; ')}`);
}
