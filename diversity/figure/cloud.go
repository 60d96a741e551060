package figure

import (
	"tradeoff/diversity/figure/internal/inference"
	"tradeoff/diversity/theory"
)

// Cloud shows two quantities of a fitted law against each other over its bootstrap refits, with those of the fit
// itself: how uncertain they are together. Of two exponents, such as a and b of laws.Untied, both axes are the same,
// with the diagonal on which the best ratio is invariant. The error is that of the quantity, or wraps [ErrEmpty] for a
// fit without refits.
func Cloud(fit *theory.LawFit, x, y theory.Quantity) (Figure, error) {
	p, err := inference.Cloud(fit, x, y)
	return newFigure("Cloud", p, err)
}
