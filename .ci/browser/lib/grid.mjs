// Pictures side by side, a few to a sheet, so that a person sees all in a few looks.
import { writeFileSync } from 'node:fs';

const sheetWidth = 1500, rows = 3;

// writeSheets writes NAME-1.png and so on, each of three rows.
export async function writeSheets({ browser, outDir }, name, pictures, { columns, ground }) {
  const page = await browser.newPage({ viewport: { width: sheetWidth, height: 800 } });
  for (let first = 0, nth = 1; first < pictures.length; first += rows * columns, nth++) {
    const cells = pictures.slice(first, first + rows * columns).map((png, i) => `<figure><figcaption>${first + i + 1}</figcaption><img src="data:image/png;base64,${png.toString('base64')}"></figure>`);
    await page.setContent(`<style>
      body { margin: 0; padding: 6px; background: ${ground}; display: grid; grid-template-columns: repeat(${columns}, 1fr); gap: 6px; align-items: start }
      figure { margin: 0; outline: 1px solid #808080 } img { width: 100%; display: block } figcaption { color: #808080; font: bold 12px sans-serif }
    </style>${cells.join('')}`);
    writeFileSync(`${outDir}/${name}-${nth}.png`, await page.screenshot({ fullPage: true }));
  }
  await page.close();
}
