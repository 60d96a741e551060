import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { launch, open } from './browser.mjs';
import { faultsOf } from './faults.mjs';

const browser = await launch();
after(() => browser.close());

// found are the faults of an option of ECharts, 400 pixels wide and 300 high, on white.
async function found(option) {
  const { page } = await open(browser, 'about:blank');
  await page.addScriptTag({ path: 'echarts/figure.js' });
  const host = await page.evaluateHandle(option => {
    const host = document.createElement('div');
    document.body.append(host);
    host.chart = echarts.init(host, null, { width: 400, height: 300 });
    host.chart.setOption({ animation: false, ...option });
    return host;
  }, option);
  const { faults } = await host.evaluate(faultsOf, { ground: '#ffffff', textContrast: 4.5, lineContrast: 3 });
  await page.context().close();
  return faults;
}

const text = (text, x, y, more = {}) => ({ type: 'text', x, y, ...more, style: { text, fontSize: 12, fill: '#222222', ...more.style } });
const axes = { xAxis: { type: 'value', axisLabel: { show: false } }, yAxis: { type: 'value', axisLabel: { show: false } } };

test('what is in order has no faults', async () => {
  const turned = { rotation: Math.PI / 4 };
  const option = { ...axes, graphic: [text('above', 100, 100), text('below', 100, 113), text('beside', 160, 100), text('turned', 200, 200, turned), text('too', 200, 220, turned)],
    series: [{ type: 'line', name: 'dark', color: '#0072B2', data: [[0, 0], [1, 1]] }] };
  assert.deepEqual(await found(option), []);
});
test('texts over one another, lines too close, and texts without room between them', async () => {
  assert.deepEqual(await found({ graphic: [text('one', 100, 100), text('two', 105, 103)] }), ['"one" lies over "two"']);
  assert.deepEqual(await found({ graphic: [text('51', 100, 100), text('50', 100, 110)] }), ['"51" lies over "50"']);
  assert.equal((await found({ graphic: [text('128', 100, 100), text('256', 120.5, 100)] })).length, 1);
});
test('texts that the edge cuts', async () => {
  assert.deepEqual(await found({ graphic: [text('left', -10, 100), text('right', 390, 50), text('inside', 100, 100)] }),
    ['"left" is cut by the edge', '"right" is cut by the edge']);
});
test('faint texts, on the ground and on what lies below; an outline helps', async () => {
  const dark = { type: 'rect', shape: { x: 90, y: 90, width: 100, height: 40 }, style: { fill: '#444444' } };
  const [ground, below, ...none] = await found({ graphic: [dark, text('grey', 10, 10, { style: { fill: '#bbbbbb' } }), text('ink', 100, 100),
    text('ringed', 140, 100, { style: { stroke: '#ffffff', lineWidth: 3 } })] });
  assert.match(ground, /^"grey": contrast 1\.9\d of #bbbbbb/);
  assert.match(below, /^"ink": contrast 1\.\d+ of #222222/);
  assert.deepEqual(none, []);
});
test('faint marks', async () => {
  const series = color => ({ type: 'line', name: color, color, data: [[0, 0], [1, 1]] });
  const faults = await found({ ...axes, series: [series('#dddddd'), series('#0072B2')] });
  assert.equal(faults.length, 1);
  assert.match(faults[0], /^marks of #dddddd: contrast 1\.3\d, want 3$/);
});
test('names that hide points of others, but not those beside', async () => {
  const point = (name, x, y, more = {}) => ({ type: 'scatter', name, color: '#0072B2', data: [{ name, value: [x, y], ...more }] });
  const named = position => ({ label: { show: true, formatter: '{b}', position, color: '#222222' } });
  const within = { xAxis: { ...axes.xAxis, min: 0, max: 10 }, yAxis: { ...axes.yAxis, min: 0, max: 10 } };
  const faults = position => found({ ...within, series: [point('left', 5, 5, named(position)), point('right', 5.6, 5)] });
  assert.deepEqual(await faults('right'), ['"left" hides a point of right']);
  assert.deepEqual(await faults('top'), []);
});
