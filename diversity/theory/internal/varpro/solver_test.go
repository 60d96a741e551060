package varpro

import (
	"math"
	"testing"

	"tradeoff/diversity/laws"
)

// TestObjectiveGradient checks the envelope theorem in numbers, with and without a coefficient held at 0.
func TestObjectiveGradient(t *testing.T) {
	for _, intercept := range []float64{0.2, -0.2} { // a negative one is held at 0
		world := func(lnK, lnn float64) float64 {
			return intercept + 0.9*math.Exp(-0.4*lnK) + 0.7*math.Exp(-0.8*lnn) + 0.01*math.Sin(7*lnK)
		}
		var lnK, lnn []float64
		for i := range 5 {
			for j := range 5 {
				lnK, lnn = append(lnK, 1+float64(i)), append(lnn, 0.5+float64(j))
			}
		}
		s := NewSolver(laws.Untied{}, lnK, lnn)
		for i := range lnK {
			s.Target[i], s.Weight[i] = world(lnK[i], lnn[i]), 1+float64(i%3)
		}
		lnExponents, gradient := []float64{-1.1, -0.1}, make([]float64, 2)
		s.Objective(lnExponents)
		s.Gradient(gradient)
		for e := range lnExponents {
			const step = 1e-5
			lnExponents[e] += step
			above := s.Objective(lnExponents)
			lnExponents[e] -= 2 * step
			slope := (above - s.Objective(lnExponents)) / (2 * step)
			lnExponents[e] += step
			if math.Abs(slope-gradient[e]) > 1e-7*math.Abs(slope) {
				t.Errorf("intercept %v: gradient %v, finite difference %v", intercept, gradient[e], slope)
			}
		}
	}
}
