package figure

import (
	"tradeoff/diversity/figure/internal/groupdraw"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// Superclasses shows of which superclasses a draw took its classes, and of how many each: what choices such as
// split.Balanced and split.Concentrated do. Up to 40 superclasses have a row with a name, in the pool's order; more are
// columns by the number of classes drawn. The text form lists the classes. It is an error wrapping [ErrEmpty] if the
// pool has no superclasses, and diversity.ErrInvalid if the draw is of another pool.
func Superclasses(p pool.Pool, d split.Draw) (Figure, error) {
	parts, err := groupdraw.Groups(p, d)
	return newFigure("Superclasses", parts, err)
}
