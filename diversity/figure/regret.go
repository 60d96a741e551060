package figure

import (
	"tradeoff/diversity/figure/internal/sizechoice"
	"tradeoff/diversity/theory"
)

// Regret shows what a predicted size and the rules of thumb beside it are expected to lose against the best size of the
// budget, with intervals. The error wraps diversity.ErrInvalid for a prediction that was not made.
func Regret(prediction theory.Prediction) (Figure, error) {
	p, err := sizechoice.Regret(prediction)
	return newFigure("Regret", p, err)
}
