package figure

import (
	"math"
)

// span is a range of positive values.
type span struct{ low, high float64 }

// spanOf is the range of values, ignoring those that a logarithmic axis cannot show; ok is false if none is left.
func spanOf(values []float64) (s span, ok bool) {
	s = span{math.Inf(1), 0}
	for _, value := range values {
		if value > 0 && !math.IsInf(value, 0) {
			s = span{math.Min(s.low, value), math.Max(s.high, value)}
		}
	}
	return s, s.high > 0
}

// padded widens a span by a share of its logarithm on both sides, at least by a sixth of an octave.
func (s span) padded(share float64) span {
	factor := math.Max(math.Pow(s.high/s.low, share), math.Pow(2, 1./6))
	return span{roundTo(s.low/factor, 4), roundTo(s.high*factor, 4)}
}

func (s span) contains(value float64) bool { return value >= s.low && value <= s.high }

// at is the value at a share in [0, 1] of the logarithm.
func (s span) at(share float64) float64 { return s.low * math.Pow(s.high/s.low, share) }

// share is where a value lies on the logarithm, within [0, 1] if the span contains it.
func (s span) share(value float64) float64 { return math.Log(value/s.low) / math.Log(s.high/s.low) }

// bounds are the smallest and the largest value.
func bounds(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, value := range values {
		low, high = math.Min(low, value), math.Max(high, value)
	}
	return low, high
}
