// Jupyter Notebook 7, which uses the extensions of JupyterLab: figures and live controls.
import { open } from './browser.mjs';
import { see } from './figure.mjs';
import { contents, finder, ready, same } from './lab.mjs';
import { checkLiveSeven } from './live.mjs';
import { figuresIn } from './notebook.mjs';

export async function checkSeven(walk, url, folder) {
  const figures = figuresIn(await contents(url));
  const { page } = await open(walk.browser, url);
  await ready(page);
  for (const [i, figure] of figures.entries()) {
    const name = `seven-${i + 1}`, find = finder(page, figure);
    await see({ ...walk, page }, name, find);
    await same(name, find, figure.identity);
  }
  await page.screenshot({ path: `${walk.outDir}/seven-page.png` });
  console.log(`${figures.length} figures drawn in Notebook 7`);
  await page.context().close();
  await checkLiveSeven(walk, url, folder);
}
