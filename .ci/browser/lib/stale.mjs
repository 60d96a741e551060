// Marks of cells whose inputs have changed: they come when a cell above is run with another value, say why, go when the cell has run
// again, survive a reload, and end with the kernel. %rerun stale runs them where they stand.
import { writeFileSync } from 'node:fs';
import { sleep, until } from './browser.mjs';
import { again, begun, cell, cells, idle, restart, save, typed } from './cells.mjs';
import { darken } from './lab.mjs';

const CELLS = ['n := 3', 'doubled := 2 * n', 'doubled + 1', '1 + 1'];

export async function checkStale(walk, url) {
  const { page } = await begun(walk, url);
  for (const code of CELLS) await typed(page, code);
  await demand(page, 'a notebook run from top to bottom', [false, false, false, false]);

  await again(page, 0, 'n := 3');
  await demand(page, 'the same value once more', [false, false, false, false]);
  await again(page, 0, 'n := 4');
  await demand(page, 'another value above', [false, true, true, false]);
  await titled(page, 1, 'Stale: it uses n, which Cell[6] changed');
  await titled(page, 2, 'Stale: it uses doubled of Cell[2], which is stale');
  await page.screenshot({ path: `${walk.outDir}/stale-marks.png` });
  await again(page, 1);
  await titled(page, 2, 'Stale: it uses doubled, which Cell[7] changed');
  await demand(page, 'the first of them run again', [false, false, true, false]);

  await again(page, 0, 'n := 5');
  await typed(page, '%rerun stale');
  await demand(page, '%rerun stale', [false, false, false, false]);
  const shown = await cell(page, 2).locator('.jp-OutputArea').innerText();
  if (!shown.includes('11')) throw new Error(`the last stale cell shows ${JSON.stringify(shown)}, not 11`);
  await page.screenshot({ path: `${walk.outDir}/stale-rerun.png` });
  console.log('%rerun stale ran them where they stand: 11');

  await again(page, 0, 'n := 6');
  await save(page);
  await saved(page, `${walk.outDir}/stale.ipynb`);
  await page.reload();
  await idle(page);
  await demand(page, 'the page loaded again', [false, true, true, false]);
  await darken(page);
  await page.screenshot({ path: `${walk.outDir}/stale-dark.png` });
  await restart(page);
  await demand(page, 'a kernel that was restarted', [false, false, false, false]);
  await again(page, 0, 'n := 3');
  await again(page, 1);
  await again(page, 0, 'n := 4');
  await demand(page, 'the restarted kernel', [false, true, false, false]);
  await page.context().close();
}

// demand waits for the marks, and for none that should not be there.
async function demand(page, what, wanted) {
  const marks = async () => (await cells(page).evaluateAll(nodes => nodes.map(node => node.classList.contains('diversity-stale')))).slice(0, wanted.length);
  await until(`the marks of ${what}`, async () => JSON.stringify(await marks()) === JSON.stringify(wanted), 20);
  await sleep(500);
  const found = await marks();
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: marks ${found}, not ${wanted}`);
  for (let n = 0; n < wanted.length; n++) {
    const words = await cell(page, n).locator('.jp-InputArea-prompt').evaluate(node => getComputedStyle(node, '::after').content);
    if (words.includes('stale') !== wanted[n]) throw new Error(`${what}: beside cell ${n} stands ${words}`);
  }
  console.log(`${what}: stale are cells ${wanted.flatMap((is, n) => is ? [n + 1] : []).join(', ') || 'none'}`);
}

// saved copies the notebook as JupyterLab has written it, for `kernel verify`: each cell says what its last run was.
async function saved(page, file) {
  const path = decodeURIComponent(new URL(page.url()).pathname.split('/tree/')[1]);
  const { content } = await (await page.request.get(new URL(`/api/contents/${path}?content=1`, page.url()).href)).json();
  for (const { cell_type: type, execution_count: count, metadata, source } of content.cells) {
    const ran = metadata['diversity.ran'];
    const right = !count || /^%/.test(source) || ran && ran.count === count && /^[0-9a-f]{16}$/.test(ran.source);
    if (type === 'code' && !right) throw new Error(`${source}: In [${count}] says that it ran on ${JSON.stringify(ran)}`);
  }
  const { n } = content.cells[1].metadata['diversity.ran'].uses;
  if (!n || content.cells[0].metadata['diversity.ran'].sets.join() !== 'n') throw new Error(`the first cells say ${JSON.stringify(content.cells.slice(0, 2))}`);
  writeFileSync(file, JSON.stringify(content));
  console.log('the saved notebook says what its cells ran on');
}

async function titled(page, n, want) {
  const prompt = cell(page, n).locator('.jp-InputArea-prompt');
  await until(`the title ${want}`, async () => await prompt.getAttribute('title') === want, 10);
  console.log(`cell ${n + 1}: ${want}`);
}
