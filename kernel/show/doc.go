// Package show is what a notebook cell calls to display something: figures, tables, text and the progress of a study.
//
// In a cell everything is sent as one bundle of media types, and always with a text form: a notebook which is not trusted,
// a terminal and a code-hosting site show different ones of them. A figure is sent as its ECharts option, which JupyterLab
// draws interactively with the extension of this module, and as an SVG picture for everything else.
//
// [Run] computes a study with a bar and a figure that fill in as results arrive; interrupting the cell stops its workers in
// good order ([Context]).
//
// Outside a notebook the text form is written to the standard output, so that the code of a cell also runs as a program.
// A problem with displaying never ends a cell: it is written to the standard error.
package show
