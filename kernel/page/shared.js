// What the pages have in common: numbers as text, scores, and shapes of a chart.

// number is that of an input; NaN for what is none.
function number(input) { return input.value.trim() === '' ? NaN : Number(input.value); }

// scoreOf is the score of an error in the numbers that are shown: per cent for a share.
function scoreOf({ from, step, shares, perCent }, error) { return (from + step * error) * (shares && !perCent ? 100 : 1); }

// scored is an error with its interval as a score.
function scored(scale, { value, low, high }) {
  const [a, b, c] = [value, low, high].map(error => scoreOf(scale, error)), write = x => x.toFixed(scale.shares ? 1 : scale.decimals);
  return { value: write(a), low: write(Math.min(b, c)), high: write(Math.max(b, c)) };
}

// gap is a difference of errors as one of scores.
function gap({ step, shares, decimals }, difference) {
  const text = shares ? (100 * difference).toFixed(2) : (Math.abs(step) * difference).toFixed(decimals + 1);
  return text.replace(/^-(0\.?0*)$/, '$1') + (shares ? ' points' : '');
}

// count is a number of groups or items, with four digits where it is no whole number.
function count(value) { return Math.abs(value - Math.round(value)) < 1e-9 * value && value < 1e7 ? String(Math.round(value)) : String(Number(value.toPrecision(4))); }
function short(value) { return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3))); }

// write shows paragraphs of plain text.
function write(place, texts) {
  place.replaceChildren(...texts.map(text => {
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    return paragraph;
  }));
}

function shape(name, attributes, text) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

// roundNumbers are 1, 2 and 5 times powers of ten within a range; only the powers where there is no room for more.
function roundNumbers(low, high, room) {
  const all = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) for (const factor of [1, 2, 5]) all.push(factor * power);
  const within = all.filter(value => value >= low && value <= high);
  return within.length <= room ? within : within.filter(value => value.toExponential()[0] === '1' && !value.toExponential().includes('.'));
}

// roundStep divides a length into some five parts of 1, 2 or 5 times a power of ten.
function roundStep(length) {
  const power = 10 ** Math.floor(Math.log10(length / 5));
  for (const factor of [1, 2, 5]) if (factor * power >= length / 6) return factor * power;
  return 10 * power;
}

