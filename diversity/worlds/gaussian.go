package worlds

import (
	"cmp"
	"math"
	"math/rand/v2"

	"tradeoff/diversity"

	"gonum.org/v1/gonum/mat"
)

// Gaussian is a two-step world in which pre-training can be done in closed form: class means are drawn from a standard
// normal in a hidden subspace, samples around them with a standard deviation in all dimensions. Pre-training takes the
// leading eigenvectors of the sample means of the classes; the error is the share of the hidden subspace that they
// miss, mean sin^2 of the principal angles. It has a true inner optimum at every budget and yet no invariant ratio:
// over small budgets the best number of classes rises faster than the square root of the budget (slope 0.6 to 0.7 over
// 512..4096). [Gaussian.ErrorAt], its error in closed form, shows that the slope tends to 1/2 where errors get small:
// what fails here is invariance at budgets that are paid for, and not in the limit. The zero value has means in 10 of
// 100 dimensions and a standard deviation within classes of 1.5.
type Gaussian struct {
	Dimensions int     // of the space; 0 = 100
	Rank       int     // dimensions of the hidden subspace; 0 = 10
	Within     float64 // standard deviation within classes; 0 = 1.5
}

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (w Gaussian) Validate() error {
	w = w.withDefaults()
	switch {
	case w.Dimensions < 2 || w.Dimensions > 1000:
		return diversity.Invalid("Gaussian.Dimensions", w.Dimensions, "2..1000, 0 for the default 100")
	case w.Rank < 1 || w.Rank >= w.Dimensions:
		return diversity.Invalid("Gaussian.Rank", w.Rank, "at least 1 and below Dimensions, 0 for the default 10")
	case !(w.Within > 0) || math.IsInf(w.Within, 0):
		return diversity.Invalid("Gaussian.Within", w.Within, "a finite number above 0, 0 for the default 1.5")
	}
	return nil
}

// Measure implements [World].
func (w Gaussian) Measure(sizes []diversity.Size, repeats int, seed uint64) ([]diversity.Measurement, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	w = w.withDefaults()
	return measureWorld(sizes, repeats, func(size diversity.Size, repeat int) float64 {
		return w.run(size, diversity.Stream(seed, forNoise, size.Classes, size.PerClass, repeat))
	})
}

// run draws one pre-training set and returns the error.
func (w Gaussian) run(size diversity.Size, rng *rand.Rand) float64 {
	return w.runAround(size, rng, func(int, int) (float64, float64) { return 0, 1 })
}

// runAround draws the hidden coordinates of each class around a centre with a standard deviation. The mean of n samples
// is drawn directly: it is normal around the class mean with standard deviation Within / sqrt(n).
func (w Gaussian) runAround(size diversity.Size, rng *rand.Rand,
	around func(class, dimension int) (centre, deviation float64)) float64 {
	noise := w.Within / math.Sqrt(float64(size.PerClass))
	moments := mat.NewSymDense(w.Dimensions, nil)
	mean := mat.NewVecDense(w.Dimensions, nil)
	for class := range size.Classes {
		for d := range w.Dimensions {
			value := noise * rng.NormFloat64()
			if d < w.Rank { // the hidden subspace is that of the first axes
				centre, deviation := around(class, d)
				value += centre + deviation*rng.NormFloat64()
			}
			mean.SetVec(d, value)
		}
		moments.SymRankOne(moments, 1, mean)
	}
	return w.missed(moments)
}

// missed is the share of the hidden subspace outside the leading eigenvectors.
func (w Gaussian) missed(moments *mat.SymDense) float64 { return w.missedBy(moments, w.Rank) }

// missedBy is the share of the hidden subspace outside the first of the leading eigenvectors.
func (w Gaussian) missedBy(moments *mat.SymDense, found int) float64 {
	var eigen mat.EigenSym
	if !eigen.Factorize(moments, true) {
		return 1
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	held := 0.0
	for j := w.Dimensions - found; j < w.Dimensions; j++ { // eigenvalues rise
		for i := range w.Rank {
			held += vectors.At(i, j) * vectors.At(i, j)
		}
	}
	return 1 - held/float64(w.Rank)
}

func (w Gaussian) withDefaults() Gaussian {
	w.Dimensions = cmp.Or(w.Dimensions, 100)
	w.Rank = cmp.Or(w.Rank, 10)
	w.Within = cmp.Or(w.Within, 1.5)
	return w
}
