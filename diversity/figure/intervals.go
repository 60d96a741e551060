package figure

import "tradeoff/diversity/estimate"

// orGap is a number, or ECharts' sign for a missing value.
func orGap(value float64) any {
	if !known(value) {
		return "-"
	}
	return value
}

// bounded reports whether both ends of an interval can be shown.
func bounded(i estimate.Interval) bool { return i.Known() && known(i.Low) && known(i.High) }

// end is an end of an interval in per cent, or ECharts' sign for a missing value.
func end(i estimate.Interval, share float64) any {
	if !i.Known() {
		return "-"
	}
	return percent(share)
}

// appendInterval adds the ends of an interval, if they are finite.
func appendInterval(values []float64, i estimate.Interval, factor float64) []float64 {
	if !bounded(i) {
		return values
	}
	return append(values, factor*i.Low, factor*i.High)
}
