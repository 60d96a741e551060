package worlds

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
)

// forNoise is the purpose of the random numbers of a world.
const forNoise diversity.Purpose = "noise"

// World is a source of measurements that replaces a study: in a test, in a lesson, or to find out how many runs a
// question needs.
type World interface {
	// Measure returns one point per size and repeat, in that order. A point depends on the seed, its size and its repeat
	// only: it stays the same when other sizes or repeats are added.
	Measure(sizes []diversity.Size, repeats int, seed uint64) ([]diversity.Measurement, error)
}

// Planted is a world whose true law is known: error = min(Ceiling, E + A K^-a + B n^-b) + noise, cut to [0, 1].
type Planted struct {
	E, A, B float64 // coefficients, at least 0
	Alpha   float64 // exponent a of K, above 0
	Beta    float64 // exponent b of n, above 0; 0 = as Alpha, the tied law
	Noise   float64 // standard deviation of a run around the law, normally distributed; 0 = none
	Ceiling float64 // error of random weights, in (0, 1]: no size is worse; 0 = none
}

// Validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (w Planted) Validate() error {
	fields := []struct {
		name  string
		value float64
		above bool // must be above 0
	}{{"Ceiling", w.Ceiling, false}, {"E", w.E, false}, {"A", w.A, false}, {"B", w.B, false}, {"Alpha", w.Alpha, true},
		{"Beta", w.beta(), true}, {"Noise", w.Noise, false}}
	for _, field := range fields {
		switch {
		case field.above && !(field.value > 0), math.IsInf(field.value, 0):
			return diversity.Invalid("Planted."+field.name, field.value, "a finite number above 0")
		case !(field.value >= 0):
			return diversity.Invalid("Planted."+field.name, field.value, "a finite number of at least 0")
		}
	}
	if w.Ceiling > 1 {
		return diversity.Invalid("Planted.Ceiling", w.Ceiling, "an error share in (0, 1], or 0 for none")
	}
	return nil
}

// ErrorAt is the true error at a size, without noise.
func (w Planted) ErrorAt(classes, perClass float64) float64 {
	e := laws.Value(laws.Untied{}, math.Log(classes), math.Log(perClass), w.Parameters())
	if w.Ceiling > 0 {
		return min(e, w.Ceiling)
	}
	return e
}

// BestClasses is the true K* at a budget (see [laws.Untied.BestClasses]).
func (w Planted) BestClasses(budget float64) float64 {
	return laws.Untied{}.BestClasses(budget, w.Parameters())
}

// BestClassesPriced is the true K* if each class costs as much as some images, beside its own, so that K(n + price) =
// total; with the price 0 that of [Planted.BestClasses]. It is within one class and one image of each, or NaN if the
// total does not buy that. The error is convex in ln K also then: its derivative is 0 where a A K^-a = b B n^-b (1 +
// price/n), which is found by bisection. A Ceiling changes nothing.
func (w Planted) BestClassesPriced(total, price float64) float64 {
	low, high := 0.0, math.Log(total/(1+price))
	if !(price >= 0) || !(high >= 0) || math.IsInf(high, 0) {
		return math.NaN()
	}
	rises := func(lnK float64) bool {
		perClass := total/math.Exp(lnK) - price
		falling := w.Alpha * w.A * math.Exp(-w.Alpha*lnK)
		return w.beta()*w.B*math.Pow(perClass, -w.beta())*(1+price/perClass) >= falling
	}
	if !rises(high) {
		return math.Exp(high)
	}
	const halvings = 64 // as many as a number has digits
	for range halvings {
		if middle := (low + high) / 2; rises(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return math.Exp(low)
}

// Parameters are E, A, B, a, b: those of [laws.Untied].
func (w Planted) Parameters() []float64 { return []float64{w.E, w.A, w.B, w.Alpha, w.beta()} }

// Measure implements [World].
func (w Planted) Measure(sizes []diversity.Size, repeats int, seed uint64) ([]diversity.Measurement, error) {
	if err := w.Validate(); err != nil {
		return nil, err
	}
	return measureWorld(sizes, repeats, func(size diversity.Size, repeat int) float64 {
		noise := diversity.Stream(seed, forNoise, size.Classes, size.PerClass, repeat).NormFloat64()
		return w.ErrorAt(float64(size.Classes), float64(size.PerClass)) + w.Noise*noise
	})
}

func (w Planted) beta() float64 {
	if w.Beta == 0 {
		return w.Alpha
	}
	return w.Beta
}

// measureWorld lays out the points of a world.
func measureWorld(sizes []diversity.Size, repeats int,
	errorOf func(size diversity.Size, repeat int) float64) ([]diversity.Measurement, error) {
	if repeats < 1 {
		return nil, diversity.Invalid("repeats", repeats, "at least 1")
	}
	points := make([]diversity.Measurement, 0, len(sizes)*repeats)
	for _, size := range sizes {
		if err := size.Validate(); err != nil {
			return nil, err
		}
		for repeat := range repeats {
			points = append(points, diversity.Measurement{
				Size: size, Run: fmt.Sprintf("%v repeat=%d", size, repeat), Repeat: repeat,
				Task: "world", Probe: "world", Error: min(max(errorOf(size, repeat), 0), 1),
			})
		}
	}
	return points, nil
}
