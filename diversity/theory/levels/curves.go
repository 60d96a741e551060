package levels

import (
	"math"

	"tradeoff/diversity/estimate"
)

// Curve is the error along one count: at each of its places the other two are the best for the rest of the money.
type Curve struct {
	Count  string // "Groups", "Sources" or "Items"
	Points []CurvePoint
}

// CurvePoint is a size for the money with its expected error.
type CurvePoint struct {
	Factor float64 // how many times the best count it has
	Size   Size
	// Lost is the difference of errors from the best size.
	Error, Lost estimate.Estimate
}

// Places of a curve: from an eighth of the best count to eight times as many.
const (
	curveOctaves = 3
	perOctave    = 2
)

// Curves are those of the three counts around the best size of a spend, as far as the money and its limits go. The
// error is that of [Model.Best].
func (m *Model) Curves(s Spend) ([]Curve, error) {
	r, err := m.regionOf(s)
	if err != nil {
		return nil, err
	}
	few := m.Thinned(enough)
	ideal, _ := r.lowest(few.value)
	var curves []Curve
	for level, count := range ideal.counts() {
		c := Curve{Count: names[level]}
		for step := -curveOctaves * perOctave; step <= curveOctaves*perOctave; step++ {
			factor := math.Exp2(float64(step) / perOctave)
			other := count * factor
			if low, high := r.low.counts()[level], r.high.counts()[level]; other < low*(1-1e-9) || other > high*(1+1e-9) {
				continue
			}
			size, least := r.with(level, other).lowest(few.value)
			if math.IsInf(least, 1) {
				continue
			}
			at, best := size.logs(), ideal.logs()
			c.Points = append(c.Points, CurvePoint{factor, size,
				m.expected(func(d draw) float64 { return m.valueOf(d, at) }),
				m.expected(func(d draw) float64 { return m.valueOf(d, at) - m.valueOf(d, best) })})
		}
		curves = append(curves, c)
	}
	return curves, nil
}
