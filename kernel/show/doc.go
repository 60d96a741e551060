// Package show is what a notebook cell calls to display something: figures, tables, text and the progress of a study.
//
// In a cell everything is sent as one bundle of media types, and always with a text form: a notebook which is not trusted,
// a terminal and a code-hosting site show different ones of them. A figure is sent as its ECharts option, which JupyterLab
// draws interactively with the extension of this module, and as an SVG picture for everything else.
//
// [Run] computes a study with a bar and a figure that fill in as results arrive; interrupting the cell stops its workers in
// good order ([Context]).
//
// # What moves, and where it is computed
//
//   - [Interact] has controls (sliders, lists) and computes the figure anew, in Go, by the running cell. It needs JupyterLab or
//     Notebook 7 with the extension of this module, and the kernel. Where there is no reader to move them (kernel run, nbconvert, papermill, a
//     terminal, go test, or further cells waiting) it draws once, for the starts of the controls, and never waits. A saved notebook holds the
//     figure that was shown last, with a line that says where the controls stood.
//   - figure.Slider holds figures that were made beforehand and is moved in the page: it also works in an exported page and without a kernel.
//   - [Live] and [Run] draw what a study has finished while it runs.
//
// The parts of Interact: the cell (here), which draws and sends each figure as an update of its display; the kernel
// (internal/proxy), which hands it the newest positions; and the JupyterLab extension (internal/labextension/controls.js), which draws the
// controls. Package internal/controls has what they say to one another, and why they are not gonb's widgets.
//
// Outside a notebook the text form is written to the standard output, so that the code of a cell also runs as a program.
// A problem with displaying never ends a cell: it is written to the standard error.
package show
