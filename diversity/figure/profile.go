package figure

import (
	"tradeoff/diversity/figure/internal/inference"
	"tradeoff/diversity/theory"
)

// Profile shows the profile likelihood of a quantity: by how much the sum of squares rises when the quantity is held at
// a value and all else is fitted again. The interval is where the curve lies below the cut-off line; a lopsided curve
// has a lopsided interval, and one that stays below on a side has no end there. The error wraps [ErrEmpty] for a
// profile that was not made.
func Profile(profile theory.Profile) (Figure, error) {
	p, err := inference.Profile(profile)
	return newFigure("Profile", p, err)
}
