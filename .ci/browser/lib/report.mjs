// The page of a report: the calculator answers, a click on a point leads to its runs, nothing is loaded and nothing is cut off.
import { resolve } from 'node:path';
import { demand, open } from './browser.mjs';

export async function checkReport(walk, file) {
  const url = `file://${resolve(file)}`;
  for (const colorScheme of ['light', 'dark']) for (const width of [900, 390]) {
    await look(walk, url, { colorScheme, viewport: { width, height: 1000 } }, `report-${colorScheme}-${width}`);
  }
  await without(walk, url);
}

async function look({ browser, outDir, tried }, url, options, name) {
  const { page, blocked } = await open(browser, url, options);
  const problems = [];
  page.on('pageerror', error => problems.push(error.message));
  const width = options.viewport.width;
  demand(`pixels wide (${name})`, await page.evaluate(() => document.documentElement.scrollWidth), width);
  const answer = await page.locator('#answer p').first().textContent(), [, budget, , classes] = /N = (\d+) (\S+) label K = (\d+)/.exec(answer) ?? [];
  await says(page, new RegExp(`^For ${budget} choose K = ${classes} `));
  await page.screenshot({ path: `${outDir}/${name}.png`, fullPage: true });
  await page.locator('#group-price').fill('20');
  const [dear] = await says(page, /choose K = (\d+)/);
  if (Number(dear) >= Number(classes)) throw new Error(`${name}: K is ${dear} for dear classes and ${classes} for free ones`);
  for (const [id, value] of [['total-slider', 300], ['group-slider', 60]]) {
    await page.locator(`#${id}`).evaluate((node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }, value);
    await says(page, /choose K = (\d+)/);
  }
  await page.locator('#calculator').screenshot({ path: `${outDir}/${name}-calculator.png` });
  for (const [id, value, text] of [['total', '1', /Nothing is known of that/], ['total', '', /Nothing is known of that/], ['item-price', '-1', /Prices are numbers/], ['item-price', '', /Prices are numbers/]]) {
    await page.locator(`#${id}`).fill(value);
    await says(page, text);
  }
  const points = page.locator(`${width > 640 ? '.wide' : '.narrow'} g > a`), place = Math.floor(await points.count() / 2);
  const address = await points.nth(place).getAttribute('href');
  await points.nth(place).locator('circle').first().click({ timeout: 5000 });
  demand(`runs of ${address} in sight`, await page.evaluate(() => document.querySelector(':target')?.tagName), 'TR');
  demand('requests', blocked.length, 0);
  if (problems.length) throw new Error(`${name}: ${problems.join('; ')}`);
  tried.calculator = (tried.calculator ?? 0) + 1;
  await page.context().close();
}

// says demands a first sentence of the calculator, and returns what stands in its groups.
async function says(page, pattern) {
  const text = await page.locator('#result p').first().textContent(), found = pattern.exec(text);
  if (!found) throw new Error(`the calculator says "${text}", want ${pattern}`);
  return found.slice(1);
}

// without JavaScript everything but the calculator is there.
async function without({ browser, outDir }, url) {
  const { page } = await open(browser, url, { javaScriptEnabled: false, viewport: { width: 900, height: 1000 } });
  demand('sentence that the calculator needs JavaScript', await page.locator('noscript p').count(), 1);
  demand('figures', await page.locator('.curves svg').count(), 2);
  await page.screenshot({ path: `${outDir}/report-static.png`, fullPage: true });
  await page.context().close();
}
