package figure

import (
	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/sizechoice"
	"tradeoff/diversity/theory"
)

// Predicted shows a prediction at its budget: the predicted size and its error with their intervals, the sizes that
// rules of thumb choose with their predicted errors, and the measured errors of that budget, if there are any among the
// points. Points of other budgets are left out; they must be of one task and one probe. The error wraps
// diversity.ErrInvalid for a prediction that was not made.
func Predicted(prediction theory.Prediction, measured []diversity.Measurement) (Figure, error) {
	p, err := sizechoice.Predicted(prediction, measured)
	return newFigure("Predicted", p, err)
}
