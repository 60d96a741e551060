package figure

import (
	"cmp"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/samplesheet"
	"tradeoff/diversity/pool"
)

// NearOptions says how many pairs [NearDuplicates] shows. The zero value shows up to 12.
type NearOptions struct {
	Most int // pairs, the most alike first, 1..40; 0 = 12
}

func (o NearOptions) validate() error {
	const most = 40
	if o.Most < 0 || o.Most > most {
		return diversity.Invalid("NearOptions.Most", o.Most, fmt.Sprintf("1..%d, or 0 for the default 12", most))
	}
	return nil
}

// NearDuplicates shows pairs that pool.NearDuplicates found in two pools: one row for each, with the image of the first
// pool beside that of the second. The error wraps [ErrEmpty] for no pairs, and diversity.ErrInvalid for pairs that are
// not of these pools, or pools with images of different shapes.
func NearDuplicates(p, q pool.Pool, pairs []pool.NearPair, o NearOptions) (Figure, error) {
	if err := o.validate(); err != nil {
		return Figure{}, fmt.Errorf("figure.NearDuplicates: %w", err)
	}
	parts, err := samplesheet.Pairs(p, q, pairs, cmp.Or(o.Most, 12))
	return newFigure("NearDuplicates", parts, err)
}
