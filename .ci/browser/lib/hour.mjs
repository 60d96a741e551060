// An hour of somebody's work in a new notebook, typed: values that stay, what was shown, times, cells that become stale, a report, an
// estimate, two studies compared, a click on a point; the kernel restarted; light and dark, wide and narrow. Each step says what has to be read.
import { noErrors, until } from './browser.mjs';
import { again, begun, cell, cells, restart, typed } from './cells.mjs';
import { drawnInView, withFigure } from './figure.mjs';
import { answer, darken, lighten } from './lab.mjs';
import { chooseByKeys, clickPoint } from './runs.mjs';
import { withContrast } from './contrast.mjs';

const STUDY = `ours := must.M1(maintain.ReadArchive("quickstart.zip"))
ours.Study.Pool = pool.Omniglot().Background().Rotations(4).Distort(pool.Distortion{Level: 0.5, Seed: 1})
metric := study.Metric{Task: "plain", Probe: "ridge"}`;

// What is typed, and what the outputs then have (a text, or a pattern).
const VALUES = [
  ['q := 3', []],
  ['q * 2', ['6']],
  ['_ + 1', ['7']],
  ['Out[2] * Out[3]', ['42']],
  ['%time doubled := 2 * q', ['Wall time']],
  ['%who', ['q', 'doubled', 'int']],
  ['%keep\np := 5\npanic("halfway")', ['halfway']],
  ['p + q', ['8']],
];

const ANSWERS = [
  [STUDY, []],
  ['must.M1(report.Of(show.Context(), ours, metric, report.Options{}))', [/label K = [\d,]+/, 'What would change it', 'consistent: every budget has an inner optimum']],
  [`small := study.Study{Name: "small", Pool: pool.Omniglot().Background(), Tasks: []split.Task{split.FewShot(pool.Omniglot().Evaluation(), 5, 5)},
	Backbone: backbone.MLP{}, Budgets: []int{256}, Repeats: 3}
must.M1(small.Estimate(show.Context(), study.EstimateOptions{}))`, [/runs/, /s|min/]],
  ['show.Compare(ours, must.M1(maintain.ReadArchive("quickstart-fresh.zip")), report.CompareOptions{Metric: metric})', ['best number of classes', 'quickstart-fresh']],
  [`fresh := must.M1(maintain.ReadArchive("quickstart-fresh.zip"))
both := must.M1(figure.Compare([]figure.Group{{Name: "once", Points: must.M1(ours.Points(metric))}, {Name: "again", Points: must.M1(fresh.Points(metric))}}))
must.M1(must.M1(both.WithRuns(ours, figure.RunsOptions{})).WithRuns(fresh, figure.RunsOptions{}))`, ['Runs of a point']],
  [`frames := []figure.Frame{}
for _, task := range ours.Tasks() {
	f := must.M1(figure.Curves(must.M1(ours.Points(study.Metric{Task: task, Probe: "ridge"})), figure.CurvesOptions{}))
	frames = append(frames, figure.Frame{Label: task, Figure: f})
}
must.M1(must.M1(figure.Slider(frames, figure.SliderOptions{Name: "task"})).WithRuns(ours, figure.RunsOptions{}))`, ['Runs of a point']],
  ['must.M1(must.M1(figure.Curves(must.M1(ours.Points(metric)), figure.CurvesOptions{})).WithRuns(ours, figure.RunsOptions{Metric: metric}))', ['Runs of a point']],
];

export async function checkHour(walk, url) {
  const time = watch();
  const { page, errors } = await begun(walk, url, { viewport: { width: 1280, height: 1000 } });
  time('a new notebook');
  const session = { page, outDir: walk.outDir, at: 0, time };
  for (const step of VALUES) await typedStep(session, step);
  await shot(session, 'values');
  await stale(session);
  for (const step of ANSWERS) await typedStep(session, step);
  const figure = session.at - 1;
  await clicked(session, figure);
  await clickedElsewhere(session, figure);
  time('clicks');
  await restored(session);
  await seenAll(session, figure);
  noErrors('an hour of work', errors);
  await page.context().close();
  time.total();
}

// watch says how long each step took, of which the next begins with a call.
function watch() {
  const begin = Date.now();
  let last = begin;
  const time = step => {
    console.log(`  ${((Date.now() - last) / 1000).toFixed(1)} s: ${step}`);
    last = Date.now();
  };
  time.total = () => console.log(`the hour took ${((Date.now() - begin) / 1000).toFixed(1)} s`);
  return time;
}

function shot({ page, outDir }, name) { return page.screenshot({ path: `${outDir}/hour-${name}.png` }); }

const textOf = async (page, n) => (await cell(page, n).locator('.jp-OutputArea').allInnerTexts()).join('\n');

// typedStep writes a cell, runs it, and waits until it shows what it should.
async function typedStep(session, [code, wanted]) {
  const { page } = session, n = session.at++;
  await typed(page, code);
  await reads(page, n, code, wanted);
  session.time(code.split('\n')[0].slice(0, 60));
}

async function reads(page, n, code, wanted) {
  let text = '';
  const has = want => typeof want === 'string' ? text.includes(want) : want.test(text);
  try {
    await until('the output', async () => {
      text = await textOf(page, n);
      return wanted.every(has);
    }, 20);
  } catch {
    throw new Error(`${code}\nlacks ${wanted.filter(want => !has(want)).join(', ')}:\n${text}`);
  }
  if (wanted.length === 0 && text.trim()) throw new Error(`${code}\nshows ${text}`);
  console.log(`${code.split('\n')[0]}: ${JSON.stringify(text.slice(0, 100))}`);
}

const staleCells = page => cells(page).evaluateAll(nodes => nodes.flatMap((node, n) => node.classList.contains('diversity-stale') ? [n + 1] : []).join());

// stale changes the first value: what depends on it is marked, and %rerun stale brings it up to date.
async function stale(session) {
  const { page } = session;
  await again(page, 0, 'q := 4');
  session.time('q := 4, again');
  await until('the marks of stale cells', async () => await staleCells(page) === '2,3,4,5,8', 20).catch(async () => { throw new Error(`stale are cells ${await staleCells(page)}, want 2,3,4,5,8`); });
  await shot(session, 'stale');
  session.at++;
  await typed(page, '%rerun stale');
  await until('no stale cell', async () => await staleCells(page) === '', 30);
  for (const [n, wanted] of [[1, '8'], [7, '9']]) await reads(page, n, VALUES[n][0], [wanted]);
  console.log('%rerun stale: 8, and 9');
  session.time('%rerun stale');
}

function finder(page, n) {
  return async () => {
    await answer(page);
    const found = cell(page, n).locator('.echarts-figure').last();
    await found.waitFor({ timeout: 20_000 });
    await found.evaluate(node => node.scrollIntoView({ block: 'center' }));
    return found;
  };
}

// clicked opens the runs of a point by the mouse and by keys.
async function clicked(session, n) {
  const { page } = session, find = finder(page, n), said = await clickPoint(page, 'the curves', find);
  for (const want of ['seed', 'plain, ridge: error %', 'distorted, ridge: error %', 'seconds', 'Computed on XLA CPU', 'Classes of the first run', 'Training loss', 'Images of repeat 0']) {
    if (!said.includes(want)) throw new Error(`the runs of a point lack ${want}:\n${said}`);
  }
  await shot(session, 'click');
  await chooseByKeys(page, 'the curves', find);
  await clickPoint(page, 'the curves', find);
  console.log(`a click: ${JSON.stringify(said.slice(0, 120))}`);
}

// clickedElsewhere opens the runs behind a difference of two studies, a curve of one of them, and a frame of a slider that was moved.
async function clickedElsewhere(session, n) {
  const { page } = session;
  for (const [at, name, wanted] of [[n - 3, 'a difference', ['quickstart:', 'quickstart-fresh:', 'seconds']], [n - 2, 'panels', [/, (once|again): mean/, 'seconds']]]) {
    mustSay(name, await clickPoint(page, name, finder(page, at)), wanted);
    await shot(session, name.replace(' ', '-'));
  }
  const find = finder(page, n - 1);
  mustSay('the first frame', await clickPoint(page, 'the slider', find), ['task: plain: mean error', 'plain, ridge: error %']);
  await withFigure('the slider', find, figure => figure.evaluate(node => node.chart.dispatchAction({ type: 'timelineChange', currentIndex: 1 })));
  mustSay('the second frame', await clickPoint(page, 'the slider', find), ['task: distorted: mean error']);
  await shot(session, 'slider');
}

function mustSay(name, said, wanted) {
  const lacks = wanted.filter(want => typeof want === 'string' ? !said.includes(want) : !want.test(said));
  if (lacks.length) throw new Error(`the runs of ${name} lack ${lacks.join(', ')}:\n${said}`);
  console.log(`a click on ${name}: ${JSON.stringify(said.slice(0, 120))}`);
}

// restored restarts the kernel and takes the values back, which are those of the notebook, saved or not.
async function restored(session) {
  const { page } = session;
  await answer(page);
  await restart(page);
  session.time('restart');
  await typedStep(session, ['q', ['undefined: q']]);
  await typedStep(session, ['%restore', [/variables? of/]]);
  await typedStep(session, ['q + p', ['9']]);
}

// seenAll looks at the outputs in two widths and both themes: nothing is cut off, and what is below a figure can be read.
async function seenAll(session, figure) {
  const { page } = session;
  for (const [theme, choose] of [['light', lighten], ['dark', darken]]) {
    await page.setViewportSize({ width: 1280, height: 1000 });
    await choose(page);
    session.time(theme);
    for (const width of [1280, 900]) {
      await page.setViewportSize({ width, height: 1000 });
      await drawnInView(page);
      const cut = await page.locator('.jp-OutputArea-output').evaluateAll(all => all.filter(node => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX === 'hidden').map(node => node.innerText.slice(0, 60)));
      if (cut.length) throw new Error(`cut off at ${width} pixels: ${cut.join(' | ')}`);
      for (let n = VALUES.length + 1; n <= figure; n++) {
        const output = cell(page, n).locator('.jp-OutputArea');
        await output.evaluate(node => node.scrollIntoView({ block: 'start' }));
        await drawnInView(page);
        await shot(session, `${theme}-${width}-${n}`);
      }
      await withFigure(`the curves, ${theme}, ${width}`, finder(page, figure), async found => {
        const [room, drawn] = await found.evaluate(node => [node.parentElement.clientWidth, node.chart.getWidth()]);
        if (drawn > room) throw new Error(`the figure is ${drawn} pixels wide, its room ${room}`);
        await found.locator('.echarts-runs').screenshot({ path: `${session.outDir}/hour-${theme}-${width}-runs.png`, timeout: 5000 });
        const least = await withContrast(found.locator('.echarts-runs'));
        if (least < 4.5) throw new Error(`a text of the runs has a contrast of ${least.toFixed(1)} (${theme})`);
        session.time(`${theme}, ${width} pixels`);
        console.log(`${theme}, ${width} pixels: figure ${drawn} of ${room}, contrast of the runs at least ${least.toFixed(1)}`);
      });
    }
  }
}
