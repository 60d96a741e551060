// Package raster turns the SVG that ECharts writes into pixels or a page of PDF, in pure Go. It knows the part of SVG
// that ECharts uses and reports anything else by an error wrapping [ErrUnsupported], so that a picture is right or not
// there.
//
// Letters come from Liberation Sans (SIL Open Font License 1.1), and those that it lacks from DejaVu Sans (the licence
// of Bitstream Vera); both are linked, so that a picture is the same on every machine.
//
// It is ours because oksvg, which draws SVG in Go, draws no text, and the libraries of other languages need C or a
// browser.
package raster
