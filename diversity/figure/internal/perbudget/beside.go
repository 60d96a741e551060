package perbudget

import (
	"math"
	"tradeoff/diversity/figure/internal/scale"
)

// beside is the factor by which the points of budget i of several are moved along a logarithmic axis, a few pixels, so
// that intervals at the same place do not cover each other. The numbers in tooltips and tables are not moved.
func beside(axis scale.Span, i, budgets int) float64 {
	const step = 0.0075 // of the logarithmic length of the axis
	return math.Pow(axis.High/axis.Low, step*(float64(i)-float64(budgets-1)/2))
}

// besideWords is the sentence of a caption about it.
func besideWords(budgets []Budget) string {
	if len(budgets) < 2 {
		return ""
	}
	return "Budgets are drawn a little beside each other."
}
