// Jupyter Notebook 7, which uses the extensions of JupyterLab: figures and live controls.
import { noErrors, open } from './browser.mjs';
import { see, withFigure } from './figure.mjs';
import { contents, finder, ready, same } from './lab.mjs';
import { checkLiveSeven } from './live.mjs';
import { figuresIn } from './notebook.mjs';
import { chooseByKeys, clickPoint, hasRuns } from './runs.mjs';

// Notebook 7.6.5 by itself, without our extension, has this error on each of its pages, also on that of its files: the settings of shortcuts
// are asked for before they are loaded (jupyter/notebook, issue 7862).
const OF_NOTEBOOK_7 = ["Cannot read properties of undefined (reading 'schema')"];

export async function checkSeven(walk, url, folder) {
  const figures = figuresIn(await contents(url));
  const { page, errors } = await open(walk.browser, url);
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
  noErrors('Notebook 7', errors, OF_NOTEBOOK_7);
  await page.context().close();
  noErrors('live controls in Notebook 7', await checkLiveSeven(walk, url, folder), OF_NOTEBOOK_7);
}
