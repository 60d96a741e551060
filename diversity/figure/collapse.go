package figure

import (
	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/theory"
)

// Collapse shows all budgets on the one curve that a tied law predicts. Along a budget the tied law is a hyperbolic
// cosine (derived in the documentation of package theory),
//
//	error = E + 2 sqrt(AB) N^(-a/2) cosh(a/2 ln(x/x*)),
//
// so the excess error in units of its smallest value at that budget, (error - E) / (2 sqrt(AB) N^(-a/2)), against x/x*
// is the same curve for all N. Budgets that drift apart sideways disprove an invariant best ratio.
//
// The fit must be of laws.Tied with A and B above 0, else the error wraps diversity.ErrInvalid; without points it wraps
// [ErrEmpty].
func Collapse(points []diversity.Measurement, fit *theory.LawFit) (Figure, error) {
	p, err := perbudget.Collapse(points, fit)
	return newFigure("Collapse", p, err)
}
