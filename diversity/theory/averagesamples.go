package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/theory/internal/gp"
)

// mostSamples bounds what [Average.ErrorSamples] draws.
const mostSamples = 100_000

// ErrorSamples are the errors at some sizes, real-valued numbers of classes and of images of each, by a number of
// curves that are drawn from all models by their weights: [samples][sizes], each at least 0. A curve is one at all
// sizes, so that what a sample says of one size hangs together with what it says of another. Beyond the measured
// budgets their level is that of the models, not that of [Average.ErrorAt]. It is an error wrapping
// diversity.ErrInvalid if there are not as many numbers of images as of classes, or for a number of samples out of
// range.
func (a *Average) ErrorSamples(classes, perClass []float64, samples int) ([][]float64, error) {
	places, err := placesOf(classes, perClass, samples)
	if err != nil {
		return nil, err
	}
	weights, total := make([]float64, len(a.models)), 0.0
	for _, m := range a.models {
		total += float64(m.count)
	}
	for i, m := range a.models {
		weights[i] = float64(m.count) / total
	}
	var drawn [][]float64
	err = parallel.Guard(func() error {
		for i, count := range sharesOf(weights, samples) {
			if count > 0 {
				drawn = append(drawn, a.models[i].drawAt(places, count)...)
			}
		}
		return nil
	})
	return atLeast0(drawn), err
}

// ErrorSamples are the errors at some sizes by curves drawn from the surface: as [Average.ErrorSamples], of the surface
// alone.
func (f *SurfaceFit) ErrorSamples(classes, perClass []float64, samples int) ([][]float64, error) {
	places, err := placesOf(classes, perClass, samples)
	if err != nil {
		return nil, err
	}
	var drawn [][]float64
	err = parallel.Guard(func() error {
		drawn = f.drawAt(places, samples)
		return nil
	})
	return atLeast0(drawn), err
}

// placesOf are sizes as locations.
func placesOf(classes, perClass []float64, samples int) ([]gp.Location, error) {
	switch {
	case len(classes) != len(perClass):
		return nil, diversity.Invalid("perClass", len(perClass),
			fmt.Sprintf("as many numbers as of classes, %d", len(classes)))
	case samples < 1 || samples > mostSamples:
		return nil, diversity.Invalid("samples", samples, fmt.Sprintf("1..%d", mostSamples))
	}
	places := make([]gp.Location, len(classes))
	for i := range places {
		lnK := math.Log(classes[i])
		places[i] = gp.Location{LnK: lnK, LnN: lnK + math.Log(perClass[i])}
	}
	return places, nil
}

// atLeast0 are curves cut where a process falls below 0.
func atLeast0(drawn [][]float64) [][]float64 {
	for _, errors := range drawn {
		for i, e := range errors {
			errors[i] = max(e, 0)
		}
	}
	return drawn
}
