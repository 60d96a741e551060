package theory

import (
	"fmt"
	"math"
	"tradeoff/diversity"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/theory/internal/gp"
)

// ValueOf is a quantity by the fit itself; 0 or infinite where the fit has no inner optimum. Its errors are those of
// [LawFit.SamplesOf].
func (f *LawFit) ValueOf(q Quantity) (float64, error) {
	values, err := f.valuesAt(q, [][]float64{f.Values()})
	if err != nil {
		return 0, err
	}
	return values[0], nil
}

// SamplesOf lists the values of a quantity by the bootstrap refits of the fit, in an order that is the same for all
// quantities, so that two of them can be seen together: a cloud of a and b, or of x* at two budgets. A value is 0,
// infinite or NaN where a refit has no inner optimum. There are none if the fit has no refits
// (FitOptions.BootstrapSamples below 0). The error is that of the quantity, for example diversity.ErrInvalid for a
// parameter that the law does not have.
func (f *LawFit) SamplesOf(q Quantity) ([]float64, error) { return f.valuesAt(q, f.replicates) }

func (f *LawFit) valuesAt(q Quantity, all [][]float64) ([]float64, error) {
	if q.bindTo == nil {
		return nil, diversity.Invalid("quantity", "nothing",
			"one made by ParameterOf, DifferenceOf, BestClassesAt, BestRatioAt or ErrorOf")
	}
	values := make([]float64, len(all))
	err := parallel.Guard(func() error {
		c, err := q.bindTo(f)
		if err != nil {
			return err
		}
		for i, parameters := range all {
			values[i] = c.back(c.of(parameters))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return values, nil
}

// ErrorSamples are the errors at some sizes, real-valued numbers of classes and of images of each, by every bootstrap
// refit: [refits][sizes], within the ceiling of the fit and at most 1. What refits say of one size hangs together with
// what they say of another, which intervals do not show. It is an error wrapping diversity.ErrInvalid if there are not
// as many numbers of images as of classes.
func (f *LawFit) ErrorSamples(classes, perClass []float64) ([][]float64, error) {
	if len(classes) != len(perClass) {
		return nil, diversity.Invalid("perClass", len(perClass),
			fmt.Sprintf("as many numbers as of classes, %d", len(classes)))
	}
	places := make([]gp.Location, len(classes))
	for i := range places {
		lnK := math.Log(classes[i])
		places[i] = gp.Location{LnK: lnK, LnN: lnK + math.Log(perClass[i])}
	}
	var samples [][]float64
	err := parallel.Guard(func() error {
		samples = f.drawAt(places, len(f.replicates))
		return nil
	})
	return samples, err
}
