// An exported page, with and without JavaScript.
import { resolve } from 'node:path';
import { demand, open, until } from './browser.mjs';
import { look, follow } from './interact.mjs';
import { withFigure } from './figure.mjs';
import { compare } from './compare.mjs';

// alike is the largest difference allowed. Measured over 76 figures of 4 pages: a figure without JavaScript differs from itself with it
// (which has a toolbox and letters of another face) by 0.005 to 0.247, from a blank picture by 1, from another figure by 0.3 to 0.8 (twins that
// differ in their title by 0.03 to 0.2).
const alike = 0.32;

export async function checkPage(walk, file, expected) {
  const url = `file://${resolve(file)}`;
  const still = await stills(walk, url, expected);
  const { page } = await open(walk.browser, url);
  const all = page.locator('.echarts-figure:has(canvas)');
  await until(`${expected} interactive figures in the page`, async () => await all.count() >= expected).catch(() => {});
  demand('interactive figures in the page', await all.count(), expected);
  const find = i => async () => {
    await all.nth(i).evaluate(node => node.scrollIntoView({ block: 'center' }));
    return all.nth(i);
  };
  const pairs = [];
  for (const [i, { picture, width, text }] of still.entries()) {
    const { expected, height, caption } = await natural(`html-${i + 1}`, find(i), width);
    pairs.push({ name: `html-${i + 1} without JavaScript`, expected, found: picture, height });
    if (!squeeze(text).endsWith(squeeze(caption))) throw new Error(`html-${i + 1} without JavaScript: not the caption ${caption}`);
  }
  await compare(walk, pairs, alike);
  for (let i = 0; i < expected; i++) await look({ ...walk, page }, `html-${i + 1}`, find(i));
  await follow({ ...walk, page }, find(0));
  await page.screenshot({ path: `${walk.outDir}/html-page.png` });
  await page.context().close();
}

// stills are the pictures of the page without JavaScript.
async function stills({ browser, outDir }, url, expected) {
  const { page } = await open(browser, url, { javaScriptEnabled: false });
  const all = page.locator('svg[id^="figure-"]');
  demand('static figures without JavaScript', await all.count(), expected);
  const found = [];
  for (let i = 0; i < expected; i++) {
    const svg = all.nth(i);
    const { width, height } = await svg.evaluate(node => {
      const { width, height } = node.viewBox.baseVal;
      node.style.width = `${width}px`; // it fills whatever it is in; compared is its own size
      return { width, height };
    });
    await svg.scrollIntoViewIfNeeded();
    const box = await svg.boundingBox();
    if (Math.abs(box.width - width) > 1 || Math.abs(box.height - height) > 1) throw new Error(`static figure ${i + 1} is ${box.width} x ${box.height}, want ${width} x ${height}`);
    found.push({ width, text: await svg.textContent(), picture: await svg.screenshot({ timeout: 5000 }) });
  }
  await page.screenshot({ path: `${outDir}/html-static.png` });
  await narrow(page, all, outDir);
  await page.context().close();
  return found;
}

// narrow demands that in a page of 700 pixels the whole of each static figure is seen.
async function narrow(page, all, outDir) {
  await page.setViewportSize({ width: 700, height: 1000 });
  const cropped = await all.evaluateAll(nodes => nodes.filter(node => {
    node.style.width = '';
    const own = node.getBoundingClientRect(), box = node.parentElement.getBoundingClientRect(), { width, height } = node.viewBox.baseVal;
    return own.right > Math.min(box.right, innerWidth) + 1 || Math.abs(own.height / own.width - height / width) > 0.01;
  }).map(node => node.id));
  await page.screenshot({ path: `${outDir}/html-narrow.png` });
  if (cropped.length) throw new Error(`cropped in a narrow page: ${cropped.join(', ')}`);
  console.log(`${await all.count()} static figures fit a page of 700 pixels`);
}

// squeeze takes out what lines are broken at.
function squeeze(text) { return text.replaceAll(/\s/g, ''); }

// natural is the screenshot of a figure as wide as its static picture, and its caption apart.
function natural(name, find, width) {
  return withFigure(name, find, async figure => {
    await figure.evaluate((node, width) => { node.style.width = `${width}px`; }, width);
    await until(`${name}: ${width} pixels wide`, () => figure.evaluate((node, width) => node.chart.getWidth() === width, width), 5);
    const expected = await figure.locator(':scope > div').first().screenshot({ timeout: 5000 });
    const [height, caption] = await figure.evaluate(node => [node.chart.getHeight(), node.children[1]?.textContent ?? '']);
    await figure.evaluate(node => { node.style.width = ''; });
    return { expected, height, caption };
  });
}
