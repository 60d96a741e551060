// A contact sheet: every figure of a notebook, light and dark, on a wide and on a narrow screen. What can be judged by rule is judged; the
// pictures are for people to look at.
import { readFileSync } from 'node:fs';
import { open, until } from './browser.mjs';
import { faultsOf } from './faults.mjs';
import { optionsIn } from './notebook.mjs';
import { writeSheets } from './grid.mjs';

const drawing = 'echarts/figure.js'; // all that a figure is drawn by

// The grounds are those of JupyterLab's two themes, the contrasts those of WCAG 2.2 (1.4.3 and 1.4.11).
export const themes = { light: '#ffffff', dark: '#111111' };
export const contrasts = { textContrast: 4.5, lineContrast: 3 };
const widths = { 900: 2, 366: 4 }; // of a figure on a screen of 900 and 390 pixels: columns of the sheet

export async function checkSheet(walk, notebook) {
  const options = optionsIn(JSON.parse(readFileSync(notebook, 'utf8')));
  if (options.length === 0) throw new Error(`${notebook}: no figures`);
  const faults = [];
  let texts = 0;
  for (const [theme, ground] of Object.entries(themes)) for (const [width, columns] of Object.entries(widths)) {
    const { page } = await open(walk.browser, 'about:blank', { viewport: { width: Number(width), height: 1000 } });
    await page.setContent(`<body style="margin:0;background:${ground};--jp-content-font-color1:${theme === 'dark' ? '#ffffff' : '#212121'}" data-jp-theme-light="${theme === 'light'}"></body>`);
    await page.addScriptTag({ path: drawing });
    const pictures = [];
    for (const [i, option] of options.entries()) {
      const name = `figure ${i + 1}, ${theme}, ${width} pixels`;
      const { picture, found } = await drawn(page, name, option, ground);
      pictures.push(picture);
      texts += found.texts;
      faults.push(...found.faults.map(fault => `${name}: ${fault}`));
    }
    await page.context().close();
    await writeSheets(walk, `${theme}-${width}`, pictures, { columns, ground });
  }
  console.log(`${options.length} figures, ${texts} texts`);
  if (faults.length) throw new Error(`${faults.length} faults\n${faults.join('\n')}`);
}

// drawn is the picture of one figure alone on a page, and what is wrong at each position of its slider.
async function drawn(page, name, option, ground) {
  await page.evaluate(option => {
    window.mounted?.dispose();
    const host = document.createElement('div');
    document.body.replaceChildren(host);
    window.mounted = mountFigure(echarts, host, option, false);
  }, option);
  const host = page.locator('.echarts-figure');
  await until(`${name} is drawn`, () => host.evaluate(node => node.chart && node.chart.getWidth() === node.firstChild.clientWidth));
  const positions = option.baseOption?.timeline?.data?.length ?? option.timeline?.data?.length ?? 1;
  const found = { texts: 0, faults: new Set() };
  for (let at = positions - 1; at >= 0; at--) {
    if (positions > 1) await host.evaluate((node, at) => node.chart.dispatchAction({ type: 'timelineChange', currentIndex: at }), at);
    const { texts, faults } = await host.evaluate(faultsOf, { ground, ...contrasts });
    found.texts += texts;
    faults.forEach(fault => found.faults.add(fault));
  }
  return { picture: await host.screenshot(), found: { texts: found.texts, faults: [...found.faults] } };
}
