// Looks at figures with a real browser, every request to another machine blocked. Leaves pictures in OUTDIR. Exits with 1 and says what is
// missing if a figure is absent, blank or does not follow.
//
//   node check.mjs html FILE OUTDIR COUNT      an exported page: COUNT interactive figures, and the same ones without JavaScript
//   node check.mjs lab URL OUTDIR COUNT        a notebook open in JupyterLab: COUNT interactive figures
//   node check.mjs run URL OUTDIR FOLDER       its copy without outputs in the FOLDER that is served: run, saved, loaded again
//   node check.mjs untrusted URL OUTDIR        the notebook, which nobody has signed
//   node check.mjs bare URL OUTDIR             the same in a JupyterLab without our extension: pictures
//   node check.mjs seven URL OUTDIR FOLDER     in Notebook 7
//   node check.mjs memory URL OUTDIR FOLDER    100 figures, and a cell that is run again and again
//   node check.mjs typing URL OUTDIR           a new notebook, typed
//   node check.mjs stale URL OUTDIR            a new notebook in which values change under cells: marks, and cells that run again
//   node check.mjs hour URL OUTDIR             a new notebook, typed: values, stale marks, a report, an estimate, a click on a point
//   node check.mjs live URL OUTDIR FOLDER      controls that a running cell follows
//   node check.mjs values FILE OUTDIR          an exported page of values: nothing is cut off, on paper neither
//   node check.mjs save URL OUTDIR FOLDER      a notebook of the FOLDER, opened and saved without an edit: no byte changes
//   node check.mjs hostile - OUTDIR            figures that were written to act, drawn as our pages draw
//   node check.mjs hostile-lab URL OUTDIR FOLDER   the same as outputs of an unsigned notebook
//   node check.mjs hostile-page FILE OUTDIR    the same in an exported page
//   node check.mjs report FILE OUTDIR          the page of a report: its calculator, its points, light and dark, wide and narrow
//   node check.mjs slides FILE OUTDIR          a presentation: keys, buttons, address, figures, paper
//   node check.mjs sheet NOTEBOOK OUTDIR       a contact sheet of its figures, light and dark, 900 and 390 pixels wide; texts over one another,
//                                              cut or faint
//   node check.mjs paper FOLDER OUTDIR         the same of PDF files of figures
//   node check.mjs raster FOLDER OUTDIR        our PNG files against the browser's drawing of the SVG files beside them
//
// html and lab move every slider, and in some figures hover, zoom, take a series out by the legend, change the theme and the width.
import { mkdirSync } from 'node:fs';
import { launch } from './lib/browser.mjs';
import { checkHostile, checkHostileLab, checkHostilePage } from './lib/hostile.mjs';
import { checkHour } from './lib/hour.mjs';
import { nothingTried } from './lib/interact.mjs';
import { checkLab } from './lib/labcheck.mjs';
import { checkLive } from './lib/live.mjs';
import { checkMemory } from './lib/memory.mjs';
import { checkPage } from './lib/page.mjs';
import { checkPaper } from './lib/papersheet.mjs';
import { checkRaster } from './lib/raster.mjs';
import { checkReport } from './lib/report.mjs';
import { checkRun } from './lib/rerun.mjs';
import { checkSeven } from './lib/seven.mjs';
import { checkSheet } from './lib/sheet.mjs';
import { checkSlides } from './lib/slides.mjs';
import { checkStale } from './lib/stale.mjs';
import { checkTyping } from './lib/typing.mjs';
import { checkBare, checkUntrusted } from './lib/untrusted.mjs';
import { checkSave, checkValues } from './lib/values.mjs';

const modes = {
  html: (walk, file, count) => checkPage(walk, file, Number(count)),
  lab: (walk, url, count) => checkLab(walk, url, Number(count)),
  run: checkRun,
  untrusted: checkUntrusted,
  bare: checkBare,
  seven: checkSeven,
  memory: checkMemory,
  paper: checkPaper,
  raster: checkRaster,
  report: checkReport,
  sheet: checkSheet,
  slides: checkSlides,
  typing: checkTyping,
  stale: checkStale,
  hour: checkHour,
  live: checkLive,
  values: checkValues,
  save: checkSave,
  hostile: checkHostile,
  'hostile-lab': checkHostileLab,
  'hostile-page': checkHostilePage,
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
