// Compares pictures pair by pair, and shows in the same breath that other pictures would not have passed.
import { writeFileSync } from 'node:fs';
import { blank, difference, shrink } from './pixels.mjs';
import { open } from './browser.mjs';

const factor = 8;

// twins: two figures may be all but equal, and then either may be the nearer one by as much.
const twins = 0.02;

// compare demands that each pair { name, expected, found, height } (PNG files in memory, of which the upper `height` pixels count) is
// alike, and not more alike to a blank picture or to those of the other pairs. The others are a test of the measure: a notebook may well
// have two figures that hardly differ.
export async function compare({ browser, outDir }, pairs, limit) {
  const { page } = await open(browser, 'about:blank');
  const small = [];
  for (const { expected, found, height } of pairs) small.push({ expected: await squares(page, expected, height), found: await squares(page, found, height) });
  await page.context().close();
  const right = small.map(({ expected, found }) => difference(expected, found));
  const wrong = small.map(({ expected }, i) => [blank(expected), ...small.filter((other, j) => j !== i && sameSize(other.found, expected)).map(other => other.found)]
    .map(other => difference(expected, other)));
  for (const [i, { name, expected, found }] of pairs.entries()) {
    const nearest = Math.min(...wrong[i]);
    console.log(`${name}: difference ${right[i].toFixed(3)}, from the nearest other ${nearest.toFixed(3)}`);
    if (right[i] <= limit && right[i] <= nearest + twins) continue;
    writeFileSync(`${outDir}/expected.png`, expected);
    writeFileSync(`${outDir}/found.png`, found);
    throw new Error(`${name}: the pictures expected.png and found.png differ by ${right[i].toFixed(3)}, allowed is ${limit} and not more than ${nearest.toFixed(3)} from another figure`);
  }
  console.log(`${pairs.length} pairs differ by ${Math.min(...right).toFixed(3)} to ${Math.max(...right).toFixed(3)}, all others by ${Math.min(...wrong.flat()).toFixed(3)} or more`);
}

function sameSize(a, b) { return a.columns === b.columns && a.rows === b.rows; }

// squares decodes and shrinks a picture in the browser.
function squares(page, png, height) {
  return page.evaluate(async ({ source, base64, factor, height }) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const canvas = new OffscreenCanvas(image.width, height), context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const shrink = new Function(`return ${source}`)();
    return shrink(context.getImageData(0, 0, image.width, height).data, image.width, height, factor);
  }, { source: shrink.toString(), base64: png.toString('base64'), factor, height });
}
