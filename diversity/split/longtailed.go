package split

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/pool"
)

// LongTailed takes numbers of images that fall as a power of the class's place in the draw, k^-Alpha, with K*n images
// in all and at least one of each class. Only classes with enough images for the first place take part.
type LongTailed struct {
	Alpha float64 `json:"alpha"` // more than 0, up to 8
}

// Kind is "long-tailed".
func (LongTailed) Kind() string { return "long-tailed" }

// Validate returns an error if Alpha is out of range.
func (l LongTailed) Validate() error {
	if !(l.Alpha > 0 && l.Alpha <= 8) {
		return diversity.Invalid("LongTailed.Alpha", l.Alpha, "more than 0, up to 8")
	}
	return nil
}

// Fields are its kind and exponent.
func (l LongTailed) Fields() []display.Field {
	return append(sampleKind(l), display.Field{Name: "exponent", Value: l.Alpha})
}

// Counts gives each class one image and shares out the others by the largest remainders.
func (l LongTailed) Counts(size diversity.Size) ([]int, error) {
	counts, remainders := make([]int, size.Classes), make([]float64, size.Classes)
	sum, left := 0.0, size.Total()-size.Classes
	for k := range counts {
		sum += math.Pow(float64(k+1), -l.Alpha)
	}
	free, order := left, make([]int, size.Classes)
	for k := range counts {
		share := float64(left) * (math.Pow(float64(k+1), -l.Alpha) / sum)
		counts[k], remainders[k], order[k] = 1+int(share), share-math.Floor(share), k
		free -= int(share)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for i := range max(0, free) {
		counts[order[i%len(order)]]++
	}
	slices.SortFunc(counts, func(a, b int) int { return b - a })
	return counts, nil
}

// Enough compares the number of images.
func (LongTailed) Enough(p pool.Pool, class, most int) bool { return p.Count(class) >= most }

// Choose takes images as [UniformSamples] does.
func (LongTailed) Choose(p pool.Pool, class, count int, random *rand.Rand) []int {
	return drawSamples(p, class, count, random)
}

// Counts takes any numbers of images.
type Counts struct {
	PerClass []int `json:"per_class"` // [K], with the size's total as their sum; the first for the first class drawn
}

// Kind is "counts".
func (Counts) Kind() string { return "counts" }

// Validate returns an error unless every class has an image.
func (c Counts) Validate() error {
	if len(c.PerClass) == 0 {
		return diversity.Invalid("Counts.PerClass", "none", "a number of images for each class")
	}
	for i, count := range c.PerClass {
		if count < 1 || count > maxCount {
			return diversity.Invalid(fmt.Sprintf("Counts.PerClass[%d]", i), count, fmt.Sprintf("1..%d", maxCount))
		}
	}
	return nil
}

// Fields are its kind and the numbers.
func (c Counts) Fields() []display.Field {
	return append(sampleKind(c), display.Field{Name: "images of the classes", Value: numbers(c.PerClass)})
}

// Counts are the numbers given.
func (c Counts) Counts(size diversity.Size) ([]int, error) {
	sum := 0
	for _, count := range c.PerClass {
		sum += count
	}
	if len(c.PerClass) != size.Classes || sum != size.Total() {
		return nil, diversity.Invalid("Counts.PerClass", fmt.Sprintf("%d numbers with the sum %d", len(c.PerClass), sum),
			fmt.Sprintf("%d with the sum %d, as %v has", size.Classes, size.Total(), size))
	}
	return c.PerClass, nil
}

// Enough compares the number of images.
func (Counts) Enough(p pool.Pool, class, most int) bool { return p.Count(class) >= most }

// Choose takes images as [UniformSamples] does.
func (Counts) Choose(p pool.Pool, class, count int, random *rand.Rand) []int {
	return drawSamples(p, class, count, random)
}
