// A reader's first hour: a notebook without outputs is run, saved and opened again.
import { writeFileSync } from 'node:fs';
import { open, sleep, until } from './browser.mjs';
import { see } from './figure.mjs';
import { answer, contents, finder, ready, same } from './lab.mjs';
import { cleared, figuresIn } from './notebook.mjs';

// checkRun clears a copy of the executed notebook at the URL, in the folder that is served, runs it in JupyterLab and demands the same
// figures, also after saving and reloading.
export async function checkRun(walk, url, folder) {
  const executed = await contents(url), expected = figuresIn(executed);
  writeFileSync(`${folder}/run.ipynb`, JSON.stringify(cleared(executed)));
  const copy = url.replace(/[^/]*$/, 'run.ipynb');
  const { page } = await open(walk.browser, `${copy}?reset`);
  await ready(page);
  await runAll(page);
  await save(page, copy);
  const figures = figuresIn(await contents(copy));
  compare(expected, figures);
  await seeAll({ ...walk, page }, figures, 'run');
  await page.goto(`${copy}?reset`, { waitUntil: 'load', timeout: 120_000 });
  await ready(page);
  await seeAll({ ...walk, page }, figures, 'reloaded');
  await page.context().close();
}

// compare demands that the same code gave the same figures, in JupyterLab and headless.
function compare(expected, found) {
  const list = figures => figures.map(({ index, identity }) => `${index + 1}: ${identity}`);
  const [want, got] = [list(expected), list(found)];
  const wrong = want.findIndex((entry, i) => entry !== got[i]);
  if (wrong >= 0 || want.length !== got.length) throw new Error(`figure ${wrong + 1} (cell: identity) is ${got[wrong]}, want ${want[wrong]}; ${got.length} figures, want ${want.length}`);
  console.log(`${got.length} figures run in JupyterLab are those of the headless run`);
}

async function seeAll(walk, figures, what) {
  for (const [i, figure] of figures.entries()) {
    const name = `${what}-${i + 1}`, find = finder(walk.page, figure);
    await see(walk, name, find);
    await same(name, find, figure.identity);
  }
}

// runAll uses the menu and waits until the kernel has rested for a second.
async function runAll(page) {
  const kernel = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook-ExecutionIndicator').first();
  await page.getByText('Go (diversity) | Idle').waitFor({ timeout: 60_000 });
  await answer(page);
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  await until('the kernel is busy', async () => await kernel.getAttribute('data-status') === 'busy', 10);
  let since = Date.now();
  await until('the end of the run', async () => {
    if (await kernel.getAttribute('data-status') !== 'idle') since = Date.now();
    return Date.now() - since > 1000;
  }, 180);
}

// save presses the keys until the file has the results of all cells: on a busy machine the last may come after a key.
async function save(page, url) {
  await until('the saved file has all results', async () => {
    await page.keyboard.press('Control+s');
    await sleep(1000);
    return (await contents(url)).cells.every(cell => cell.cell_type !== 'code' || cell.execution_count);
  }, 60);
}
