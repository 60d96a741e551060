package worlds

import (
	"math/rand/v2"

	"tradeoff/diversity"

	"gonum.org/v1/gonum/mat"
)

// TwoStep is the world of [Gaussian] step by step, as it is told: classes are drawn, then every image of each, and
// pre-training looks at the images. Its errors are distributed as those of Gaussian, which draws the averages of the
// images at once and is therefore faster.
type TwoStep struct{ Gaussian }

// Class is a class that was drawn, with its images.
type Class struct {
	Mean   []float64 // of all images that the class has; above 0 in hidden directions only
	Images [][]float64
}

// Draw is the two-step sampling of a pre-training set: classes first, then images of each. The same seed gives the same
// set.
func (w TwoStep) Draw(size diversity.Size, seed uint64) ([]Class, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	if err := size.Validate(); err != nil {
		return nil, err
	}
	return w.withDefaults().draw(size, diversity.Stream(seed, forNoise, size.Classes, size.PerClass)), nil
}

func (w Gaussian) draw(size diversity.Size, rng *rand.Rand) []Class {
	classes := make([]Class, size.Classes)
	for k := range classes {
		classes[k] = w.drawClass(size.PerClass, rng)
	}
	return classes
}

// drawClass is the first step, the mean of a class in the hidden directions, and the second, images around it in all.
func (w Gaussian) drawClass(images int, rng *rand.Rand) Class {
	class := Class{Mean: make([]float64, w.Dimensions), Images: make([][]float64, images)}
	for d := range w.Rank { // the hidden subspace is that of the first axes
		class.Mean[d] = rng.NormFloat64()
	}
	for i := range class.Images {
		class.Images[i] = make([]float64, w.Dimensions)
		for d, mean := range class.Mean {
			class.Images[i][d] = mean + w.Within*rng.NormFloat64()
		}
	}
	return class
}

// Average is the mean of the images that were drawn.
func (c Class) Average() []float64 {
	average := make([]float64, len(c.Mean))
	for _, image := range c.Images {
		for d, value := range image {
			average[d] += value / float64(len(c.Images))
		}
	}
	return average
}

// ErrorOf pre-trains on classes and returns the error: it takes the directions in which the averages of the classes
// vary most, as many as there are hidden ones but no more than there are classes, and measures which share of the
// hidden subspace they miss.
func (w TwoStep) ErrorOf(classes []Class) (float64, error) {
	if err := w.Validate(); err != nil {
		return 0, err
	}
	g := w.withDefaults()
	moments := mat.NewSymDense(g.Dimensions, nil)
	for _, class := range classes {
		if err := g.fits(class); err != nil {
			return 0, err
		}
		moments.SymRankOne(moments, 1, mat.NewVecDense(g.Dimensions, class.Average()))
	}
	return g.missedBy(moments, min(g.Rank, len(classes))), nil
}

// fits checks that a class is one of this world.
func (w Gaussian) fits(c Class) error {
	if len(c.Mean) != w.Dimensions {
		return diversity.Invalid("len(Class.Mean)", len(c.Mean), "the dimensions of the world")
	}
	if len(c.Images) == 0 {
		return diversity.Invalid("len(Class.Images)", 0, "at least 1")
	}
	for _, image := range c.Images {
		if len(image) != w.Dimensions {
			return diversity.Invalid("len(Class.Images[i])", len(image), "the dimensions of the world")
		}
	}
	return nil
}

// Measure implements [World].
func (w TwoStep) Measure(sizes []diversity.Size, repeats int, seed uint64) ([]diversity.Measurement, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	g := w.withDefaults()
	return measureWorld(sizes, repeats, func(size diversity.Size, repeat int) float64 {
		classes := g.draw(size, diversity.Stream(seed, forNoise, size.Classes, size.PerClass, repeat))
		e, err := w.ErrorOf(classes)
		if err != nil { // of what was drawn just now
			panic(err)
		}
		return e
	})
}
