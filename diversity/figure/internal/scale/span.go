package scale

import (
	"math"
)

// Span is a range of positive values.
type Span struct{ Low, High float64 }

// SpanOf is the range of values, ignoring those that a logarithmic axis cannot show; ok is false if none is left.
func SpanOf(values []float64) (s Span, ok bool) {
	s = Span{math.Inf(1), 0}
	for _, value := range values {
		if value > 0 && !math.IsInf(value, 0) {
			s = Span{math.Min(s.Low, value), math.Max(s.High, value)}
		}
	}
	return s, s.High > 0
}

// Padded widens a span by a share of its logarithm on both sides, at least by a sixth of an octave.
func (s Span) Padded(share float64) Span {
	factor := math.Max(math.Pow(s.High/s.Low, share), math.Pow(2, 1./6))
	return Span{RoundTo(s.Low/factor, 4), RoundTo(s.High*factor, 4)}
}

// Contains reports whether a value lies in the span.
func (s Span) Contains(value float64) bool { return value >= s.Low && value <= s.High }

// At is the value at a share in [0, 1] of the logarithm.
func (s Span) At(share float64) float64 { return s.Low * math.Pow(s.High/s.Low, share) }

// Share is where a value lies on the logarithm, within [0, 1] if the span contains it.
func (s Span) Share(value float64) float64 { return math.Log(value/s.Low) / math.Log(s.High/s.Low) }

// Bounds are the smallest and the largest value.
func Bounds(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, value := range values {
		low, high = math.Min(low, value), math.Max(high, value)
	}
	return low, high
}
