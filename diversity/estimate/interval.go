package estimate

import (
	"fmt"
	"math"
)

// Interval is a confidence interval. An end is infinite where the data do not bound the quantity. (For a number of
// classes 0 is as unbounded as +Inf: the law says that fewer are always better.)
type Interval struct {
	Low, High float64
	Level     float64 // confidence, for example 0.95; 0 if no interval was computed
}

// Known reports whether the interval was computed.
func (i Interval) Known() bool { return i.Level > 0 }

// Contains reports whether a value lies within the interval. It is false if the interval is not known.
func (i Interval) Contains(value float64) bool { return i.Known() && i.Low <= value && value <= i.High }

// Bounded reports whether the interval is known and both ends are finite.
func (i Interval) Bounded() bool {
	return i.Known() && !math.IsInf(i.Low, 0) && !math.IsInf(i.High, 0)
}

// String reads "[0.41, 0.68]", "[12, unbounded)" or "(no interval)".
func (i Interval) String() string {
	if !i.Known() {
		return "(no interval)"
	}
	low, high := fmt.Sprintf("[%.3g", i.Low), fmt.Sprintf("%.3g]", i.High)
	if math.IsInf(i.Low, 0) {
		low = "(unbounded"
	}
	if math.IsInf(i.High, 0) {
		high = "unbounded)"
	}
	return low + ", " + high
}

// Estimate is a number with its interval. The value is NaN where the data leave the quantity undetermined.
type Estimate struct {
	Value    float64
	Interval Interval
}

// String reads "0.57 [0.41, 0.68]", or "undetermined".
func (e Estimate) String() string {
	switch {
	case math.IsNaN(e.Value):
		return "undetermined"
	case math.IsInf(e.Value, 0):
		return "unbounded"
	default:
		return fmt.Sprintf("%.3g %v", e.Value, e.Interval)
	}
}

// WithinShare is the estimate of a share: the value and the ends of its interval, cut to 0..1.
func (e Estimate) WithinShare() Estimate {
	e.Value = min(max(e.Value, 0), 1)
	e.Interval.Low, e.Interval.High = min(max(e.Interval.Low, 0), 1), min(max(e.Interval.High, 0), 1)
	return e
}
