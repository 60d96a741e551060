package split

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/pool"
)

// DrawOptions says which pre-training set to draw.
type DrawOptions struct {
	Size diversity.Size
	Seed uint64
	// Nested makes draws of one seed contain each other: a draw with more classes and more images of each contains the
	// smaller one, if every class is large enough for both. By default every size has random numbers of its own, so that
	// the draws of one seed are independent.
	Nested bool
}

// validate returns an error wrapping [diversity.ErrInvalid] unless the size is positive.
func (o DrawOptions) validate() error { return o.Size.Validate() }

// Draw is a pre-training set: which images of which classes of a pool.
type Draw struct {
	Pool    string         `json:"pool"` // digest of the pool
	Size    diversity.Size `json:"size"`
	Seed    uint64         `json:"seed"`
	Nested  bool           `json:"nested"`
	Classes []int          `json:"classes"` // [K], numbers of the pool's classes in the order of the draw
	Samples [][]int        `json:"samples"` // [K][n], numbers of each class's images in the order of the draw
}

// Pretraining draws Size.Classes classes of the pool, each set of them equally likely, then Size.PerClass images of
// each, without replacement. Only classes with enough images take part. No original is drawn again under another
// distortion before all originals of its class were drawn.
func Pretraining(p pool.Pool, o DrawOptions) (Draw, error) {
	if err := p.Validate(); err != nil {
		return Draw{}, err
	}
	if err := o.validate(); err != nil {
		return Draw{}, err
	}
	if enough := available(p, o.Size.PerClass); enough < o.Size.Classes {
		return Draw{}, diversity.Invalid("Size", o.Size, fmt.Sprintf(
			"at most %d classes: of the pool's %d classes, so many have %d images", enough, p.Classes(), o.Size.PerClass))
	}
	d := Draw{Pool: p.Digest(), Size: o.Size, Seed: o.Seed, Nested: o.Nested}
	d.Classes = d.drawClasses(p)
	for _, class := range d.Classes {
		random := diversity.Stream(o.Seed, diversity.ForSamples, d.indices(class)...)
		d.Samples = append(d.Samples, drawSamples(p, class, o.Size.PerClass, random))
	}
	return d, nil
}

// drawClasses walks through a random order of all classes, skipping those with too few images. The order does not
// depend on which are skipped, so that nested draws agree.
func (d Draw) drawClasses(p pool.Pool) []int {
	var classes []int
	for _, class := range diversity.Stream(d.Seed, diversity.ForClasses, d.indices()...).Perm(p.Classes()) {
		if len(classes) < d.Size.Classes && p.Count(class) >= d.Size.PerClass {
			classes = append(classes, class)
		}
	}
	return classes
}

// indices tells apart the streams of a draw. The size belongs to them unless draws are nested.
func (d Draw) indices(index ...int) []int {
	if d.Nested {
		return index
	}
	return append(index, d.Size.Classes, d.Size.PerClass)
}

// available is the number of classes with at least count images.
func available(p pool.Pool, count int) int {
	n := 0
	for class := range p.Classes() {
		if p.Count(class) >= count {
			n++
		}
	}
	return n
}

// Refs lists the images, class by class: [K*n].
func (d Draw) Refs() []pool.Ref {
	refs := make([]pool.Ref, 0, d.Size.Total())
	for i, class := range d.Classes {
		for _, sample := range d.Samples[i] {
			refs = append(refs, pool.Ref{Class: class, Sample: sample})
		}
	}
	return refs
}

// Labels are the labels of Refs, [K*n]: the position of the class in Classes.
func (d Draw) Labels() []int32 {
	labels := make([]int32, 0, d.Size.Total())
	for i := range d.Classes {
		for range d.Samples[i] {
			labels = append(labels, int32(i))
		}
	}
	return labels
}
