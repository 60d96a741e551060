// The PNG pictures of package picture against what the browser makes of the same SVG pictures.
import { readFileSync, readdirSync } from 'node:fs';
import { compare } from './compare.mjs';
import { open } from './browser.mjs';

// alike is the largest difference allowed. Measured over 18 kinds, light and dark: our PNG differs from what Chromium makes of the SVG
// (whose letters are of another face) by 0.011 to 0.182, from a blank picture by 1, from another kind by 0.38 or more (one of the three contour
// plots from the next by 0.06).
const alike = 0.28;

export async function checkRaster(walk, folder) {
  const { page } = await open(walk.browser, 'about:blank', { viewport: { width: 1000, height: 1400 } });
  const pairs = [];
  for (const file of readdirSync(folder).filter(name => name.endsWith('.svg')).sort()) {
    const name = file.replace(/\.svg$/, '');
    await page.setContent(`<body style="margin:0">${readFileSync(`${folder}/${file}`, 'utf8')}`);
    const svg = page.locator('svg').first(), { height } = await svg.boundingBox();
    pairs.push({ name, expected: await svg.screenshot({ path: `${walk.outDir}/${name}.png` }), found: readFileSync(`${folder}/${name}.png`), height });
  }
  if (pairs.length === 0) throw new Error(`no pictures in ${folder}`);
  await compare(walk, pairs, alike);
}
