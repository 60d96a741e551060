// A presentation: one slide at a time by keys, buttons and address, figures drawn on theirs, everything on paper and without JavaScript.
import { resolve } from 'node:path';
import { demand, open, until } from './browser.mjs';

export async function checkSlides(walk, file) {
  const url = `file://${resolve(file)}`;
  const all = await withoutScript(walk, url);
  await present(walk, url, all);
}

// withoutScript counts the cells, all of which are shown.
async function withoutScript({ browser }, url) {
  const { page } = await open(browser, url, { javaScriptEnabled: false });
  const cells = page.locator('.jp-Cell'), count = await cells.count();
  demand('cells without JavaScript', await cells.locator('visible=true').count(), count);
  await page.context().close();
  return count;
}

async function present({ browser, outDir, tried }, url, all) {
  const { page, blocked } = await open(browser, url, { viewport: { width: 1280, height: 800 } });
  const problems = [];
  page.on('pageerror', error => problems.push(error.message));
  const place = page.locator('.slide-bar span'), shown = page.locator('.jp-Cell:not(.off-slide)');
  const [first, slides] = (await place.textContent()).split(' / ').map(Number);
  demand('first slide', first, 1);
  if (slides < 2) throw new Error(`${slides} slides`);
  let seen = 0, figures = 0;
  for (let slide = 1; slide <= slides; slide++) {
    demand('slide', await place.textContent(), `${slide} / ${slides}`);
    seen += await shown.count();
    for (const figure of await shown.locator('.echarts-figure:visible').all()) {
      await until(`a figure as wide as its place on slide ${slide}`, async () => figure.evaluate(node => {
        const canvas = node.querySelector('canvas');
        return canvas && Math.abs(canvas.clientWidth - node.clientWidth) <= 1 && canvas.clientWidth > 300;
      }));
      figures++;
    }
    if (slide <= 6) await page.screenshot({ path: `${outDir}/slides-${slide}.png` });
    await page.keyboard.press('ArrowRight');
  }
  demand('cells on all slides', seen, all);
  if (!figures) throw new Error('no figure on any slide');
  demand('slide after the last', await place.textContent(), `${slides} / ${slides}`);
  await page.keyboard.press('Home');
  await page.getByRole('button', { name: 'next slide' }).click();
  await page.reload();
  demand('slide after reloading', await place.textContent(), `2 / ${slides}`);
  for (let presses = 0; (await place.textContent()).startsWith('2 /'); presses++) {
    if (presses > 20) throw new Error('Page Down does not leave a slide');
    await page.keyboard.press('PageDown');
  }
  demand('slide after Page Down', await place.textContent(), `3 / ${slides}`);
  await page.emulateMedia({ media: 'print' });
  demand('cells on paper', await page.locator('.jp-Cell').locator('visible=true').count(), all);
  demand('requests', blocked.length, 0);
  if (problems.length) throw new Error(problems.join('; '));
  tried.slides = (tried.slides ?? 0) + slides;
  await page.context().close();
}
