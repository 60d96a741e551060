// The PNG pictures of package picture against what the browser makes of the same SVG pictures.
import { readFileSync, readdirSync } from 'node:fs';
import { compare } from './compare.mjs';
import { open } from './browser.mjs';

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
  await compare(walk, pairs, 0.5);
}
