package theory

import (
	"math"
	"slices"
)

// percentileInterval is the central interval of bootstrap values. It takes order statistics, rounded outwards and
// without interpolation, so that infinite values pass through as unbounded ends. A value that is not a number (a refit
// in which nothing determines the quantity) counts as beyond either end: such refits can only widen the interval.
// It is not known if there are no values.
func percentileInterval(values []float64, level, lowest, highest float64) Interval {
	if len(values) == 0 {
		return Interval{}
	}
	tail := (1 - level) / 2 * float64(len(values)-1)
	low := sortedWith(values, lowest)[int(math.Floor(tail))]
	high := sortedWith(values, highest)[len(values)-1-int(math.Floor(tail))]
	return Interval{Low: low, High: high, Level: level}
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
