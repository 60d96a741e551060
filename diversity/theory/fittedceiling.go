package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// cut applies the ceiling of a fit to an error of its law.
func (f *LawFit) cut(e float64) float64 {
	if f.options.Ceiling > 0 {
		return min(e, f.options.Ceiling)
	}
	return e
}

// at is the error at a size for any parameters, with the ceiling.
func (f *LawFit) at(lnK, lnn float64, parameters []float64) float64 {
	return f.cut(laws.Value(f.Law, lnK, lnn, parameters))
}

// saturated reports whether the law reaches the ceiling at a size: what was measured there tells nothing of its
// parameters.
func (f *LawFit) saturated(lnK, lnn float64, parameters []float64) bool {
	return f.options.Ceiling > 0 && laws.Value(f.Law, lnK, lnn, parameters) >= f.options.Ceiling
}

func (f *LawFit) allSaturated(sizes []diversity.Size) bool {
	for _, size := range sizes {
		if !f.saturated(sizegrid.LnClasses(size), math.Log(float64(size.PerClass)), f.Values()) {
			return false
		}
	}
	return true
}

// checkBelow demands that the sizes below the ceiling can tell the parameters apart.
func (f *LawFit) checkBelow(groups [][]diversity.Measurement) error {
	if f.options.Ceiling == 0 {
		return nil
	}
	var below [][]diversity.Measurement
	for _, group := range groups {
		size := group[0].Size
		if !f.saturated(sizegrid.LnClasses(size), math.Log(float64(size.PerClass)), f.Values()) {
			below = append(below, group)
		}
	}
	if len(below) == 0 {
		return fmt.Errorf("%w: all %d sizes are at the ceiling %v: measure larger ones, whose error is lower",
			diversity.ErrTooFew, len(groups), f.options.Ceiling)
	}
	if err := checkDesign(below, f.Law); err != nil {
		return fmt.Errorf("%d of %d sizes are below the ceiling %v: %w", len(below), len(groups), f.options.Ceiling, err)
	}
	return nil
}
