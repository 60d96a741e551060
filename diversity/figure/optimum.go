package figure

import (
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/theory"
)

// OptimumOptions says what [Optimum] shows beside the measured minima. The zero value adds nothing.
type OptimumOptions struct {
	Fit *theory.LawFit // its best number of classes is a line; nil = none
}

// Optimum shows the best number of classes K* against the budget N, both on logarithmic axes: the measured minimum of
// each budget with its interval, the line through them, and the slope 1/2 that an invariant best ratio demands. Minima
// that are not interior, so that the true one may lie outside what was measured, are hollow. The error wraps [ErrEmpty]
// without minima.
func Optimum(slope theory.Slope, o OptimumOptions) (Figure, error) {
	p, err := perbudget.Optimum(slope, o.Fit)
	return newFigure("Optimum", p, err)
}
