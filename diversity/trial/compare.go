package trial

import (
	"errors"
	"fmt"
	"math"

	"tradeoff/diversity"
)

// Tolerances are the largest differences of two devices that rounding explains. Those of arrays are relative: the root
// of the mean square of the differences over that of the values.
type Tolerances struct {
	Features float64 `json:"features"`
	Gradient float64 `json:"gradient"`
	Losses   float64 `json:"losses"` // the largest difference, in nats
	Change   float64 `json:"change"`
	Probes   float64 `json:"probes"` // share of the images for which a probe predicts another class
}

// Float32 are the tolerances of devices that multiply float32 numbers: sums are in another order, and short trainings
// make differences larger. XLA on a CPU against pure Go, and against itself with other libraries for products, stay a
// factor of ten and more below (see the tests).
func Float32() Tolerances {
	return Tolerances{Features: 1e-4, Gradient: 1e-3, Losses: 0.005, Change: 0.02, Probes: 0.05}
}

// TF32 are those of a GPU that rounds what it multiplies to TF32, with 10 bits of mantissa in place of 23, which XLA
// does unless told otherwise. They follow from the number of bits and are not measured: no GPU was at hand.
func TF32() Tolerances {
	return Tolerances{Features: 1e-2, Gradient: 5e-2, Losses: 0.05, Change: 0.3, Probes: 0.1}
}

// Comparison is one kind of numbers of one network on two devices.
type Comparison struct {
	Network    string  `json:"network"`
	What       string  `json:"what"`
	Difference float64 `json:"difference"` // see [Tolerances]
	Tolerance  float64 `json:"tolerance"`
	Count      int     `json:"count"` // of the numbers that are compared
}

// Agrees reports whether the difference is within the tolerance.
func (c Comparison) Agrees() bool { return c.Difference <= c.Tolerance }

// ErrUnlike is wrapped by the error of [Compare] for numbers that are not of the same trial.
var ErrUnlike = errors.New("trial: numbers of two trials")

// Compare compares the numbers of a device with those of one that is known to be right, of equal settings. Numbers that
// are not finite differ by more than any tolerance. Errors wrap [ErrUnlike].
func Compare(reference, device Numbers, most Tolerances) (list []Comparison, err error) {
	if len(reference.Networks) != len(device.Networks) {
		return nil, fmt.Errorf("%w: %d and %d networks", ErrUnlike, len(reference.Networks), len(device.Networks))
	}
	for i, want := range reference.Networks {
		got := device.Networks[i]
		if got.Name != want.Name {
			return nil, fmt.Errorf("%w: network %d is %q and %q", ErrUnlike, i, want.Name, got.Name)
		}
		for _, c := range []struct {
			what       string
			tolerance  float64
			got, want  int
			difference func() float64
		}{
			{"features", most.Features, len(got.Features), len(want.Features),
				func() float64 { return relative(got.Features, want.Features) }},
			{"gradient", most.Gradient, len(got.Gradient), len(want.Gradient),
				func() float64 { return relative(got.Gradient, want.Gradient) }},
			{"losses of training", most.Losses, len(got.Losses), len(want.Losses),
				func() float64 { return largest(got.Losses, want.Losses) }},
			{"weights by training", most.Change, len(got.Change), len(want.Change),
				func() float64 { return relative(got.Change, want.Change) }},
			{"ridge probe", most.Probes, len(got.Ridge), len(want.Ridge),
				func() float64 { return differing(got.Ridge, want.Ridge) }},
			{"logistic probe", most.Probes, len(got.Logistic), len(want.Logistic),
				func() float64 { return differing(got.Logistic, want.Logistic) }},
		} {
			if c.got != c.want || c.want == 0 {
				return nil, fmt.Errorf("%w: %s of %s has %d and %d numbers", ErrUnlike, c.what, diversity.Printable(want.Name),
					c.want, c.got)
			}
			list = append(list, Comparison{want.Name, c.what, c.difference(), c.tolerance, c.want})
		}
	}
	return list, nil
}

// unlimited is the difference of what cannot be compared; JSON has no infinity.
const unlimited = math.MaxFloat64

func relative(got, want []float32) float64 {
	var squares, all float64
	for i, w := range want {
		difference := float64(got[i]) - float64(w)
		squares, all = squares+difference*difference, all+float64(w)*float64(w)
	}
	switch ratio := math.Sqrt(squares / all); {
	case squares == 0:
		return 0
	case math.IsNaN(ratio) || math.IsInf(ratio, 0):
		return unlimited
	default:
		return ratio
	}
}

func largest(got, want []float64) (most float64) {
	for i, w := range want {
		difference := math.Abs(got[i] - w)
		if math.IsNaN(difference) || math.IsInf(difference, 0) {
			return unlimited
		}
		most = max(most, difference)
	}
	return most
}

func differing(got, want []int32) float64 {
	count := 0
	for i, w := range want {
		if got[i] != w {
			count++
		}
	}
	return float64(count) / float64(len(want))
}
