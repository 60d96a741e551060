// Package picture writes figures to files, outside a notebook as well: a page that is interactive and needs nothing but
// itself, an SVG, PNG or PDF picture, one for the column of a paper, or the figure's data as JSON.
//
// The pictures are drawn by ECharts in an embedded JavaScript engine, without a browser, and the pixels of a PNG are
// made from the SVG in pure Go, its letters those of Liberation Sans and DejaVu Sans. The same figure gives the same
// bytes. The first picture of a program compiles ECharts, which takes half a second; each has an engine of its own,
// which starts in an eighth of a second. A program that imports this package links the engine, which the packages below
// diversity never do.
package picture
