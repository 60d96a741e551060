package worlds

import (
	"cmp"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/numeric"
)

// Hierarchical is [Gaussian] with classes that come in superclasses, as kinds of dogs do: part of the variance between
// class means lies between superclasses, the rest between the classes of one, and samples scatter around their class.
// In every hidden direction the class means have variance 1 in all. The zero value has no variance between superclasses
// and is the zero [Gaussian], number for number.
//
// What it shows: classes from few superclasses are fewer than they look, but for one purpose only. The directions that
// pre-training can find are those in which classes differ, and for them K classes of S superclasses count as
// [Hierarchical.Effective] ones, at most S if all variance lies between superclasses; the noise of samples is averaged
// over all K. So errors rise everywhere, more classes than a few of each superclass hardly help, and the best number of
// classes falls. With fewer superclasses than hidden dimensions some of the subspace is never found, whatever the
// budget, if the classes of a superclass do not differ.
type Hierarchical struct {
	Dimensions   int     // of the space; 0 = 100
	Rank         int     // dimensions of the hidden subspace; 0 = 10
	Within       float64 // standard deviation within classes; 0 = 1.5
	Superclasses int     // the classes drawn are dealt evenly to as many, up to 1000000; 0 = 20
	// Share of the variance between class means that lies between superclasses, within 0..1: 0 = none, 1 = the classes of
	// a superclass are the same.
	Share float64
}

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (w Hierarchical) Validate() error {
	switch {
	case w.Superclasses < 0 || w.Superclasses > 1_000_000:
		return diversity.Invalid("Hierarchical.Superclasses", w.Superclasses, "1..1000000, 0 for the default 20")
	case !(w.Share >= 0 && w.Share <= 1):
		return diversity.Invalid("Hierarchical.Share", w.Share, "0..1")
	}
	return w.flat().Validate()
}

// flat is the world without superclasses.
func (w Hierarchical) flat() Gaussian {
	return Gaussian{Dimensions: w.Dimensions, Rank: w.Rank, Within: w.Within}
}

// forSuperclasses is the purpose of the random numbers of the centres of superclasses.
const forSuperclasses diversity.Purpose = "superclasses"

// Measure implements [World]: every run draws superclasses, classes and samples anew.
func (w Hierarchical) Measure(sizes []diversity.Size, repeats int, seed uint64) ([]diversity.Measurement, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	flat := w.flat().withDefaults()
	superclasses := cmp.Or(w.Superclasses, defaultSuperclasses)
	between, inside := math.Sqrt(w.Share), math.Sqrt(1-w.Share)
	return measureWorld(sizes, repeats, func(size diversity.Size, repeat int) float64 {
		rng := diversity.Stream(seed, forSuperclasses, size.Classes, size.PerClass, repeat)
		centres := numeric.NewMatrix(min(superclasses, size.Classes), flat.Rank)
		for _, centre := range centres {
			for d := range centre {
				centre[d] = between * rng.NormFloat64()
			}
		}
		return flat.runAround(size, diversity.Stream(seed, forNoise, size.Classes, size.PerClass, repeat),
			func(class, dimension int) (float64, float64) {
				return centres[class%len(centres)][dimension], inside
			})
	})
}

const defaultSuperclasses = 20

// Effective is as how many independent classes K classes count for the spread of the class means over directions: K/(1
// + (g-1) Share^2) with g = K/S classes of each superclass. It is the design effect of Kish (1965, section 5.4) for
// mean squares: those of two normal classes of one superclass, which are correlated by Share, are correlated by
// Share^2.
func (w Hierarchical) Effective(classes float64) float64 {
	group := max(1, classes/float64(cmp.Or(w.Superclasses, defaultSuperclasses)))
	return classes / (1 + (group-1)*w.Share*w.Share)
}

// ErrorAt is [Gaussian.ErrorAt] with the signal of [Hierarchical.Effective] classes and the noise of all. With
// superclasses at least twice as many as hidden dimensions it is within 20% of simulated errors. With fewer it is too
// high unless Share is 0 or 1.
func (w Hierarchical) ErrorAt(classes, perClass float64) float64 {
	return w.flat().withDefaults().errorAt(classes, perClass, w.Effective(classes))
}

// BestClasses is the real-valued K* at a budget by [Hierarchical.ErrorAt]. On curves as flat as these it may be a third
// too low (45 for a sampled 65 at 2048 with Share 0.8).
func (w Hierarchical) BestClasses(budget float64) float64 { return lowestClasses(budget, w.ErrorAt) }
