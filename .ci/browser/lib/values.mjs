// Values that cells end with: displays made for reading, in an exported page, on paper and in JupyterLab.
import { readFileSync } from 'node:fs';
import { demand, open, sleep, until } from './browser.mjs';
import { contents, ready, scrollTo } from './lab.mjs';

const paper = 718; // pixels of A4 between margins of 10 mm

// checkValues demands that no output of an exported page is wider than its box, on screens and on paper, and that nothing in it acts.
export async function checkValues(walk, file) {
  for (const [name, width, media] of [['narrow', 700, 'screen'], ['wide', 1280, 'screen'], ['paper', paper, 'print']]) {
    const { page } = await open(walk.browser, `file://${process.cwd()}/${file}`, { viewport: { width, height: 1000 } });
    await page.emulateMedia({ media });
    await sleep(500);
    const outputs = page.locator('.jp-OutputArea-output');
    const tooWide = await outputs.evaluateAll(all => all.filter(node => node.scrollWidth > node.clientWidth + 1).map(node => node.innerText.slice(0, 60)));
    if (tooWide.length) throw new Error(`${name}: outputs are cut off: ${tooWide.join(' | ')}`);
    demand('images or links of hostile names', await page.locator('.jp-OutputArea-output img[src="x"], .jp-OutputArea-output a').count(), 0);
    console.log(`${name}: ${await outputs.count()} outputs fit`);
    await page.screenshot({ path: `${walk.outDir}/values-${name}.png`, fullPage: true });
    if (media === 'print') await page.pdf({ path: `${walk.outDir}/values.pdf`, format: 'A4' });
    await page.context().close();
  }
}

// checkSave opens a notebook in JupyterLab, which nobody has signed, looks at its formulas, and saves it without an edit: no byte changes.
export async function checkSave(walk, url, folder) {
  const path = `${folder}/${decodeURIComponent(new URL(url).pathname.replace('/lab/tree/', ''))}`;
  const before = readFileSync(path);
  const cells = (await contents(url)).cells;
  const { page } = await open(walk.browser, `${url}?reset`);
  await ready(page);
  await until('a kernel that waits', () => page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').count(), 60);
  await sleep(1500); // the kernel says what it is
  const saved = page.waitForResponse(r => r.request().method() === 'PUT' && r.url().includes('/api/contents/'), { timeout: 20_000 });
  await page.locator('.jp-Notebook').first().click({ position: { x: 3, y: 3 } });
  await page.keyboard.press('Control+s');
  await saved;
  await sleep(500);
  if (!before.equals(readFileSync(path))) throw new Error(`${path}: opening and saving it without an edit changed the file`);
  console.log('saved without an edit: no byte changed');
  const law = cells.findIndex(cell => [].concat(cell.source).join('').startsWith('laws.Capped'));
  if (law >= 0) {
    const cell = await scrollTo(page, law);
    demand('exponents of an untrusted law', await cell.locator('.jp-OutputArea-output sup').count(), 3);
  }
  await page.context().close();
}
