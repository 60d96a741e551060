// Looks at figures with a real browser, every request to another machine blocked.
//
//   node check.mjs html FILE OUTDIR COUNT     an exported page: COUNT interactive figures, and COUNT static ones without JavaScript
//   node check.mjs lab URL OUTDIR COUNT       a notebook open in JupyterLab: COUNT interactive figures, each really drawn
//
// In both it moves every slider, and in some figures hovers, zooms, takes a series out by the legend, changes the theme and the
// width. Leaves a PNG of every figure in OUTDIR. Exits with 1 and says what is missing if a figure is absent, blank or does not
// follow.
import { mkdirSync } from 'node:fs';
import { launch } from './lib/browser.mjs';
import { nothingTried } from './lib/interact.mjs';
import { checkLab } from './lib/labcheck.mjs';
import { checkMemory } from './lib/memory.mjs';
import { checkPage } from './lib/page.mjs';
import { checkRaster } from './lib/raster.mjs';
import { checkRun } from './lib/rerun.mjs';
import { checkSeven } from './lib/seven.mjs';
import { checkBare, checkUntrusted } from './lib/untrusted.mjs';

const modes = {
  html: (walk, file, count) => checkPage(walk, file, Number(count)),
  lab: (walk, url, count) => checkLab(walk, url, Number(count)),
  run: checkRun,
  untrusted: checkUntrusted,
  bare: checkBare,
  seven: checkSeven,
  memory: checkMemory,
  raster: checkRaster,
};

const [mode, target, outDir, ...rest] = process.argv.slice(2);
mkdirSync(outDir, { recursive: true });
const walk = { browser: await launch(), outDir, tried: nothingTried() };
try {
  if (!modes[mode]) throw new Error(`mode ${mode}: want one of ${Object.keys(modes).join(', ')}`);
  await modes[mode](walk, target, ...rest);
  console.log('tried: ' + Object.entries(walk.tried).map(([what, times]) => `${what} ${times}`).join(', '));
} catch (error) {
  console.error(`browser check: ${error.message}`);
  process.exitCode = 1;
} finally {
  await walk.browser.close();
}
