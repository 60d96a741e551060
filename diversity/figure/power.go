package figure

import (
	"tradeoff/diversity/figure/internal/inference"
	"tradeoff/diversity/theory/design"
)

// Power shows how often a test rejects an invariant best ratio, against the number of repeats of each size, one line
// per set of budgets, with binomial intervals: how large a study must be. The error wraps [ErrEmpty] without designs,
// and diversity.ErrInvalid for more than 12 sets of budgets.
func Power(curve design.PowerCurve) (Figure, error) {
	p, err := inference.Power(curve)
	return newFigure("Power", p, err)
}
