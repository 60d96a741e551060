
// The controls of the calculator and what they show.

const priceSteps = 100, totalSteps = 1000;

// mount joins the controls of a page to the calculator; where there is none it does nothing.
function mount(page) {
  const source = page.getElementById('data');
  if (!source) return;
  const data = JSON.parse(source.textContent), table = readTable(data.table);
  const find = id => page.getElementById(id);
  const [total, group, item] = ['total', 'group-price', 'item-price'].map(find);
  const [totalSlider, groupSlider] = ['total-slider', 'group-slider'].map(find);
  [total.value, group.value, item.value] = [data.total, data.groupPrice, data.price];
  // Prices of the table's groups and items are those of units of K and n.
  const { scale } = data, perItem = scale.group * scale.item;
  const spend = () => ({ total: number(total), perClass: number(group) * scale.group, perSample: number(item) * perItem });
  const update = () => {
    const asked = spend(), [low, high] = covered(table, asked);
    totalSlider.value = Math.round(totalSteps * Math.log(asked.total / low) / Math.log(high / low)) || 0;
    groupSlider.value = asked.perClass > 0 ? Math.round(1 + (priceSteps - 1) * (Math.log10(number(group) / number(item)) + 1) / 4) : 0;
    const answer = calculate(table, asked);
    write(find('result'), sentences(data, table, asked, answer));
    draw(find('chart'), answer, data);
  };
  totalSlider.addEventListener('input', () => {
    const [low, high] = covered(table, spend());
    total.value = rounded(low * (high / low) ** (totalSlider.value / totalSteps), low, high);
    update();
  });
  groupSlider.addEventListener('input', () => {
    const share = (groupSlider.value - 1) / (priceSteps - 1);
    group.value = groupSlider.value > 0 ? Number((number(item) * 10 ** (-1 + 4 * share)).toPrecision(2)) : 0;
    update();
  });
  for (const input of [total, group, item]) input.addEventListener('input', update);
  window.addEventListener('resize', update);
  update();
}

// rounded is a total with three digits, within the range.
function rounded(value, low, high) { return Math.min(Math.max(Number(value.toPrecision(3)), Math.ceil(low)), Math.floor(high)); }

// covered are the least and the most money that the table has an answer for.
function covered(table, { perClass, perSample }) {
  const fixed = table.leastClasses * perClass;
  return [fixed + table.lowTotal * perSample, fixed + table.highTotal * perSample];
}

// sentences say what to choose, or why there is no answer.
function sentences(data, table, asked, answer) {
  if (!answer) {
    const [low, high] = covered(table, asked);
    if (!(low < high)) return ['Prices are numbers: of one ' + data.item + ' above 0, of a ' + data.group + ' at least 0.'];
    return [`Nothing is known of that: at these prices there is an answer for about ${short(low)} to ${short(high)}.`];
  }
  const { size, cost, error, regret, classes, half, twice } = answer;
  const { scale } = data, k = count(size.classes * scale.group), n = count(size.perClass * scale.item), scores = scored(scale, error);
  const text = [`For ${short(asked.total)} choose K = ${k} ${k === '1' ? data.group : data.groups} with n = ${n} ${n === '1' ? data.item : data.items} each (they cost ${short(cost)}).`,
    `The expected ${data.score} is ${scores.value}${scale.shares ? ' %' : ''} [${scores.low}, ${scores.high}]; choosing this is expected to lose ${gap(scale, regret)}.`,
    range({ low: classes.low * scale.group, high: classes.high * scale.group }, data.groups)];
  if (half === half && twice === twice) text.push(`Half as many ${data.groups} as the best are expected to lose ${gap(scale, half)}, twice as many ${gap(scale, twice)}.`);
  return text;
}

function range({ low, high }, groups) {
  if (low === 0 && high === Infinity) return `The data do not bound the best number of ${groups}.`;
  if (low === 0) return `The best K is below ${short(high)} ${groups} with 95% confidence; it may be below all that is covered.`;
  if (high === Infinity) return `The best K is above ${short(low)} ${groups} with 95% confidence; it may be above all that is covered.`;
  return `The best K is between ${short(low)} and ${short(high)} ${groups} with 95% confidence.`;
}

// draw shows the curve of an answer, as wide as there is room.
function draw(place, answer, { scale, score }) {
  place.replaceChildren();
  if (!answer) return;
  const width = Math.max(place.clientWidth, 240), height = 280, left = 46, right = width - 12, top = 24, bottom = height - 40;
  const { curve, size, error, classes } = answer, lnK = curve.map(point => Math.log(point.classes));
  const seen = curve.flatMap(p => [p.error.low, p.error.high]).map(error => scoreOf(scale, error));
  const limits = [Math.min(...seen), Math.max(...seen)], least = 0.005 * Math.abs(scoreOf(scale, 1) - scoreOf(scale, 0));
  const spread = Math.max(limits[1] - limits[0], least);
  const x = value => left + (right - left) * (value - lnK[0]) / (lnK[lnK.length - 1] - lnK[0]);
  const y = error => bottom - (bottom - top) * (scoreOf(scale, error) - limits[0]) / spread;
  const inside = value => Math.min(Math.max(x(value), left), right);
  const path = values => 'M' + values.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join('L');
  const svg = shape('svg', { width, height, role: 'img', 'aria-label': `expected ${score} against K` });
  const [low, high] = [classes.low > 0 ? inside(Math.log(classes.low)) : left, classes.high < Infinity ? inside(Math.log(classes.high)) : right];
  svg.append(shape('rect', { class: 'range', x: low, y: top, width: Math.max(high - low, 1), height: bottom - top }),
    shape('path', { class: 'band', d: path([...curve.map((p, i) => [x(lnK[i]), y(p.error.low)]), ...curve.map((p, i) => [x(lnK[i]), y(p.error.high)]).reverse()]) + 'Z' }),
    shape('path', { class: 'mean', d: path(curve.map((p, i) => [x(lnK[i]), y(p.error.value)])) }),
    shape('path', { class: 'axis', d: `M${left} ${top}V${bottom}H${right}` }),
    shape('circle', { class: 'best', cx: inside(Math.log(size.classes)), cy: Math.min(Math.max(y(error.value), top), bottom), r: 5 }),
    shape('text', { x: (left + right) / 2, y: height - 6, 'text-anchor': 'middle' }, 'K'), shape('text', { x: 4, y: 14 }, score + (scale.shares ? ' %' : '')));
  for (const value of roundNumbers(scale.group * Math.exp(lnK[0]), scale.group * Math.exp(lnK[lnK.length - 1]), (right - left) / 40)) {
    const at = x(Math.log(value / scale.group));
    svg.append(shape('path', { class: 'axis', d: `M${at} ${bottom}v5` }), shape('text', { x: at, y: bottom + 18, 'text-anchor': 'middle' }, value < 1e5 ? String(value) : value.toExponential()));
  }
  const step = roundStep(spread);
  for (let value = Math.ceil(limits[0] / step) * step; value <= limits[0] + spread; value += step) {
    const at = bottom - (bottom - top) * (value - limits[0]) / spread;
    svg.append(shape('path', { class: 'axis', d: `M${left} ${at}h-5` }), shape('text', { x: left - 8, y: at + 4, 'text-anchor': 'end' }, String(Number(value.toPrecision(4)))));
  }
  place.append(svg);
}

if (typeof document !== 'undefined') mount(document);
