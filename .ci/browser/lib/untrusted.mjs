// A notebook that somebody else sent: its outputs are not signed by this user.
import { open, until } from './browser.mjs';
import { see } from './figure.mjs';
import { contents, finder, ready, same } from './lab.mjs';
import { figuresIn } from './notebook.mjs';

// checkUntrusted demands that every figure of an unsigned notebook is drawn all the same.
export async function checkUntrusted(walk, url) {
  const figures = await unsigned(url);
  const { page } = await open(walk.browser, `${url}?reset`);
  await ready(page);
  for (const [i, figure] of figures.entries()) {
    const name = `untrusted-${i + 1}`, find = finder(page, figure);
    await see({ ...walk, page }, name, find);
    await same(name, find, figure.identity);
  }
  console.log(`${figures.length} figures of an untrusted notebook drawn`);
  await page.context().close();
}

// unsigned lists the figures after making sure that the server does not trust the notebook.
async function unsigned(url) {
  const content = await contents(url);
  const trusted = content.cells.filter(cell => cell.cell_type === 'code' && cell.outputs.length > 0 && cell.metadata.trusted);
  if (trusted.length > 0) throw new Error(`${trusted.length} cells are trusted, want none`);
  return figuresIn(content);
}

// checkBare demands a picture of every figure from a JupyterLab that lacks our extension.
export async function checkBare(walk, url) {
  const figures = await unsigned(url);
  const { page } = await open(walk.browser, `${url}?reset`);
  await ready(page);
  for (const [i, figure] of figures.entries()) {
    const name = `bare-${i + 1}`;
    const image = await finder(page, figure, '.jp-RenderedImage img')();
    const width = await until(`${name}: the picture`, () => image.evaluate(node => node.complete && node.naturalWidth), 10);
    await image.screenshot({ path: `${walk.outDir}/${name}.png`, timeout: 5000 });
    console.log(`${name}: ${width} pixels wide`);
  }
  console.log(`${figures.length} figures of an untrusted notebook shown as pictures without our extension`);
  await page.context().close();
}
