package report

import (
	"cmp"
	"math"
	"slices"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"

	"gonum.org/v1/gonum/stat/distuv"
)

// moveToLevel moves curves on the lines beyond the measured budgets, each by one number a line.
func (c *Calculator) moveToLevel(average *theory.Average, curves [][]float64, budgets []int) error {
	last := float64(budgets[len(budgets)-1])
	mean := meanCurve(curves) // a line is moved after it was looked at
	for line := range c.Lines {
		lnN := c.lnTotal(line)
		if math.Exp(lnN) <= last {
			continue
		}
		first := line * c.Places
		best := first + lowestOf(mean[first:first+c.Places])
		lnK := c.lnClasses(lnN, best-first)
		level, err := average.ErrorAt(math.Exp(lnK), math.Exp(lnN-lnK))
		if err != nil {
			return err
		}
		wanted := spread(level, len(curves))
		for i, curve := range byErrorAt(curves, best) {
			shift(curve[first:first+c.Places], wanted[i]-curve[best])
		}
	}
	return nil
}

// byErrorAt are the curves by rising error at a place.
func byErrorAt(curves [][]float64, place int) [][]float64 {
	sorted := slices.Clone(curves)
	slices.SortStableFunc(sorted, func(a, b []float64) int { return cmp.Compare(a[place], b[place]) })
	return sorted
}

// spread are numbers, rising, whose mean is that of an estimate and which have its interval, as a normal distribution
// on either side has.
func spread(e estimate.Estimate, count int) (values []float64) {
	edge := distuv.UnitNormal.Quantile(0.5 + e.Interval.Level/2)
	for i := range count {
		z := distuv.UnitNormal.Quantile((float64(i) + 0.5) / float64(count))
		side := e.Interval.High - e.Value
		if z < 0 {
			side = e.Value - e.Interval.Low
		}
		values = append(values, e.Value+z/edge*side)
	}
	off := mean(values) - e.Value
	for i := range values {
		values[i] -= off
	}
	return values
}

// shift adds to all errors; none leaves [0, 1].
func shift(errors []float64, by float64) {
	for i := range errors {
		errors[i] = min(max(errors[i]+by, 0), 1)
	}
}
