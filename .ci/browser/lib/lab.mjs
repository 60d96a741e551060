// A notebook that is open in JupyterLab or in Notebook 7.
import { until, sleep } from './browser.mjs';
import { withFigure } from './figure.mjs';

// contents asks the server for a notebook file; a URL of JupyterLab or Notebook 7 names it.
export async function contents(url) {
  const [, name] = new URL(url).pathname.match(/\/(?:lab\/tree|notebooks)\/(.*)$/);
  return (await (await fetch(new URL(`/api/contents/${name}`, url))).json()).content;
}

export async function ready(page) {
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 120_000 });
}

// finder returns how to find what a selector finds in the outputs of a cell.
export function finder(page, { index, nth }, selector = '.echarts-figure') {
  return async () => {
    await answer(page);
    const cell = await scrollTo(page, index);
    const found = cell.locator(selector).nth(nth);
    await found.waitFor({ timeout: 20_000 });
    await found.evaluate(node => node.scrollIntoView({ block: 'center' }));
    return found;
  };
}

// answer closes questions, for example which kernel to use.
export async function answer(page) {
  while (await page.locator('.jp-Dialog').count()) {
    await page.keyboard.press('Escape');
    await sleep(200);
  }
}

// same demands that a drawn figure is the one of the file.
export async function same(name, find, identity) {
  const drawn = await withFigure(name, find, figure => figure.getAttribute('data-figure'));
  if (drawn !== identity) throw new Error(`${name}: drawn is the figure ${drawn}, the file has ${identity}`);
}

// JupyterLab keeps only the cells near the view of a long notebook in the page, and learns how tall a cell is when it shows it: walk
// towards a cell until it is there.
export async function scrollTo(page, index) {
  const panel = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer').first();
  const cell = panel.locator(`.jp-Cell[data-windowed-list-index="${index}"]`);
  await until(`cell ${index + 1}`, () => panel.evaluate((node, wanted) => {
    const cells = [...node.querySelectorAll('.jp-Cell[data-windowed-list-index]')].filter(cell => cell.getBoundingClientRect().height > 0);
    const shown = cells.map(cell => Number(cell.getAttribute('data-windowed-list-index')));
    if (shown.includes(wanted)) return true;
    node.scrollTop += (wanted > Math.max(...shown) ? 0.8 : -0.8) * node.clientHeight;
    return false;
  }, index), 60);
  return cell;
}

// darken and lighten choose a theme in the menu.
export const darken = page => themed(page, 'JupyterLab Dark', 'false');
export const lighten = page => themed(page, 'JupyterLab Light', 'true');

async function themed(page, name, light) {
  await page.getByRole('menuitem', { name: 'Settings', exact: true }).click();
  await page.locator('.lm-Menu-item', { hasText: /^Theme$/ }).hover();
  await page.locator('.lm-Menu-item', { hasText: name }).first().click();
  // The sheet of the theme may be loaded before or after the attribute is set.
  await until(`the theme ${name}`, () => page.evaluate(light => {
    const ground = getComputedStyle(document.body).getPropertyValue('--jp-layout-color0').trim();
    return document.body.getAttribute('data-jp-theme-light') === light && (ground === 'white' || ground === '#fff') === (light === 'true');
  }, light), 10);
  await sleep(500); // figures that are drawn anew ask for their width for 30 frames
}
