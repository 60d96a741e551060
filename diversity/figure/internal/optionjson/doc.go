// Package optionjson reads and changes ECharts options as decoded JSON, whoever made them: the ranges of their axes,
// for sliders and controls whose figures share axes; room for legends on narrow pictures; powers above the line; and
// the style of the figures for charts of go-echarts, where the caller chose none.
package optionjson
