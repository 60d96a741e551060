package levels

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tradeoff/diversity"
)

const forNoise diversity.Purpose = "noise"

// Planted is a world whose law is known: error = law + noise, which may fall below 0.
type Planted struct {
	Law        Law
	Parameters []float64 // coefficients, then exponents
	Noise      float64   // standard deviation of a run, normally distributed
	Relative   bool      // the noise is a share of the error
}

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (w Planted) Validate() error {
	if err := checkLaw(w.Law); err != nil {
		return err
	}
	if want := len(parameterNames(w.Law)); len(w.Parameters) != want {
		return diversity.Invalid("len(Planted.Parameters)", len(w.Parameters),
			fmt.Sprintf("%d, those of the %s law", want, w.Law.Name()))
	}
	if !(w.Noise >= 0) || math.IsInf(w.Noise, 0) {
		return diversity.Invalid("Planted.Noise", w.Noise, "a finite number of at least 0")
	}
	return nil
}

// ErrorAt is the true error of a size.
func (w Planted) ErrorAt(s Size) float64 {
	return valueOf(w.Law, s.logs(), w.Parameters, make([]float64, len(w.Law.Coefficients())))
}

// Best is the true best size of a spend, as real numbers of at least 1. The error is that of [Model.Best].
func (w Planted) Best(s Spend) (Size, error) {
	if err := w.Validate(); err != nil {
		return Size{}, err
	}
	if err := s.Validate(); err != nil {
		return Size{}, err
	}
	r, err := s.region(Size{1, 1, 1})
	if err != nil {
		return Size{}, err
	}
	best, _ := r.lowest(func(at Place) float64 {
		var scratch [mostCoefficients]float64
		return valueOf(w.Law, at, w.Parameters, scratch[:len(w.Law.Coefficients())])
	})
	return best, nil
}

// Measure returns one measurement per size and repeat, in that order. A measurement depends on the seed, the place of
// its size in the list and its repeat only.
func (w Planted) Measure(sizes []Size, repeats int, seed uint64) ([]Measurement, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	return measure(sizes, repeats, seed, func(s Size, rng *rand.Rand) float64 {
		e, noise := w.ErrorAt(s), w.Noise*rng.NormFloat64()
		if w.Relative {
			noise *= e
		}
		return e + noise
	})
}

// Sampled is three-stage sampling itself: groups with normal effects, sources with effects around their group's, items
// around their source's; what is measured is the squared error of the mean of all, averaged over surveys. Its expected
// error is [Components] with E = 0 and A, B, C the variances.
type Sampled struct {
	Between, Within, Residual float64 // variances between groups, sources of a group and items of a source
	Surveys                   int     // whose squared errors a run averages; 0 = 200
}

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (w Sampled) Validate() error {
	for _, f := range []struct {
		name  string
		value float64
	}{{"Between", w.Between}, {"Within", w.Within}, {"Residual", w.Residual}} {
		if !(f.value >= 0) || math.IsInf(f.value, 0) {
			return diversity.Invalid("Sampled."+f.name, f.value, "a finite variance of at least 0")
		}
	}
	if w.Surveys < 0 {
		return diversity.Invalid("Sampled.Surveys", w.Surveys, "at least 1, or 0 for the default 200")
	}
	return nil
}

// Measure returns one measurement per size and repeat, in that order. Counts are rounded to whole numbers.
func (w Sampled) Measure(sizes []Size, repeats int, seed uint64) ([]Measurement, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	surveys := w.Surveys
	if surveys == 0 {
		const usual = 200
		surveys = usual
	}
	return measure(sizes, repeats, seed, func(s Size, rng *rand.Rand) float64 {
		sum := 0.0
		for range surveys {
			mean := w.mean(s, rng)
			sum += mean * mean / float64(surveys)
		}
		return sum
	})
}

// mean is that of one survey, of which the truth is 0. The mean of the items of a source is drawn at once.
func (w Sampled) mean(s Size, rng *rand.Rand) float64 {
	groups, sources := atLeastOne(s.Groups), atLeastOne(s.Sources)
	sum, item := 0.0, math.Sqrt(w.Residual/atLeastOne(s.Items))
	for range int(groups) {
		group := math.Sqrt(w.Between) * rng.NormFloat64()
		for range int(sources) {
			sum += group + math.Sqrt(w.Within)*rng.NormFloat64() + item*rng.NormFloat64()
		}
	}
	return sum / (groups * sources)
}

// measure lays out the measurements of a world.
func measure(sizes []Size, repeats int, seed uint64, errorOf func(Size, *rand.Rand) float64) ([]Measurement, error) {
	if repeats < 1 {
		return nil, diversity.Invalid("repeats", repeats, "at least 1")
	}
	points := make([]Measurement, 0, len(sizes)*repeats)
	for i, s := range sizes {
		if err := s.validate(fmt.Sprintf("sizes[%d]", i)); err != nil {
			return nil, err
		}
		for repeat := range repeats {
			points = append(points, Measurement{s, errorOf(s, diversity.Stream(seed, forNoise, i, repeat))})
		}
	}
	return points, nil
}

// Grid lists all sizes of given numbers of groups, sources and items.
func Grid(groups, sources, items []float64) []Size {
	var sizes []Size
	for _, k := range groups {
		for _, m := range sources {
			for _, n := range items {
				sizes = append(sizes, Size{k, m, n})
			}
		}
	}
	return sizes
}

// atLeastOne is a count as a whole number.
func atLeastOne(count float64) float64 { return max(1, math.Round(count)) }
