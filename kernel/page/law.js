// The additive law with a price of classes: what diversity/worlds.Planted computes, number for number.
'use strict';

// errorAt is E + A K^-a + B n^-b.
function errorAt(law, classes, perClass) {
  return law.E + law.A * Math.pow(classes, -law.a) + law.B * Math.pow(perClass, -law.b);
}

// bestClasses is K* if each class costs as much as `price` images beside its own: K (n + price) = total. NaN if that buys nothing.
function bestClasses(law, total, price) {
  let low = 0, high = Math.log(total / (1 + price));
  if (!(price >= 0) || !(high >= 0) || high === Infinity) return NaN;
  const rises = lnK => {
    const perClass = total / Math.exp(lnK) - price;
    const falling = law.a * law.A * Math.exp(-law.a * lnK);
    return law.b * law.B * Math.pow(perClass, -law.b) * (1 + price / perClass) >= falling;
  };
  if (!rises(high)) return Math.exp(high);
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (rises(middle)) high = middle; else low = middle;
  }
  return Math.exp(low);
}

// answer is the best size of a total and what other choices lose.
function answer(law, total, price) {
  const classes = bestClasses(law, total, price), perClass = total / classes - price;
  const at = k => k >= 1 && total / k - price >= 1 ? errorAt(law, k, total / k - price) : NaN;
  const error = errorAt(law, classes, perClass);
  return { classes, perClass, ratio: classes / perClass, error, few: law.A * Math.pow(classes, -law.a),
    rare: law.B * Math.pow(perClass, -law.b), half: at(classes / 2) - error, twice: at(2 * classes) - error };
}

// level is n at which the error of K classes is a value; NaN if no number of images reaches it, or any does.
function level(law, error, classes) {
  const left = (error - law.E - law.A * Math.pow(classes, -law.a)) / law.B;
  return left > 0 ? Math.pow(left, -1 / law.b) : NaN;
}

const law = { E: 0.05 }, asked = { total: 1024, price: 0 };
const most = 1e5, levels = [0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8];

// mount joins the sliders of the page to both figures.
function mount(page) {
  const sliders = ['a', 'b', 'A', 'B'].map(name => page.getElementById('slider-' + name));
  const total = page.getElementById('slider-N'), price = page.getElementById('slider-price');
  const update = () => {
    for (const slider of sliders) law[slider.dataset.name] = Number(slider.value);
    asked.total = 2 ** Number(total.value);
    asked.price = Number(price.value);
    show(page);
  };
  for (const slider of [...sliders, total, price]) slider.addEventListener('input', update);
  for (const preset of page.querySelectorAll('button')) {
    preset.addEventListener('click', () => {
      preset.dataset.values.split(' ').forEach((value, i) => { sliders[i].value = value; });
      update();
    });
  }
  window.addEventListener('resize', update);
  update();
}

function show(page) {
  for (const name of ['a', 'b', 'A', 'B']) page.getElementById('value-' + name).textContent = law[name].toFixed(2);
  page.getElementById('value-N').textContent = String(Math.round(asked.total));
  page.getElementById('value-price').textContent = String(asked.price);
  const best = answer(law, asked.total, asked.price);
  page.getElementById('result').replaceChildren(...sentences(best).map(text => element('p', {}, text)));
  valley(page.getElementById('valley'), best);
  landscape(page.getElementById('landscape'), best);
}

function sentences(best) {
  const per = share => (100 * share).toFixed(1) + ' %', short = x => x >= 100 ? String(Math.round(x)) : String(Number(x.toPrecision(3)));
  const lost = [['half as many', best.half], ['twice as many', best.twice]].filter(([, x]) => x === x);
  const texts = [`K* = ${short(best.classes)} classes with n* = ${short(best.perClass)} images each, ratio x* = ${short(best.ratio)}.`,
    `The error is ${per(best.error)}: the floor ${per(law.E)}, too few classes ${per(best.few)}, too few images of each ${per(best.rare)}.`];
  if (lost.length > 0) texts.push('Of classes, ' + lost.map(([name, x]) => `${name} lose ${(100 * x).toFixed(2)} points`).join(', ') + '.');
  texts.push(asked.price > 0 ? 'With a price of classes the ratio is no longer the same at every budget, even if a = b.' :
    `The slope of ln K* on ln N is b/(a+b) = ${(law.b / (law.a + law.b)).toFixed(2)}: the best ratio ` +
    (law.a === law.b ? 'is the same at every budget.' : law.b > law.a ? 'rises with the budget.' : 'falls with the budget.'));
  return texts;
}

// frame is an empty figure whose axis of K is logarithmic; y places a value of the other axis.
function frame(place, name, low, high, log) {
  const width = Math.max(place.clientWidth, 260), height = 330, box = { left: 52, right: width - 26, top: 26, bottom: height - 42 };
  const flat = log ? Math.log : x => x;
  const x = k => box.left + (box.right - box.left) * Math.log(k) / Math.log(most);
  const y = value => box.bottom - (box.bottom - box.top) * (flat(value) - flat(low)) / (flat(high) - flat(low));
  const svg = shape('svg', { width, height, role: 'img', 'aria-label': name + ' over classes K' });
  const clip = place.id + '-inside', inside = shape('clipPath', { id: clip });
  inside.append(shape('rect', { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top }));
  svg.append(inside, shape('path', { class: 'axis', d: `M${box.left} ${box.top}V${box.bottom}H${box.right}` }),
    shape('text', { x: (box.left + box.right) / 2, y: height - 6, 'text-anchor': 'middle' }, 'classes K'), shape('text', { x: 4, y: 14 }, name));
  for (let power = 0; power <= 5; power++) tick(svg, x(10 ** power), box.bottom, String(10 ** power), true);
  const marks = log ? [0, 1, 2, 3, 4, 5].map(power => 10 ** power) : [0, 20, 40, 60, 80, 100].filter(value => value <= high);
  for (const value of marks) tick(svg, box.left, y(value), String(value), false);
  const plot = shape('g', { 'clip-path': `url(#${clip})` });
  svg.append(plot);
  place.replaceChildren(svg);
  return { svg, plot, x, y, box };
}

function tick(svg, x, y, text, below) {
  svg.append(shape('path', { class: 'axis', d: `M${x} ${y}` + (below ? 'v5' : 'h-5') }),
    shape('text', below ? { x, y: y + 18, 'text-anchor': 'middle' } : { x: x - 8, y: y + 4, 'text-anchor': 'end' }, text));
}

// path joins points over K from 1 to the most; where a value is none it breaks.
function path(f, at, end = most) {
  let d = '', pen = 'M';
  for (let i = 0; i <= 240; i++) {
    const k = Math.exp(Math.log(end) * i / 240), value = at(k);
    if (!(Math.abs(value) < Infinity)) { pen = 'M'; continue; }
    d += `${pen}${f.x(k).toFixed(1)} ${f.y(value).toFixed(1)}`;
    pen = 'L';
  }
  return d;
}

// valley is the error along the budget and its two parts.
function valley(place, best) {
  const f = frame(place, 'error %', 0, 100, false), end = asked.total / (1 + asked.price);
  const images = k => Math.max(asked.total / k - asked.price, 1);
  f.plot.append(shape('path', { class: 'few', d: path(f, k => 100 * errorAt(law, k, Infinity), end) }),
    shape('path', { class: 'rare', d: path(f, k => 100 * errorAt(law, Infinity, images(k)), end) }),
    shape('path', { class: 'mean', d: path(f, k => 100 * errorAt(law, k, images(k)), end) }),
    shape('path', { class: 'guide', d: `M${f.x(best.classes)} ${f.box.top}V${f.box.bottom}` }),
    shape('circle', { class: 'best', cx: f.x(best.classes), cy: f.y(100 * best.error), r: 5 }));
}

// landscape has lines of equal error, the line of the budget, and the best sizes of all budgets.
function landscape(place, best) {
  const f = frame(place, 'images per class n', 1, most, true);
  let named = -Infinity; // where the name of the last line stands
  for (const error of levels) {
    const images = k => Math.max(level(law, error, k), 0) || 10 * most; // above the figure where no number of images suffices
    f.plot.append(shape('path', { class: 'level', d: path(f, images) }));
    const y = f.y(images(most * 0.6)) - 3;
    if (y < named + 13 || y < f.box.top + 12 || y > f.box.bottom - 4) continue;
    f.plot.append(shape('text', { x: f.x(most * 0.6), y, 'text-anchor': 'end' }, (100 * error).toFixed(0) + ' %'));
    named = y;
  }
  let ridge = '';
  for (let power = 1; power <= 33; power += 0.5) {
    const k = bestClasses(law, 2 ** power, asked.price), n = 2 ** power / k - asked.price;
    if (k === k) ridge += `${ridge ? 'L' : 'M'}${f.x(k).toFixed(1)} ${f.y(n).toFixed(1)}`;
  }
  f.plot.append(shape('path', { class: 'ridge', d: ridge }),
    shape('path', { class: 'mean', d: path(f, k => Math.max(asked.total / k - asked.price, 1), asked.total / (1 + asked.price)) }),
    shape('path', { class: 'guide', d: `M${f.x(best.classes)} ${f.box.top}V${f.box.bottom}` }),
    shape('circle', { class: 'best', cx: f.x(best.classes), cy: f.y(best.perClass), r: 5 }));
}

function shape(name, attributes, text) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  return filled(node, attributes, text);
}

function element(name, attributes, text) { return filled(document.createElement(name), attributes, text); }

function filled(node, attributes, text) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

if (typeof document !== 'undefined') mount(document);
