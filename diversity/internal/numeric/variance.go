package numeric

import "math"

// Variance is the sample variance of values, 0 of fewer than two. Values that differ by no more than rounding are the
// same: repeats without noise have the variance 0, and not 1e-34, of which tests would make a t of 1e16.
func Variance(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	const rounding = 1e-12 // of the largest
	mean, largest, low, high := 0.0, 0.0, math.Inf(1), math.Inf(-1)
	for _, x := range values {
		mean += x / float64(len(values))
		largest, low, high = max(largest, math.Abs(x)), min(low, x), max(high, x)
	}
	if high-low <= rounding*largest {
		return 0
	}
	sum := 0.0
	for _, x := range values {
		sum += (x - mean) * (x - mean)
	}
	return sum / float64(len(values)-1)
}

// StdErr is the standard error of the mean of values, 0 of fewer than two.
func StdErr(values []float64) float64 {
	return math.Sqrt(Variance(values) / max(1, float64(len(values))))
}
