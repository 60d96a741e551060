// Looks at figures with a real browser, every request to another machine blocked.
//
//   node check.mjs lab URL OUTDIR COUNT     a notebook open in JupyterLab: COUNT interactive figures, each really drawn
//   node check.mjs html FILE OUTDIR COUNT   an exported page: the same, and COUNT static figures without JavaScript
//
// Leaves a PNG of every figure in OUTDIR. Exits with 1 and says what is missing if a figure is absent or blank.
import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const [mode, target, outDir, count] = process.argv.slice(2);
const expected = Number(count);
const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const local = /^(file:|data:|blob:|https?:\/\/(localhost|127\.0\.0\.1)(:|\/|$))/;

mkdirSync(outDir, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', ...quiet],
});
try {
  if (mode === 'lab') await checkLab();
  else if (mode === 'html') await checkHTML();
  else throw new Error(`mode ${mode}: want lab or html`);
} catch (error) {
  console.error(`browser check: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}

async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
  const blocked = [];
  await context.route(url => !local.test(url.href), (route, request) => {
    blocked.push(request.url());
    return route.abort();
  });
  const page = await context.newPage();
  page.on('pageerror', error => console.log(`page error: ${error.message}`));
  await page.goto(url, { waitUntil: 'load', timeout: 120_000 });
  return { page, blocked };
}

// The share of pixels that differ from the corner tells a drawn canvas from a blank one.
function inkOf(chart) {
  return chart.evaluate(node => {
    const canvas = node.querySelector('canvas');
    if (!canvas) return node.querySelectorAll('svg path, svg text').length > 3 ? 1 : 0;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let different = 0;
    for (let i = 4; i < data.length; i += 4) {
      if (data[i] !== data[0] || data[i + 1] !== data[1] || data[i + 2] !== data[2] || data[i + 3] !== data[3]) different++;
    }
    return (4 * different) / data.length;
  });
}

async function look(chart, name) {
  await chart.scrollIntoViewIfNeeded();
  await new Promise(done => setTimeout(done, 1500)); // the opening animation
  const ink = await inkOf(chart);
  await chart.screenshot({ path: `${outDir}/${name}.png` });
  if (ink < 0.005) throw new Error(`${name} is blank: ${(100 * ink).toFixed(2)} % of its pixels are drawn`);
  console.log(`${name}: ${(100 * ink).toFixed(1)} % drawn`);
}

function demand(what, found) {
  if (found !== expected) throw new Error(`${found} ${what}, want ${expected}`);
  console.log(`${found} ${what}`);
}

// JupyterLab attaches a cell's output only when it comes near the view, so walk down the notebook.
async function checkLab() {
  const { page, blocked } = await open(target);
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 120_000 });
  await page.locator('.echarts-figure').first().waitFor({ timeout: 60_000 }).catch(() => {}); // then the count says it
  const seen = new Set();
  const panel = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer').first();
  for (let position = 0; ; position += 500) {
    const bottom = await panel.evaluate((node, top) => { node.scrollTop = top; return node.scrollHeight - node.clientHeight; }, position);
    await page.waitForTimeout(400);
    for (const chart of await page.locator('.echarts-figure').all()) {
      const id = await chart.getAttribute('data-figure').catch(() => null);
      if (id === null || seen.has(id)) continue;
      seen.add(id);
      await look(chart, `lab-${seen.size}`);
    }
    if (position > bottom) break;
  }
  demand('figures in JupyterLab', seen.size);
  console.log(`${blocked.length} requests to other machines blocked`);
}

async function checkHTML() {
  const url = `file://${resolve(target)}`;
  const { page } = await open(url);
  const charts = page.locator('.echarts-figure:has(canvas), .echarts-figure:has(svg)');
  await page.waitForTimeout(3000);
  demand('interactive figures in the page', await page.locator('.echarts-figure:has(canvas)').count());
  for (let i = 0; i < expected; i++) await look(charts.nth(i), `html-${i + 1}`);
  await page.screenshot({ path: `${outDir}/html-page.png` });
  const still = await open(url, { javaScriptEnabled: false });
  demand('static figures without JavaScript', await still.page.locator('svg[id^="figure-"]').count());
  await still.page.screenshot({ path: `${outDir}/html-static.png` });
}
