// How different two pictures are, tolerant of letters that another face draws and of lines that fall between pixels.

// shrink averages squares of `factor` pixels: RGBA to RGB, on white.
export function shrink(data, width, height, factor) {
  const columns = Math.ceil(width / factor), rows = Math.ceil(height / factor);
  const sums = new Array(3 * columns * rows).fill(0), counts = new Array(columns * rows).fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = Math.floor(y / factor) * columns + Math.floor(x / factor), from = 4 * (y * width + x), alpha = data[from + 3] / 255;
      counts[to]++;
      for (let c = 0; c < 3; c++) sums[3 * to + c] += 255 + alpha * (data[from + c] - 255);
    }
  }
  return { columns, rows, values: sums.map((sum, i) => sum / counts[Math.floor(i / 3)]) };
}

// difference is 0 for equal pictures and 1 for pictures that have no ink in common, as a blank one and any other. It is the
// difference of the colours over the ink of both; ink is what differs from the ground, the colour of the first square of a.
export function difference(a, b) {
  if (a.columns !== b.columns || a.rows !== b.rows) throw new Error(`pictures of ${a.columns} x ${a.rows} and ${b.columns} x ${b.rows} squares`);
  let apart = 0, ink = 0;
  for (let i = 0; i < a.values.length; i++) {
    const ground = a.values[i % 3];
    apart += Math.abs(a.values[i] - b.values[i]);
    ink += Math.abs(a.values[i] - ground) + Math.abs(b.values[i] - ground);
  }
  return ink === 0 ? 0 : apart / ink;
}

// blank is a picture of the size and ground of another.
export function blank({ columns, rows, values }) { return { columns, rows, values: values.map((_, i) => values[i % 3]) }; }
