package chart

import (
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/theory"
)

// OrGap is a number, or ECharts' sign for a missing value.
func OrGap(value float64) any {
	if !scale.Finite(value) {
		return "-"
	}
	return value
}

// Bounded reports whether both ends of an interval can be shown.
func Bounded(i theory.Interval) bool { return i.Known() && scale.Finite(i.Low) && scale.Finite(i.High) }

// EndOrGap is an end of an interval in per cent, or ECharts' sign for a missing value.
func EndOrGap(i theory.Interval, share float64) any {
	if !i.Known() {
		return "-"
	}
	return scale.Percent(share)
}

// AppendEnds adds the ends of an interval, if they are finite.
func AppendEnds(values []float64, i theory.Interval, factor float64) []float64 {
	if !Bounded(i) {
		return values
	}
	return append(values, factor*i.Low, factor*i.High)
}
