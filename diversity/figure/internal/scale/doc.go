// Package scale holds the arithmetic of axes: ranges of numbers, on a logarithm or not, the ticks that have room on
// them, and rounding. It knows nothing of charts.
//
// ECharts chooses ticks itself on linear axes. On logarithmic ones it offers powers of the base alone, of which an axis
// from 4 to 512 classes shows two; gonum/plot has no more. So the ticks 1, 2 and 5 times a power of ten, and the powers
// of two, are chosen here. [AxisStep] follows ECharts, so that the ends of an axis are ticks of it.
package scale
