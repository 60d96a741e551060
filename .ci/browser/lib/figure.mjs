// A figure on a page: whether it is drawn. A walk is { page, outDir, tried }.
import { until, sleep } from './browser.mjs';

// What is drawn: the share of pixels that differ from the corner, which tells a drawn canvas from a blank one, and a sum that
// changes with the picture.
export function inkOf(figure) {
  return figure.evaluate(node => {
    const canvas = node.querySelector('canvas');
    if (!canvas || !canvas.width || !canvas.height) return { share: 0, sum: 0 };
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let different = 0, sum = 0;
    for (let i = 4; i < data.length; i += 4) {
      if (data[i] !== data[0] || data[i + 1] !== data[1] || data[i + 2] !== data[2] || data[i + 3] !== data[3]) different++;
      sum = (31 * sum + data[i] + 256 * data[i + 1] + 65536 * data[i + 2]) % 1e9;
    }
    return { share: (4 * different) / data.length, sum };
  });
}

// A figure may be taken out of a long notebook and put back at any time: `find` scrolls to it and finds it anew. What failed because it
// had gone is tried again.
export async function withFigure(name, find, work) {
  for (let attempt = 1; ; attempt++) {
    try {
      const figure = await find();
      await until(`${name} is blank`, async () => (await inkOf(figure)).share > 0.005);
      return await work(figure);
    } catch (error) {
      if (attempt === 3) throw error;
      console.log(`${name}: again, after ${error.message.split('\n')[0]}`);
      await sleep(500);
    }
  }
}

// drawnInView waits until the page has laid out what is in view and every figure there is drawn.
export async function drawnInView(page) {
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  await until('the figures in view', () => page.evaluate(() => [...document.querySelectorAll('.echarts-figure')].every(node => {
    const { top, bottom, height } = node.getBoundingClientRect(), view = node.closest('.jp-WindowedPanel-outer').getBoundingClientRect();
    return height === 0 || bottom <= view.top || top >= view.bottom || node.querySelector('canvas');
  })), 10);
}

// see waits until a figure is drawn and leaves its picture.
export async function see(walk, name, find) {
  await withFigure(name, find, async figure => {
    await figure.screenshot({ path: `${walk.outDir}/${name}.png`, timeout: 5000 });
    console.log(`${name}: ${(100 * (await inkOf(figure)).share).toFixed(1)} % drawn`);
  });
}
