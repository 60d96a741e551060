// Package render draws ECharts options to SVG in pure Go, by ECharts itself in an embedded JavaScript engine (QuickJS).
// No browser, no network, no display. The same option gives the same bytes.
package render
