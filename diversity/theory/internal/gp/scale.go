package gp

import "math"

// scale is the unit in which a surface is smooth: the error itself if top is 0, else the logit of its share of the top,
// ln(e / (top - e)).
type scale struct{ top float64 }

var (
	errorScale = scale{}
	// LogitScale is that of surfaces which are smooth in ln(e / (1 - e)).
	LogitScale = scale{top: 1}
)

// aboveControl is how far above the error of random weights a scale saturates, so that noise may lift a mean to it.
const aboveControl = 1.03

// saturating is the scale that ends just above the error of random weights.
func saturating(control float64) scale { return scale{min(1, aboveControl*control)} }

const (
	// edge keeps logits finite: errors nearer to 0 or 1 count as that near.
	edge = 0.003
	// edgeShare does so below a top that is not 1, where many means lie.
	edgeShare = 0.03
)

// within cuts an error to where the logit is finite.
func (s scale) within(e float64) float64 {
	if s.top == 1 {
		return min(max(e, edge), 1-edge)
	}
	return min(max(e, edge), s.top-max(edge, edgeShare*s.top))
}

func (s scale) to(e float64) float64 {
	if s == errorScale {
		return e
	}
	e = s.within(e)
	return math.Log(e / (s.top - e))
}

// from is an error again. On the scale of errors it may fall below 0, far beyond the data: cutting it there would make
// all sizes look equally good.
func (s scale) from(value float64) float64 {
	if s == errorScale {
		return value
	}
	return s.top / (1 + math.Exp(-value))
}

// slope is the derivative of to.
func (s scale) slope(e float64) float64 {
	if s == errorScale {
		return 1
	}
	e = s.within(e)
	return s.top / (e * (s.top - e))
}
