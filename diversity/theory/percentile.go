package theory

import (
	"math"
	"slices"
	"tradeoff/diversity/estimate"

	"gonum.org/v1/gonum/stat/distuv"
)

// confidence turns bootstrap values into intervals.
type confidence struct {
	level   float64
	freedom float64 // degrees of freedom from which the noise behind the values is known; 0 = many
}

// interval is the central interval of bootstrap values. It takes order statistics, rounded outwards and without
// interpolation, so that infinite values pass through as unbounded ends. A value that is not a number (a refit in which
// nothing determines the quantity) counts as beyond either end: such refits can only widen the interval. It is not
// known if there are no values.
func (c confidence) interval(values []float64, lowest, highest float64) estimate.Interval {
	if len(values) == 0 {
		return estimate.Interval{}
	}
	skip := int(math.Floor(c.tail() * float64(len(values)-1)))
	low := sortedWith(values, lowest)[skip]
	high := sortedWith(values, highest)[len(values)-1-skip]
	return estimate.Interval{Low: low, High: high, Level: c.level}
}

// ranges are bootstrap values of which some are known to lie in a range only, which may be unbounded.
type ranges struct{ low, high []float64 }

// around is [confidence.interval] of values that are known as ranges: each end counts the end of the range on its side.
func (c confidence) around(values ranges) estimate.Interval {
	low := c.interval(values.low, math.Inf(-1), math.Inf(1))
	low.High = c.interval(values.high, math.Inf(-1), math.Inf(1)).High
	return low
}

// tail is the share of values to leave out at each end: that of the normal distribution beyond Student's quantile.
// Plain percentiles are as narrow as an interval by the normal quantile where Student's is due; with three repeats they
// cover 90% instead of 95% (Hesterberg 2015, "What teachers should know about the bootstrap", expanded percentiles).
func (c confidence) tail() float64 {
	if c.freedom < 1 {
		return (1 - c.level) / 2
	}
	return distuv.UnitNormal.Survival(estimate.QuantileT(c.level, c.freedom))
}

// sortedWith sorts a copy in which what is not a number is replaced.
func sortedWith(values []float64, replacement float64) []float64 {
	sorted := slices.Clone(values)
	for i, value := range sorted {
		if math.IsNaN(value) {
			sorted[i] = replacement
		}
	}
	slices.Sort(sorted)
	return sorted
}
