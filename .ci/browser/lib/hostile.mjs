// Figures that were written to act: each is pointed at and clicked all over, and nothing may come of it but a picture.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { open, sleep } from './browser.mjs';
import { finder, ready } from './lab.mjs';
import { MIME, RUNS } from './notebook.mjs';

const drawing = 'echarts/figure.js'; // all that a figure is drawn by

// elements are what a figure may be made of: those of its table of numbers stand in the second place, then what is behind its points.
const elements = 'DIV CANVAS STYLE H4 TEXTAREA LABEL SELECT OPTION SPAN BUTTON STRONG TABLE THEAD TBODY TR TH TD P FIGURE FIGCAPTION svg path text title';

// hostileRuns is what somebody wrote to be behind the points of a figure.
const evil = '<img src=x onerror="hit(\'runs\')"><script>hit("runs")</script>';
const hostileRuns = {
  points: [[0, 0, 0], [0, 1, 1], [1, 0, 0]], ['__proto__']: { hit: 1 },
  sizes: [
    { name: evil, mean: evil, head: [evil, { html: evil }], rows: [[evil], evil, null], notes: [evil, `javascript:hit("runs")`], about: evil,
      sheet: 'data:text/html,<script>hit("runs")</script>', lines: [{ name: evil, at: [0, 1, 5, 2] }, { name: 'x', at: [evil, evil] }] },
    { name: 'an address', sheet: 'http://evil.invalid/sheet.png', about: evil, onclick: 'hit("runs")' },
    { name: 'a drawing', sheet: 'data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImhpdCgncnVucycpIi8+' },
    { name: 'an attribute', sheet: `data:image/png;base64,AAAA" onerror="hit('runs')` },
  ],
};
for (let i = 0; i < hostileRuns.sizes.length; i++) hostileRuns.points.push([2, i, i]);

// hostileOptions are the figures, each with what is behind its points.
export function hostileOptions() { return JSON.parse(readFileSync('echarts/hostile.json', 'utf8')).map(one => ({ ...one, runs: hostileRuns })); }

// watched opens a page and lists what was done in it: scripts that ran (they call hit), requests, windows, downloads of another kind than pictures.
export async function watched(browser, url, allowed = address => address === url) {
  const done = [];
  const { page, blocked } = await open(browser, 'about:blank', { viewport: { width: 1300, height: 1000 } });
  await page.exposeFunction('hit', name => { done.push(`a script ran: ${name}`); });
  const context = page.context();
  const asked = request => {
    const address = request.url(), refused = /csp/i.test(request.failure()?.errorText ?? ''); // by the page's own policy, before it is sent
    if (!refused && !address.startsWith('data:') && !address.startsWith('blob:') && !allowed(address)) done.push(`a request: ${address}`);
  };
  context.on('requestfinished', asked);
  context.on('requestfailed', asked);
  context.on('page', () => done.push('a window was opened'));
  page.on('dialog', dialog => {
    done.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('download', download => { if (!/\.(png|jpeg)$/.test(download.suggestedFilename())) done.push(`a file: ${download.suggestedFilename()}`); });
  await page.goto(url, { waitUntil: 'load', timeout: 120_000 });
  return { page, done, blocked };
}

// pester points at a grid of places in an element and clicks each. Pictures that load and panels that open get their time.
export async function pester(page, element, { columns = 7, rows = 5 } = {}) {
  const box = await element.boundingBox();
  if (!box) return;
  const places = [];
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) places.push([box.x + (x + 0.5) * box.width / columns, box.y + (y + 0.5) * box.height / rows]);
  for (const [x, y] of places) await page.mouse.move(x, y);
  await sleep(60);
  for (const [x, y] of places) await page.mouse.click(x, y);
  await sleep(60);
}

// strange lists what is in a figure, or on every object, and should not be.
function strange(figure) {
  return figure.evaluate((host, elements) => {
    const found = [], list = host.querySelector('.echarts-runs select');
    for (let at = 0; at < (list?.options.length ?? 1); at++) {
      if (list) { // each panel of runs
        list.selectedIndex = at;
        list.dispatchEvent(new Event('change'));
      }
      for (const node of host.querySelectorAll('*')) {
        if (!elements.split(' ').includes(node.tagName)) found.push(`an element ${node.tagName}`);
        for (const { name, value } of node.attributes) {
          if (/^on|^href$|^src$/.test(name) || name === 'style' && /url\(/.test(value)) found.push(`${node.tagName} ${name}="${value}"`);
        }
      }
    }
    for (const key in {}) found.push(`a member ${key} of every object`);
    if (({}).hit !== undefined) found.push('a member of every object');
    return found;
  }, elements);
}

function page(cases, mounted) {
  const script = `<script>${readFileSync(drawing, 'utf8').replaceAll('</script', '<\\/script')}</script>`;
  const draw = mounted
    ? 'mountFigure(echarts, host, one.option, false, one.runs)'
    : 'host.style.height = "260px", host.style.width = "400px", echarts.init(host).setOption(one.option)';
  return `<!DOCTYPE html><meta charset="utf-8"><body>${script}
<script type="application/json" id="cases">${JSON.stringify(cases).replaceAll('<', '\\u003c')}</script>
<script>
JSON.parse(document.getElementById('cases').textContent).forEach(function (one) {
  var host = document.createElement('div');
  host.className = 'one';
  host.title = one.name;
  document.body.append(host);
  try { ${draw}; } catch (problem) { host.append('could not be drawn: ' + problem.message); }
});
</script>`;
}

// checkHostile draws the hostile figures as all our pages do. That the check would see them act is shown by drawing them without our care.
export async function checkHostile(walk) {
  const cases = hostileOptions();
  const file = `${walk.outDir}/hostile.html`;
  writeFileSync(file, page(cases, true));
  const { page: tab, done } = await watched(walk.browser, `file://${resolve(file)}`);
  for (const [i, { name }] of cases.entries()) {
    const figure = tab.locator('.one').nth(i);
    await figure.scrollIntoViewIfNeeded();
    await pester(tab, figure);
    done.push(...await strange(figure));
    if (done.length) throw new Error(`the figure "${name}" acts: ${done.join('; ')}`);
  }
  await tab.screenshot({ path: `${walk.outDir}/hostile.png`, fullPage: true });
  await tab.context().close();
  console.log(`${cases.length} hostile figures pointed at and clicked all over: nothing but pictures`);
  await acting(walk, cases.filter(one => one.raw));
}

// acting demands that each of the figures acts where it is drawn as it is, a few to a page. What is done names the figure.
async function acting(walk, cases) {
  const idle = [], together = 8;
  for (let from = 0; from < cases.length; from += together) idle.push(...await idleOf(walk, cases.slice(from, from + together)));
  if (idle.length) throw new Error(`drawn without care, these figures do nothing either, so the check shows nothing: ${idle.join(', ')}`);
  console.log(`${cases.length} of them act when drawn without care`);
}

async function idleOf(walk, cases) {
  const file = `${walk.outDir}/raw.html`;
  writeFileSync(file, page(cases, false));
  const { page: tab, done } = await watched(walk.browser, `file://${resolve(file)}`);
  const idle = cases.filter(({ name }) => !done.some(what => what.includes(name.replaceAll(' ', '-'))));
  for (const one of idle) {
    const figure = tab.locator('.one').nth(cases.indexOf(one));
    await figure.scrollIntoViewIfNeeded();
    await pester(tab, figure);
  }
  await tab.context().close();
  return idle.map(one => one.name).filter(name => !done.some(what => what.includes(name.replaceAll(' ', '-'))));
}

// checkHostilePage puts the hostile figures into an exported page, whose notebook is hostile itself, and tries what its policy forbids.
export async function checkHostilePage(walk, exported) {
  const cases = hostileOptions(), file = `${walk.outDir}/hostile-page.html`;
  const figures = cases.map((_, i) => `<svg id="figure-hostile-${i}" viewBox="0 0 400 260" width="400"></svg>`).join('\n');
  const json = (kind, i, value) => `<script type="application/json" data-${kind}="figure-hostile-${i}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`;
  const options = cases.map(({ option, runs }, i) => json('figure', i, option) + json('runs', i, runs));
  const whole = readFileSync(exported, 'utf8');
  if (!whole.includes('</main>') || !whole.includes(marker)) throw new Error(`${exported}: no page with figures`);
  writeFileSync(file, whole.replace(marker, () => figures + options.join('\n') + marker));
  const { page: tab, done } = await watched(walk.browser, `file://${resolve(file)}`);
  const all = tab.locator('.echarts-figure'), drawn = await all.count();
  if (drawn < cases.length) throw new Error(`${drawn} figures in the page, want ${cases.length} at least`);
  for (let i = 0; i < drawn; i++) {
    await all.nth(i).scrollIntoViewIfNeeded();
    await pester(tab, all.nth(i), { columns: 5, rows: 4 });
    done.push(...await strange(all.nth(i)));
  }
  for (const link of await tab.locator('a').all()) await link.dispatchEvent('click');
  if (done.length) throw new Error(`the exported page acts: ${done.join('; ')}`);
  await enforced(tab, done);
  for (const kept of ['#kept td', 'blockquote', 'math mfrac']) if (!await tab.locator(kept).count()) throw new Error(`the page lost ${kept}`);
  await tab.screenshot({ path: `${walk.outDir}/hostile-page.png` });
  await tab.context().close();
  console.log(`an exported page with ${drawn} figures, of a hostile notebook: nothing but pictures, and its policy holds`);
}

const marker = '<!-- interactive figures -->';

// enforced demands that the browser itself refuses scripts and requests that somebody got into the page all the same.
async function enforced(tab, done) {
  const refused = await tab.evaluate(async () => {
    const all = [];
    document.addEventListener('securitypolicyviolation', event => all.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'hit("a script element")';
    const image = Object.assign(new Image(), { src: 'http://evil.invalid/image.png' });
    const handler = document.createElement('div');
    handler.innerHTML = '<img src="data:," onerror="hit(\'a handler\')">';
    document.body.append(script, image, handler);
    await fetch('http://evil.invalid/fetch').catch(() => {});
    await new Promise(done => setTimeout(done, 500));
    return all.sort().join();
  });
  if (done.length || refused !== 'connect-src,img-src,script-src-attr,script-src-elem') throw new Error(`refused: ${refused}; done: ${done.join('; ')}`);
}

// checkHostileLab opens them in JupyterLab, as outputs of a notebook that nobody has signed.
export async function checkHostileLab(walk, notebook, folder) {
  const cases = hostileOptions();
  const cells = cases.map(({ name, option, runs }, i) => ({
    cell_type: 'code', id: `cell-${i}`, metadata: { name }, source: '', execution_count: null,
    outputs: [{ output_type: 'display_data', metadata: {}, data: { [MIME]: option, [RUNS]: runs, 'text/plain': name } }],
  }));
  writeFileSync(`${folder}/hostile.ipynb`, JSON.stringify({
    nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: 'diversity', display_name: 'Go (diversity)', language: 'go' } }, cells,
  }));
  const url = new URL('/lab/tree/hostile.ipynb?reset', notebook).href, { host } = new URL(url);
  const { page: tab, done } = await watched(walk.browser, url, address => new URL(address).host === host || address === 'about:blank');
  await ready(tab);
  for (const [index, { name }] of cases.entries()) {
    const figure = await finder(tab, { index, nth: 0 })();
    await pester(tab, figure, { columns: 6, rows: 4 });
    done.push(...await strange(figure));
    if (done.length) throw new Error(`in JupyterLab the figure "${name}" acts: ${done.join('; ')}`);
  }
  await tab.screenshot({ path: `${walk.outDir}/hostile-lab.png` });
  await tab.context().close();
  console.log(`${cases.length} hostile figures of an untrusted notebook in JupyterLab: nothing but pictures`);
}
