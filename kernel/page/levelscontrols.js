// The controls of the calculator of three levels, and what they show.

// mount joins the controls of a page to the calculator; where there is none it does nothing.
function mount(page) {
  const source = page.getElementById('data');
  if (!source) return;
  const data = JSON.parse(source.textContent), find = id => page.getElementById(id);
  const inputs = { Total: find('total'), PerGroup: find('group-price'), PerSource: find('source-price'), PerItem: find('item-price') };
  for (const [name, input] of Object.entries(inputs)) input.value = data.spend[name];
  const slider = find('total-slider'), start = data.spend.Total, steps = 500, octaves = 5;
  const update = () => {
    const spend = { Most: data.spend.Most };
    for (const [name, input] of Object.entries(inputs)) spend[name] = number(input);
    slider.value = Math.round(steps * (1 + Math.log2(spend.Total / start) / octaves)) || 0;
    const answer = calculate(data.model, spend);
    write(find('result'), sentences(data, spend, answer));
    draw(find('chart'), answer, data);
  };
  slider.addEventListener('input', () => {
    inputs.Total.value = Number((start * 2 ** (octaves * (slider.value / steps - 1))).toPrecision(3));
    update();
  });
  for (const input of Object.values(inputs)) input.addEventListener('input', update);
  window.addEventListener('resize', update);
  update();
}

// sentences say what to buy, or why there is no answer.
function sentences(data, spend, answer) {
  if (!answer) return ['Nothing can be bought: prices are numbers of at least 0, that of the last level above 0, and the money must pay for one of each.'];
  const { size, cost, error, regret, counts } = answer, { scale } = data, scores = scored(scale, error);
  const noun = (value, one, several) => `${count(value)} ${count(value) === '1' ? one : several}`;
  const range = ({ low, high }) => short(low) === short(high) ? short(low) : `${short(low)} to ${short(high)}`;
  return [`For ${short(spend.Total)} take K = ${noun(size[0], data.group, data.groups)} with m = ${noun(size[1], data.source, data.sources)} each and n = ${noun(size[2], data.item, data.items)} of each ${data.source} (they cost ${short(cost)}).`,
    `The expected ${data.score} is ${scores.value}${scale.shares ? ' %' : ''} [${scores.low}, ${scores.high}]; choosing this is expected to lose ${gap(scale, regret)}.`,
    `With 95% confidence the best number of ${data.groups} is ${range(counts[0])}, of ${data.sources} ${range(counts[1])}, of ${data.items} ${range(counts[2])}, before they are made whole.`];
}

// legendOf are the places of names, in as many rows as they need.
function legendOf(names, left, right) {
  let at = left, row = 0;
  return names.map(name => {
    const width = 44 + 7.5 * name.length;
    if (at > left && at + width > right) [at, row] = [left, row + 1];
    at += width;
    return { at: at - width, row };
  });
}

// draw shows the error along each count, as wide as there is room.
function draw(place, answer, { scale, score, groups, sources, items }) {
  place.replaceChildren();
  if (!answer) return;
  const width = Math.max(place.clientWidth, 240), height = 300, left = 52, right = width - 12, names = [groups, sources, items], rows = legendOf(names, left, right), top = 44 + 18 * rows[2].row, bottom = height - 40;
  const seen = answer.curves.flat().map(p => scoreOf(scale, p.value));
  const low = Math.min(...seen), spread = Math.max(Math.max(...seen) - low, 0.002 * Math.abs(scoreOf(scale, 1) - scoreOf(scale, 0)));
  const x = factor => left + (right - left) * (Math.log2(factor) + curveOctaves) / (2 * curveOctaves);
  const y = error => bottom - (bottom - top) * (scoreOf(scale, error) - low) / spread;
  const svg = shape('svg', { width, height, role: 'img', 'aria-label': `expected ${score} where one count is missed` });
  svg.append(shape('path', { class: 'axis', d: `M${left} ${top}V${bottom}H${right}` }),
    shape('text', { x: (left + right) / 2, y: height - 4, 'text-anchor': 'middle' }, 'multiple of the best number'),
    shape('text', { x: 4, y: 14 }, score + (scale.shares && !score.includes('%') ? ' %' : '')));
  for (const [value, name] of [[1 / 8, '1/8'], [1 / 4, '1/4'], [1 / 2, '1/2'], [1, '1'], [2, '2'], [4, '4'], [8, '8']]) {
    svg.append(shape('path', { class: 'axis', d: `M${x(value)} ${bottom}v5` }), shape('text', { x: x(value), y: bottom + 18, 'text-anchor': 'middle' }, name));
  }
  const step = roundStep(spread);
  for (let value = Math.ceil(low / step) * step; value <= low + spread; value += step) {
    const at = bottom - (bottom - top) * (value - low) / spread;
    svg.append(shape('path', { class: 'axis', d: `M${left} ${at}h-5` }), shape('text', { x: left - 8, y: at + 4, 'text-anchor': 'end' }, String(Number(value.toPrecision(4)))));
  }
  answer.curves.forEach((points, level) => {
    if (points.length > 1) svg.append(shape('path', { class: `mean level${level}`, d: 'M' + points.map(p => `${x(p.factor).toFixed(1)} ${y(p.value).toFixed(1)}`).join('L') }));
    const { at, row } = rows[level], y0 = 28 + 18 * row;
    svg.append(shape('path', { class: `mean level${level}`, d: `M${at} ${y0}h22` }), shape('text', { x: at + 28, y: y0 + 4 }, names[level]));
  });
  place.append(svg);
}

if (typeof document !== 'undefined') mount(document);
