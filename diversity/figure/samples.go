package figure

import (
	"cmp"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/samplesheet"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// SamplesOptions says how much of a draw [Samples] shows. The zero value shows up to 8 classes and 12 images of each.
type SamplesOptions struct {
	Classes  int // rows, 1..40; 0 = 8
	PerClass int // columns, 1..40; 0 = 12
}

func (o SamplesOptions) validate() error {
	const most = 40
	if o.Classes < 0 || o.Classes > most {
		return diversity.Invalid("SamplesOptions.Classes", o.Classes, fmt.Sprintf("1..%d, or 0 for the default 8", most))
	}
	if o.PerClass < 0 || o.PerClass > most {
		return diversity.Invalid("SamplesOptions.PerClass", o.PerClass, fmt.Sprintf("1..%d, or 0 for the default 12", most))
	}
	return nil
}

// Samples shows the first images of a draw from a pool: one row per class. Rows differ by inter-class diversity, the
// images of a row by intra-class diversity. It is an error wrapping diversity.ErrInvalid if the draw is of another
// pool.
func Samples(p pool.Pool, d split.Draw, o SamplesOptions) (Figure, error) {
	if err := o.validate(); err != nil {
		return Figure{}, fmt.Errorf("figure.Samples: %w", err)
	}
	parts, err := samplesheet.Samples(p, d, cmp.Or(o.Classes, 8), cmp.Or(o.PerClass, 12))
	return newFigure("Samples", parts, err)
}
