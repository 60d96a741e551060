package split

import (
	"math/rand/v2"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// BySource takes the images of each class from so many of its sources ([pool.Pool.Source]: photographers, sessions,
// font faces), with equal chances, and equally many from each, up to one. Sources with too few images, and classes
// with too few sources, take no part.
type BySource struct {
	Sources int `json:"sources"` // of each class, at least 1
}

// Kind is "by-source".
func (BySource) Kind() string { return "by-source" }

// Validate returns an error if the number is out of range.
func (b BySource) Validate() error {
	if b.Sources < 1 || b.Sources > maxCount {
		return diversity.Invalid("BySource.Sources", b.Sources, "at least 1")
	}
	return nil
}

// Fields are its kind and the number of sources.
func (b BySource) Fields() []display.Field {
	return append(sampleKind(b), display.Field{Name: "sources of a class", Value: b.Sources})
}

// Counts are n for every class.
func (b BySource) Counts(size diversity.Size) ([]int, error) {
	if size.PerClass < b.Sources {
		return nil, diversity.Invalid("BySource.Sources", b.Sources, "at most n, an image from each source")
	}
	return UniformSamples{}.Counts(size)
}

// Enough reports whether the class has sources with enough images.
func (b BySource) Enough(p pool.Pool, class, most int) bool {
	return len(b.large(p, class, most)) >= b.Sources
}

// large lists the images of each source that has as many as it may have to give.
func (b BySource) large(p pool.Pool, class, count int) [][]int {
	number, images := map[string]int{}, [][]int{}
	for s := range p.Count(class) {
		source := p.Source(pool.Ref{Class: class, Sample: s})
		if source == "" {
			continue
		}
		at, known := number[source]
		if !known {
			at = len(images)
			number[source] = at
			images = append(images, nil)
		}
		images[at] = append(images[at], s)
	}
	each := (count + b.Sources - 1) / b.Sources
	var large [][]int
	for _, list := range images {
		if len(list) >= each {
			large = append(large, list)
		}
	}
	return large
}

// Choose draws sources, then images of each.
func (b BySource) Choose(p pool.Pool, class, count int, random *rand.Rand) []int {
	large := b.large(p, class, count)
	var chosen [][]int
	for _, at := range random.Perm(len(large))[:b.Sources] {
		chosen = append(chosen, choose(large[at], len(large[at]), random))
	}
	samples := make([]int, 0, count)
	for i := range count {
		samples = append(samples, chosen[i%b.Sources][i/b.Sources])
	}
	return samples
}
