// JupyterLab with an executed notebook: every figure is drawn and answers.
import { demand, open } from './browser.mjs';
import { look, follow } from './interact.mjs';
import { contents, finder, ready } from './lab.mjs';
import { figuresIn } from './notebook.mjs';

export async function checkLab(walk, url, expected) {
  const { page, blocked } = await open(walk.browser, `${url}?reset`); // without the tabs of the last visit
  const figures = figuresIn(await contents(url));
  await ready(page);
  demand('figures in the notebook file', figures.length, expected);
  for (const [i, figure] of figures.entries()) await look({ ...walk, page }, `lab-${i + 1}`, finder(page, figure));
  await follow({ ...walk, page }, finder(page, figures[0]));
  console.log(`${figures.length} figures drawn in JupyterLab, ${blocked.length} requests to other machines blocked`);
}
