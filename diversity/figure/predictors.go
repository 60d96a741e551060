package figure

import (
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/figure/internal/predictors"
)

// Predictors shows which quantities of networks go with the error across the sizes of a budget, by diagnose.Predictors:
// the rank correlation of each with its interval, the strongest first. With several budgets it is the mean over these,
// single ones being grey; the text form has all of them. The error wraps [ErrEmpty] if none has a correlation.
func Predictors(all []diagnose.Predictor) (Figure, error) {
	p, err := predictors.Chart(all)
	return newFigure("Predictors", p, err)
}
