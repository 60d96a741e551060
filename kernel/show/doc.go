// Package show is what a notebook cell calls to display something: figures, tables, text and the progress of a study.
//
// In a cell everything is sent as one bundle of media types, and always with a text form: a notebook which is not
// trusted, a terminal and a code-hosting site show different ones of them. A figure is sent as its ECharts option, as
// SVG, as PNG and as text.
//
// # Which form of a figure is shown where
//
//	JupyterLab 4.6, Notebook 7, with this module's extension   the option, interactively, trusted or not
//	  without it, trusted                                      SVG (rank 80; PNG has 90, text 120)
//	  without it, not trusted                                  PNG: SVG does not count as safe there
//	nbconvert 7.17 to HTML, Markdown                           SVG; the PNG is not in the page
//	  to HTML by the command run --html                        SVG, made interactive by the page where JavaScript runs
//	  to LaTeX, PDF                                            PNG; see below
//	Visual Studio Code                                         SVG (seen in code-server 4.100)
//	GitHub                                                     SVG, as reports about it say (by nbconvert); not tried
//	a terminal, jupyter console                                text
//
// nbconvert turns every SVG into PDF before it goes on to LaTeX, though it takes the PNG then, and fails where Inkscape
// is missing. Without Inkscape add --SVG2PDFPreprocessor.enabled=False.
//
// # The static copies
//
// SVG and PNG are drawn by the kernel while the cell runs, which takes it about 0.15 s. They stand for the figure where
// it cannot be drawn from its option, and only they are made smaller when there is very much data: of a line with more
// than 2000 points each half unit of width keeps its first, lowest, highest and last point; of clouds with more than
// 3000 points (12,000 where all look alike) points nearest to others are left out; of more than 2000 bars each half
// unit keeps the longest up and the longest down, stacks together. The caption says how many are drawn. Of a slider
// only the frame shown is kept. Data that stand in a dataset of ECharts are drawn in full. An SVG that would take more
// than 256 kB becomes one that holds its marks as an image and its texts as text. The option keeps all data. A drawing
// that takes longer than 30 seconds is given up: the figure then comes as option and text, and the text says so. While
// a study runs ([Live]) or a control is moved figures come without copies, at the end with them.
//
// The title of a figure is the name of its picture for who has the page read aloud, and the caption the description.
//
// [Run] computes a study with a bar and a figure that fill in as results arrive; interrupting the cell stops its
// workers in good order ([Context]).
//
// # What moves, and where it is computed
//
//   - [Interact] has controls (sliders, lists) and computes the figure anew, in Go, by the running cell. It needs
//     JupyterLab or Notebook 7 with the extension of this module, and the kernel. Where there is no reader to move them
//     (kernel run, nbconvert, papermill, a terminal, go test, or further cells waiting) it draws once, for the starts
//     of the controls, and never waits. A saved notebook holds the figure that was shown last, with a line that says
//     where the controls stood.
//   - figure.Slider holds figures that were made beforehand and is moved in the page: it also works in an exported page
//     and without a kernel.
//   - [Live] and [Run] draw what a study has finished while it runs.
//
// The parts of Interact: the cell (here), which draws and sends each figure as an update of its display; the kernel
// (internal/proxy), which hands it the newest positions; and the JupyterLab extension
// (internal/jupyter/labextension/controls.js), which draws the controls. Package internal/cell/controls has what they
// say to one another, and why they are not gonb's widgets.
//
// Outside a notebook the text form is written to the standard output, so that the code of a cell also runs as a
// program. A problem with displaying never ends a cell: it is written to the standard error.
package show
