package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
)

// cut applies the ceiling of a fit to an error of its law.
func (f *Fitted) cut(e float64) float64 {
	if f.options.Ceiling > 0 {
		return min(e, f.options.Ceiling)
	}
	return e
}

// at is the error at a place for any parameters, with the ceiling.
func (f *Fitted) at(lnK, lnn float64, parameters []float64) float64 {
	return f.cut(Value(f.Law, lnK, lnn, parameters))
}

// saturated reports whether the law reaches the ceiling at a size: what was measured there tells nothing of its parameters.
func (f *Fitted) saturated(lnK, lnn float64, parameters []float64) bool {
	return f.options.Ceiling > 0 && Value(f.Law, lnK, lnn, parameters) >= f.options.Ceiling
}

func (f *Fitted) allSaturated(sizes []diversity.Size) bool {
	for _, size := range sizes {
		if !f.saturated(lnClasses(size), math.Log(float64(size.PerClass)), f.Values()) {
			return false
		}
	}
	return true
}

// checkBelow demands that the sizes below the ceiling can tell the parameters apart.
func (f *Fitted) checkBelow(groups [][]diversity.Measurement) error {
	if f.options.Ceiling == 0 {
		return nil
	}
	var below [][]diversity.Measurement
	for _, group := range groups {
		size := group[0].Size
		if !f.saturated(lnClasses(size), math.Log(float64(size.PerClass)), f.Values()) {
			below = append(below, group)
		}
	}
	if len(below) == 0 {
		return fmt.Errorf("%w: all %d sizes are at the ceiling %v: measure larger ones, whose error is lower", ErrTooFew, len(groups), f.options.Ceiling)
	}
	if err := checkDesign(below, f.Law); err != nil {
		return fmt.Errorf("%d of %d sizes are below the ceiling %v: %w", len(below), len(groups), f.options.Ceiling, err)
	}
	return nil
}
