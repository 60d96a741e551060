// The calculator of a report: what diversity/report.Calculator computes, number for number.
'use strict';

const curvePoints = 65;

// readTable decodes the cells of a table: little-endian bytes in base 64.
function readTable(table) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const cells = [], bytes = [];
  let bits = 0, held = 0;
  for (const letter of table.cells) {
    const value = letters.indexOf(letter);
    if (value < 0) break;
    held = (held << 6 | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits & 255);
    }
  }
  for (let i = 0; i + 1 < bytes.length; i += 2) cells.push(bytes[i] | bytes[i + 1] << 8);
  return { ...table, cells };
}

// calculate is the best size of a spend {total, perClass, perSample}; null if it buys nothing that the table covers.
function calculate(table, spend) {
  const { total, perClass, perSample } = spend;
  if (!(perClass >= 0 && perSample > 0 && total >= perClass + perSample && total < Infinity && total / perSample <= 1e12)) return null;
  const [low, high] = span(table, spend);
  if (!(low < high)) return null;
  const lnK = [], at = [], curve = [];
  for (let i = 0; i < curvePoints; i++) {
    lnK.push(Math.log(low) + (Math.log(high) - Math.log(low)) * i / (curvePoints - 1));
    const classes = Math.exp(lnK[i]), n = (total / classes - perClass) / perSample;
    at.push(errorsAt(table, classes, n));
    curve.push({ classes, perClass: n, error: estimate(at[i], table.level) });
  }
  const means = curve.map(point => point.error.value), best = [], lowest = [];
  for (let sample = 0; sample < table.samples; sample++) {
    const errors = at.map(values => values[sample]);
    lowest.push(errors.reduce((a, b) => Math.min(a, b)));
    best.push(optimum(lnK, errors));
  }
  const near = Math.exp(bottom(lnK, means));
  const chosen = choose(table, spend, near, mean(lowest));
  if (!chosen) return null;
  const missed = classes => classes < low || classes > high ? NaN : meanAt(table, spend, classes) - meanAt(table, spend, near);
  return { ...chosen, curve, classes: { value: optimum(lnK, means), ...interval(best, table.level) }, half: missed(near / 2), twice: missed(near * 2), ...asked(table, spend) };
}

// asked is the answer of the report to the question that it was asked; nothing for another.
function asked({ asked }, { total, perClass, perSample }) {
  if (!asked || asked.total !== total || asked.perClass !== perClass || asked.perSample !== perSample) return {};
  const read = numbers => { const [value, low, high] = numbers.map(number => number === null ? Infinity : number); return { value, low, high }; };
  return { size: { classes: asked.size.classes, perClass: asked.size.per_class }, cost: asked.cost, regret: asked.regret, error: read(asked.error), classes: read(asked.classes) };
}

// span is the range of K that a spend can buy and the table covers.
function span(table, { total, perClass, perSample }) {
  let low = table.leastClasses, high = total / (perClass + table.leastPerClass * perSample);
  if (table.mostClasses > 0) high = Math.min(high, table.mostClasses);
  if (table.mostPerClass > 0) low = Math.max(low, total / (perClass + table.mostPerClass * perSample));
  const fewest = total - table.highTotal * perSample, most = total - table.lowTotal * perSample, rounding = 1e-9;
  if (perClass > 0) return [Math.max(low, fewest / perClass), Math.min(high, most / perClass)];
  if (fewest > rounding * total || most < -rounding * total) return [1, 0];
  return [low, high];
}

// errorsAt are those of all samples at a real-valued size.
function errorsAt(table, classes, perClass) {
  const lnN = Math.log(classes) + Math.log(perClass), low = Math.log(table.lowTotal), high = Math.log(table.highTotal);
  const width = lnN - Math.log(table.leastPerClass) - Math.log(table.leastClasses);
  const [line, across] = cubic((lnN - low) / (high - low) * (table.lines - 1), table.lines);
  const [place, along] = cubic((Math.log(classes) - Math.log(table.leastClasses)) / width * (table.places - 1), table.places);
  const errors = [];
  for (let sample = 0; sample < table.samples; sample++) {
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      const row = (sample * table.lines + clamp(line + i, table.lines)) * table.places;
      for (let j = 0; j < 4; j++) sum += across[i] * along[j] * table.cells[row + clamp(place + j, table.places)];
    }
    errors.push(Math.min(Math.max(table.floor + table.step * sum, 0), 1));
  }
  return errors;
}

function clamp(index, count) { return Math.min(Math.max(index, 0), count - 1); }

// cubic is the first of the four places around a position, and their weights; at an end the curve goes on straight.
function cubic(position, places) {
  position = Math.min(Math.max(position, 0), places - 1);
  const cell = Math.min(Math.floor(position), places - 2), t = position - cell;
  const w = [t * (-0.5 + t * (1 - 0.5 * t)), 1 + t * (t * (-2.5 + 1.5 * t)), t * (0.5 + t * (2 - 1.5 * t)), t * (t * (-0.5 + 0.5 * t))];
  if (cell === 0) [w[1], w[2], w[0]] = [w[1] + 2 * w[0], w[2] - w[0], 0];
  if (cell === places - 2) [w[2], w[1], w[3]] = [w[2] + 2 * w[3], w[1] - w[3], 0];
  return [cell - 1, w];
}

function mean(values) { return values.reduce((a, b) => a + b, 0) / values.length; }

function estimate(errors, level) { return { value: mean(errors), ...interval(errors, level) }; }

// interval is the central one of samples, by order statistics rounded outwards.
function interval(values, level) {
  const sorted = [...values].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
  const skip = Math.floor((1 - level) / 2 * (sorted.length - 1));
  return { low: sorted[skip], high: sorted[sorted.length - 1 - skip] };
}

function lowestOf(errors) {
  let lowest = 0;
  errors.forEach((e, i) => { if (e < errors[lowest]) lowest = i; });
  return lowest;
}

// optimum is K of the lowest place of a curve; 0 or Infinity if that is an end.
function optimum(lnK, errors) {
  const i = lowestOf(errors);
  if (i === 0) return 0;
  return i === errors.length - 1 ? Infinity : Math.exp(bottom(lnK, errors));
}

// bottom is the vertex of the parabola through the lowest place of a curve and its neighbours; at an end the end.
function bottom(lnK, errors) {
  const i = lowestOf(errors);
  if (i === 0 || i === errors.length - 1) return lnK[i];
  const left = errors[i - 1] - errors[i], right = errors[i + 1] - errors[i];
  return left + right > 0 ? lnK[i] + (lnK[i + 1] - lnK[i]) * 0.5 * (left - right) / (left + right) : lnK[i];
}

// choose looks for the whole size near a number of classes with the lowest expected error; null if none is covered.
function choose(table, spend, near, lowest) {
  let chosen = null;
  for (const size of wholeNear(spend, near)) {
    if (!covers(table, size)) continue;
    const error = estimate(errorsAt(table, size.classes, size.perClass), table.level);
    const cost = size.classes * (spend.perClass + size.perClass * spend.perSample);
    if (!chosen || error.value < chosen.error.value) chosen = { size, cost, error, regret: Math.max(0, error.value - lowest) };
  }
  return chosen;
}

function covers(table, { classes, perClass }) {
  return classes >= table.leastClasses && perClass >= table.leastPerClass && classes * perClass <= table.highTotal &&
    (table.mostClasses === 0 || classes <= table.mostClasses) && (table.mostPerClass === 0 || perClass <= table.mostPerClass);
}

function wholeNear({ total, perClass, perSample }, classes) {
  const rounding = 1e-9, sizes = [];
  for (const k of [Math.floor(classes + rounding), Math.ceil(classes - rounding)]) {
    sizes.push({ classes: k, perClass: Math.floor((total / k - perClass) / perSample + rounding) });
  }
  const around = (total / classes - perClass) / perSample;
  for (const n of [Math.floor(around + rounding), Math.ceil(around - rounding)]) {
    sizes.push({ classes: Math.floor(total / (perClass + n * perSample) + rounding), perClass: n });
  }
  return sizes;
}

function meanAt(table, { total, perClass, perSample }, classes) {
  return mean(errorsAt(table, classes, (total / classes - perClass) / perSample));
}
