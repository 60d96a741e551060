// The calculator of three levels: what diversity/theory/levels computes, number for number.
'use strict';

const coarsePlaces = 15, zooms = 26, zoom = 0.62, curveOctaves = 3, perOctave = 2;

// errorOf is the error of a size [K, m, n] by one refit, which no ceiling exceeds.
function errorOf(draw, size) { return Math.min(lawOf(draw, size), draw.ceiling ?? Infinity); }

// lawOf is the error by the law alone. Parameters are E, A, B, C, a, b, c; of total E, C, c.
function lawOf({ law, parameters: p }, [K, m, n]) {
  switch (law) {
    case 'components': return p[0] + p[1] / K + p[2] / (K * m) + p[3] / (K * m * n);
    case 'nested': return p[0] + K ** -p[4] * (p[1] + m ** -p[5] * (p[2] + p[3] * n ** -p[6]));
    case 'separate': return p[0] + p[1] * K ** -p[4] + p[2] * m ** -p[5] + p[3] * n ** -p[6];
    case 'total': return p[0] + p[1] * (K * m * n) ** -p[2];
  }
  return NaN;
}

// meanError is that of all refits.
function meanError({ draws }, size) {
  let sum = 0;
  for (const draw of draws) sum += errorOf(draw, size);
  return sum / draws.length;
}

// expected is a quantity of the refits, with the interval that they give.
function expected(model, of) {
  const values = model.draws.map(of);
  return { value: mean(values), ...interval(values, model.level) };
}

function mean(values) { return values.reduce((sum, value) => sum + value, 0) / values.length; }

function interval(values, level) {
  if (values.length < 2) return { low: NaN, high: NaN };
  const sorted = [...values].sort((a, b) => a - b), skip = Math.floor((1 - level) / 2 * (sorted.length - 1));
  return { low: sorted[skip], high: sorted[sorted.length - 1 - skip] };
}

// groupPrice is the price of a group with what belongs to it.
function groupPrice(spend, m, n) { return spend.PerGroup + m * (spend.PerSource + n * spend.PerItem); }

function costOf(spend, [k, m, n]) { return k * groupPrice(spend, m, n); }

const limitsOf = ({ Most }) => [Most.Groups, Most.Sources, Most.Items];

// validSpend reports whether the prices limit what can be bought.
function validSpend(spend) {
  const { Total, PerGroup, PerSource, PerItem } = spend, most = limitsOf(spend);
  if (![PerGroup, PerSource, PerItem, ...most].every(x => x >= 0 && x < Infinity)) return false;
  if (PerItem === 0 && !most[2] || PerItem === 0 && PerSource === 0 && !most[1] || groupPrice(spend, 1, 1) === 0 && !most[0]) return false;
  return Total > 0 && Total < Infinity;
}

// regionOf is where sizes of a spend are looked for; null if nothing can be paid.
function regionOf(model, spend) {
  const low = model.low.map(x => Math.min(1, x)), most = limitsOf(spend);
  if (!validSpend(spend) || most.some((x, i) => x > 0 && x < low[i]) || !(spend.Total >= costOf(spend, low))) return null;
  const within = (limit, affordable) => Math.min(limit || Infinity, affordable === affordable ? affordable : Infinity, 1e15);
  const alone = spend.Total / low[0] - spend.PerGroup;
  return {
    spend, low, high: [within(most[0], spend.Total / groupPrice(spend, low[1], low[2])),
      within(most[1], alone / (spend.PerSource + low[2] * spend.PerItem)),
      within(most[2], (alone / low[1] - spend.PerSource) / spend.PerItem)],
  };
}

// fixed is the region of a given number at one level.
function fixed(region, level, count) {
  const low = [...region.low], high = [...region.high];
  low[level] = high[level] = count;
  return { ...region, low, high };
}

function holds({ spend, low, high }) {
  return low.every((x, i) => x <= high[i] * (1 + 1e-9)) && costOf(spend, low) <= spend.Total * (1 + 1e-9);
}

// groupsFor is how many groups can be paid beside given sources and items; 0 if too few. itemsFor likewise.
function groupsFor({ spend, low, high }, m, n) {
  const k = spend.Total / groupPrice(spend, m, n) * (1 + 1e-12);
  return k < low[0] * (1 - 1e-9) ? 0 : Math.min(Math.max(k, low[0]), high[0]);
}

function itemsFor({ spend, low, high }, k, m) {
  const left = (spend.Total / k - spend.PerGroup) / m - spend.PerSource;
  const n = spend.PerItem > 0 ? left / spend.PerItem * (1 + 1e-12) : Infinity;
  return left < 0 || n < low[2] * (1 - 1e-9) ? 0 : Math.min(Math.max(n, low[2]), high[2]);
}

// lowest is the size of a region with the lowest value.
function lowest(region, value) {
  if (!holds(region)) return { size: [0, 0, 0], least: Infinity };
  const found = overItems(region, value), k = region.high[0];
  if (k === region.low[0] || found.size[0] >= k * (1 - 1e-6)) {
    const other = overSources(region, k, value);
    if (other.least < found.least) return other;
  }
  return found;
}

function spanOf({ low, high }, level) { return [Math.log(low[level]), Math.log(high[level])]; }

function overItems(region, value) {
  return bottom(spanOf(region, 1), spanOf(region, 2), (u, v) => {
    const m = Math.exp(u), n = Math.exp(v), k = groupsFor(region, m, n), size = [k, m, n];
    return { size, value: k === 0 ? Infinity : value(size) };
  });
}

function overSources(region, k, value) {
  return bottom(spanOf(region, 1), [0, 0], u => {
    const m = Math.exp(u), n = itemsFor(region, k, m), size = [k, m, n];
    return { size, value: n === 0 ? Infinity : value(size) };
  });
}

// bottom is the lowest place of a rectangle: a coarse grid, then finer and finer ones around the best place.
function bottom(x, y, at) {
  let best = { size: [0, 0, 0], least: Infinity }, bestU = x[0], bestV = y[0];
  const attempt = (u, v) => {
    const found = at(u, v);
    if (found.value < best.least) [best, bestU, bestV] = [{ size: found.size, least: found.value }, u, v];
  };
  let stepU = (x[1] - x[0]) / (coarsePlaces - 1), stepV = (y[1] - y[0]) / (coarsePlaces - 1);
  for (let i = 0; i < (stepU === 0 ? 1 : coarsePlaces); i++) {
    for (let j = 0; j < (stepV === 0 ? 1 : coarsePlaces); j++) attempt(x[0] + i * stepU, y[0] + j * stepV);
  }
  for (let round = 0; round < zooms; round++) {
    const u = bestU, v = bestV;
    for (const i of [-1, 0, 1]) {
      for (const j of [-1, 0, 1]) {
        if (i === 0 && j === 0 || i !== 0 && !(stepU > 0) || j !== 0 && !(stepV > 0)) continue;
        attempt(Math.min(Math.max(u + i * stepU, x[0]), x[1]), Math.min(Math.max(v + j * stepV, y[0]), y[1]));
      }
    }
    stepU *= zoom;
    stepV *= zoom;
  }
  return best;
}

// near are whole numbers around a count, or the count itself where the table has others.
function near(model, level, count, low, high) {
  if (!model.whole[level]) return [count];
  const found = [];
  for (let x = Math.floor(count) - 2; x <= Math.ceil(count) + 2; x++) if (x >= low && x <= high) found.push(x);
  return found.length > 0 ? found : [Math.max(1, Math.floor(count))];
}

function rounded(model, level, count) { return model.whole[level] ? Math.floor(count * (1 + 1e-12)) : count; }

// inWhole is a size near the ideal one, in whole numbers where the table has those.
function inWhole(model, region, ideal, value) {
  let best = ideal, least = Infinity;
  const { spend, low, high } = region;
  const attempt = size => {
    if (size[0] <= 0 || size[2] <= 0 || costOf(spend, size) > spend.Total * (1 + 1e-9)) return;
    const v = value(size);
    if (v < least) [best, least] = [size, v];
  };
  const around = near(model, 1, ideal[1], low[1], high[1]), beside = around.filter(m => Math.abs(m - ideal[1]) < 1);
  for (const m of beside.length > 0 ? beside : around.slice(0, 1)) {
    const along = lowest(fixed(region, 1, m), value).size;
    for (const n of near(model, 2, along[2], low[2], high[2])) attempt([rounded(model, 0, groupsFor(region, m, n)), m, n]);
    for (const k of near(model, 0, along[0], low[0], high[0])) attempt([k, m, rounded(model, 2, itemsFor(region, k, m))]);
  }
  return best;
}

// calculate is the best size of a spend, the counts that the refits leave open, and the curves around it; null if
// nothing can be bought.
function calculate(model, spend) {
  const region = regionOf(model, spend);
  if (!region) return null;
  const value = size => meanError(model, size);
  const ideal = lowest(region, value).size, size = inWhole(model, region, ideal, value);
  const best = model.draws.map(draw => lowest(region, at => errorOf(draw, at)));
  const counts = ideal.map((count, level) => ({ value: count, ...interval(best.map(b => b.size[level]), model.level) }));
  const error = expected(model, draw => errorOf(draw, size));
  const regret = mean(model.draws.map((draw, i) => Math.max(0, errorOf(draw, size) - best[i].least)));
  return { size, cost: costOf(spend, size), error, counts, regret, curves: curvesOf(model, region, ideal, value) };
}

// curvesOf are the errors along each count, the other two the best for the rest of the money.
function curvesOf(model, region, ideal, value) {
  return ideal.map((count, level) => {
    const points = [];
    for (let step = -curveOctaves * perOctave; step <= curveOctaves * perOctave; step++) {
      const factor = 2 ** (step / perOctave), other = count * factor;
      if (other < region.low[level] * (1 - 1e-9) || other > region.high[level] * (1 + 1e-9)) continue;
      const { size, least } = lowest(fixed(region, level, other), value);
      if (least < Infinity) points.push({ factor, size, value: least });
    }
    return points;
  });
}

