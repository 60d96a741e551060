package split

import (
	"fmt"
	"slices"

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

	Choice  Choice       // which classes; nil means Uniform
	Samples SampleChoice // which images, and how many of each class; nil means UniformSamples
}

// validate returns an error wrapping [diversity.ErrInvalid] unless the size is positive.
func (o DrawOptions) validate() error { return o.Size.Validate() }

// Draw is a pre-training set: which images of which classes of a pool.
type Draw struct {
	Pool   string         `json:"pool"` // digest of the pool
	Size   diversity.Size `json:"size"`
	Seed   uint64         `json:"seed"`
	Nested bool           `json:"nested"`
	// how classes and images were chosen, as [MarshalChoice] and [MarshalSampleChoice] write it; "" for uniformly
	Choice       string  `json:"choice,omitempty"`
	SampleChoice string  `json:"sample_choice,omitempty"`
	Classes      []int   `json:"classes"` // [K], numbers of the pool's classes in the order of the draw
	Samples      [][]int `json:"samples"` // [K][n], numbers of each class's images in the order of the draw; by a SampleChoice, lists of unequal lengths
}

// Pretraining draws Size.Classes classes of the pool, each set of them equally likely, then Size.PerClass images of
// each, without replacement, unless the options choose otherwise. Only classes with enough images take part. No
// original is drawn again under another distortion before all originals of its class were drawn.
func Pretraining(p pool.Pool, o DrawOptions) (Draw, error) {
	if err := p.Validate(); err != nil {
		return Draw{}, err
	}
	if err := o.validate(); err != nil {
		return Draw{}, err
	}
	d, counts, err := o.begin(p)
	if err != nil {
		return Draw{}, err
	}
	if d.Classes, err = d.drawClasses(p, o, slices.Max(counts)); err != nil {
		return Draw{}, err
	}
	samples := o.samples()
	for i, class := range d.Classes {
		random := diversity.Stream(o.Seed, diversity.ForSamples, d.indices(class)...)
		picked := samples.Choose(p, class, counts[i], random)
		if err := checkSamples(p, class, counts[i], picked); err != nil {
			return Draw{}, fmt.Errorf("%w: %s: %w", ErrChoice, samples.Kind(), err)
		}
		d.Samples = append(d.Samples, picked)
	}
	return d, nil
}

// begin is a draw without classes, and the number of images of each.
func (o DrawOptions) begin(p pool.Pool) (d Draw, counts []int, err error) {
	d = Draw{Pool: p.Digest(), Size: o.Size, Seed: o.Seed, Nested: o.Nested}
	if d.Choice, err = choiceText(o.Choice); err != nil {
		return Draw{}, nil, err
	}
	if d.SampleChoice, err = sampleChoiceText(o.Samples); err != nil {
		return Draw{}, nil, err
	}
	if counts, err = o.samples().Counts(o.Size); err != nil {
		return Draw{}, nil, err
	}
	sum := 0
	for _, count := range counts {
		sum += count
	}
	if len(counts) != o.Size.Classes || sum != o.Size.Total() || slices.Min(counts) < 1 {
		return Draw{}, nil, fmt.Errorf("%w: %s: %d images of %d classes for %v", ErrChoice, o.samples().Kind(), sum, len(counts),
			o.Size)
	}
	return d, counts, nil
}

func (o DrawOptions) samples() SampleChoice {
	if o.Samples == nil {
		return UniformSamples{}
	}
	return o.Samples
}

// sampleChoiceText names a choice in hashes and manifests; "" for the default.
func sampleChoiceText(c SampleChoice) (string, error) {
	if c == nil || c.Kind() == (UniformSamples{}).Kind() {
		return "", nil
	}
	text, err := MarshalSampleChoice(c)
	return string(text), err
}

// checkSamples compares what was picked with what was asked for.
func checkSamples(p pool.Pool, class, count int, picked []int) error {
	if len(picked) != count {
		return fmt.Errorf("%d images of class %s, %d were asked for", len(picked), p.ClassID(class), count)
	}
	seen := make(map[int]bool, count)
	for _, s := range picked {
		if s < 0 || s >= p.Count(class) || seen[s] {
			return fmt.Errorf("image %d of class %s twice, or not in the pool", s, p.ClassID(class))
		}
		seen[s] = true
	}
	return nil
}

// drawClasses walks through a random order of all classes, skipping those with too few images. The order does not
// depend on which are skipped, so that nested draws agree.
func (d Draw) drawClasses(p pool.Pool, o DrawOptions, most int) ([]int, error) {
	random := diversity.Stream(d.Seed, diversity.ForClasses, d.indices()...)
	var order []int
	for _, class := range random.Perm(p.Classes()) {
		if o.samples().Enough(p, class, most) {
			order = append(order, class)
		}
	}
	if len(order) < d.Size.Classes {
		return nil, diversity.Invalid("Size", o.Size, fmt.Sprintf(
			"at most %d classes: of the pool's %d classes, so many have %d images%s", len(order), p.Classes(), most,
			chosenBy(d.SampleChoice)))
	}
	if o.Choice == nil {
		return order[:d.Size.Classes], nil
	}
	return pickClasses(o.Choice, Candidates{Pool: p, Order: order, Count: d.Size.Classes, Random: random})
}

func chosenBy(sampleChoice string) string {
	if sampleChoice == "" {
		return ""
	}
	return " as " + sampleChoice + " takes them"
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
