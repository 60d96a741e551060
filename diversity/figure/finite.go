package figure

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// known reports whether a number can be shown: it is neither NaN nor infinite, nor so large that an axis fails. Training
// that diverged leaves such numbers behind; a figure shows a gap in their place.
func known(value float64) bool { return math.Abs(value) <= largestNumber }

// withKnownErrors are the measurements whose error is a number, and how many others there are.
func withKnownErrors(points []diversity.Measurement) (kept []diversity.Measurement, others int) {
	for _, m := range points {
		if known(m.Error) {
			kept = append(kept, m)
		}
	}
	return kept, len(points) - len(kept)
}

// leftOut says in a caption how many of what is counted have no finite value; nothing if there are none.
func leftOut(n int, noun, value string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Left out: 1 %s without a finite %s.", noun, value)
	}
	return fmt.Sprintf("Left out: %s without a finite %s.", count(n, noun), value)
}

// unknownErrors is leftOut for measurements.
func unknownErrors(points []diversity.Measurement) string {
	_, others := withKnownErrors(points)
	return leftOut(others, "measurement", "error")
}

// knownOf are the values that can be shown.
func knownOf(values []float64) []float64 {
	var kept []float64
	for _, value := range values {
		if known(value) {
			kept = append(kept, value)
		}
	}
	return kept
}

// orGap is a number, or ECharts' sign for a missing value.
func orGap(value float64) any {
	if !known(value) {
		return "-"
	}
	return value
}

// bounded reports whether both ends of an interval can be shown.
func bounded(i estimate.Interval) bool { return i.Known() && known(i.Low) && known(i.High) }
