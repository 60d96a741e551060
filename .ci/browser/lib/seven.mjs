// Jupyter Notebook 7, which uses the extensions of JupyterLab: figures and live controls.
import { open } from './browser.mjs';
import { see, withFigure } from './figure.mjs';
import { contents, finder, ready, same } from './lab.mjs';
import { checkLiveSeven } from './live.mjs';
import { figuresIn } from './notebook.mjs';
import { chooseByKeys, clickPoint, hasRuns } from './runs.mjs';

export async function checkSeven(walk, url, folder) {
  const figures = figuresIn(await contents(url));
  const { page } = await open(walk.browser, url);
  await ready(page);
  let clicked = 0;
  for (const [i, figure] of figures.entries()) {
    const name = `seven-${i + 1}`, find = finder(page, figure);
    await see({ ...walk, page }, name, find);
    await same(name, find, figure.identity);
    if (clicked === 0 && await withFigure(name, find, hasRuns)) {
      await clickPoint(page, name, find);
      await chooseByKeys(page, name, find);
      clicked++;
    }
  }
  await page.screenshot({ path: `${walk.outDir}/seven-page.png` });
  if (!clicked) throw new Error('no figure has runs behind its points');
  console.log(`${figures.length} figures drawn in Notebook 7, a point of one clicked`);
  await page.context().close();
  await checkLiveSeven(walk, url, folder);
}
