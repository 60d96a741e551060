// Package chart holds the parts of an ECharts option as Go values, in the style of the figures: axes, legends, series,
// palette, error bars, tooltips, tools. What it makes is pure JSON, without JavaScript functions.
//
// It stands on go-echarts, whose types serve where they have the fields needed. Axes, series and colour scales are of
// our own: go-echarts lacks customValues, encode, areaStyle.origin as a number and others, and writes nulls that
// override ECharts' defaults.
package chart
