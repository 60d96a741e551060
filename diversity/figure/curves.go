package figure

import (
	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/theory"
)

// CurvesOptions says what [Curves] shows beside the measured errors. The zero value adds nothing.
type CurvesOptions struct {
	Fit     *theory.LawFit          // its curves are dashed; nil = none
	Control []diversity.Measurement // of networks with random weights, a horizontal line; their Size is not used

	Published []diversity.Measurement // of the network with published weights, another such line
}

// Curves shows the error against the number of classes K, one curve per budget N = K n: the mean over repeats with its
// 95% interval, and the lowest mean of each budget marked. The points must be of one task and one probe. The error
// wraps [ErrEmpty] without points.
func Curves(points []diversity.Measurement, o CurvesOptions) (Figure, error) {
	p, err := perbudget.Curves(points, o.Fit, perbudget.Controls{Random: o.Control, Published: o.Published})
	return newFigure("Curves", p, err)
}
