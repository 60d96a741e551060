package figure

import (
	"tradeoff/diversity/figure/internal/training"
	"tradeoff/diversity/recipe"
)

// TrainingCurve shows the training loss of one pre-training and its learning rate against the number of updates. The
// error wraps [ErrEmpty] without points.
func TrainingCurve(curve []recipe.CurvePoint) (Figure, error) {
	p, err := training.Curve(curve)
	return newFigure("TrainingCurve", p, err)
}
