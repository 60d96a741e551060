package figure

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/errormap"
	"tradeoff/diversity/theory"
)

// ContourOptions says what [Contour] shows beside the measured errors. The zero value adds nothing.
type ContourOptions struct {
	// The ground, with a line of best sizes, is the error by a law or by a surface without one; at most one of them.
	Fit     *theory.LawFit
	Surface *theory.SurfaceFit
}

func (o ContourOptions) validate() error {
	if o.Fit != nil && o.Surface != nil {
		return diversity.Invalid("ContourOptions.Surface", "set", "nil where Fit is set: a contour has one ground")
	}
	return nil
}

// Contour shows the error over the number of classes K and of images per class n, both on logarithmic axes: every
// measured size as a dot coloured by its mean error, the lines of equal budget N = K n, and the best measured size of
// each budget as a diamond. With a fit or a surface, the ground has the colour of its error: a dot that stands out
// shows a misfit. The points must be of one task and one probe. The error wraps [ErrEmpty] without points, and
// diversity.ErrInvalid for options that ask for two grounds.
func Contour(points []diversity.Measurement, o ContourOptions) (Figure, error) {
	if err := o.validate(); err != nil {
		return Figure{}, fmt.Errorf("figure.Contour: %w", err)
	}
	p, err := errormap.Contour(points, o.Fit, o.Surface)
	return newFigure("Contour", p, err)
}
