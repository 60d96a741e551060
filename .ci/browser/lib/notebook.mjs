// Notebook files: which figures they hold.
export const MIME = 'application/vnd.echarts.v1+json';
export const RUNS = 'application/vnd.diversity.runs+json'; // what is behind the points of a figure

// figuresIn lists the figures of a notebook file: the index of the cell, which of its figures, its identity.
export function figuresIn(notebook) {
  return notebook.cells.flatMap((cell, index) =>
    (cell.outputs ?? []).filter(output => output.data?.[MIME] !== undefined)
      .map(({ data }, nth) => ({ index, nth, identity: identity(data[MIME]) })));
}

// optionsIn lists the options of the figures of a notebook file.
export function optionsIn(notebook) {
  return notebook.cells.flatMap(cell => cell.outputs ?? []).map(output => output.data?.[MIME]).filter(option => option !== undefined)
    .map(option => typeof option === 'object' && !Array.isArray(option) ? option : JSON.parse([option].flat().join('')));
}

// identity is the attribute data-figure of a drawn figure: the FNV-1a sum of its text.
export function identity(option) {
  const text = typeof option === 'string' ? option : JSON.stringify(option);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}

// cleared is a copy without outputs, as a reader gets it before running it.
export function cleared(notebook) {
  const cells = notebook.cells.map(cell => cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell);
  return { ...notebook, cells };
}
