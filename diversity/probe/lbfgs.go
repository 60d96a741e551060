package probe

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

const (
	pairsKept     = 20    // of steps and changes of the gradient
	sufficient    = 1e-4  // share of the decrease that the slope promises which a step must bring
	shortestStep  = 1e-9  // of a search along a direction; below, rounding decides
	roundingShare = 1e-14 // of the value, by which it may rise for rounding alone
)

// lbfgs minimises a smooth convex function: J. Nocedal, S. Wright, "Numerical Optimization", 2nd ed. (2006), algorithm
// 7.5. Gonum's minimiser of that name begins every inverse Hessian with a multiple of the identity; here the caller
// gives a better one.
type lbfgs struct {
	value        func(x, gradient []float64) float64 // writes the gradient
	precondition func(x []float64)                   // multiplies by an approximation of the inverse Hessian
	tolerance    float64                             // share of the value that a Newton step would still take off
	most         int                                 // steps

	pairs []secant
}

// secant is a step and the change of the gradient along it.
type secant struct {
	step, change []float64
	inverse      float64 // 1 / (step . change)
}

// place is where the function was evaluated.
type place struct {
	x, gradient []float64
	value       float64
}

func (m *lbfgs) at(x []float64) place {
	p := place{x: x, gradient: make([]float64, len(x))}
	p.value = m.value(x, p.gradient)
	return p
}

// minimise returns the minimum, or the best of what it saw after so many steps.
func (m *lbfgs) minimise(x []float64) place {
	here := m.at(slices.Clone(x))
	for range m.most {
		direction := m.direction(here.gradient)
		slope := floats.Dot(direction, here.gradient)
		if !(-slope/2 > m.tolerance*here.value) {
			break
		}
		next, better := m.search(here, direction, slope)
		if !better {
			break
		}
		m.remember(here, next)
		here = next
	}
	return here
}

// search shortens the step until the value falls enough; false if rounding keeps it from falling.
func (m *lbfgs) search(from place, direction []float64, slope float64) (place, bool) {
	for step := 1.0; step > shortestStep; {
		next := m.at(floats.AddScaledTo(make([]float64, len(direction)), from.x, step, direction))
		rise := next.value - from.value
		if rise <= sufficient*step*slope+roundingShare*from.value {
			return next, true
		}
		parabola := -slope * step * step / (2 * (rise - step*slope)) // its minimum
		if math.IsNaN(parabola) {
			parabola = 0
		}
		step = min(max(parabola, step/10), step/2)
	}
	return from, false
}

func (m *lbfgs) remember(from, to place) {
	step, change := make([]float64, len(from.x)), make([]float64, len(from.x))
	floats.SubTo(step, to.x, from.x)
	floats.SubTo(change, to.gradient, from.gradient)
	along := floats.Dot(step, change)
	if !(along > 0) { // by rounding: the function is convex
		return
	}
	if len(m.pairs) == pairsKept {
		m.pairs = slices.Delete(m.pairs, 0, 1)
	}
	m.pairs = append(m.pairs, secant{step, change, 1 / along})
}

// direction is the gradient times the approximate inverse Hessian, downwards.
func (m *lbfgs) direction(gradient []float64) []float64 {
	d := slices.Clone(gradient)
	shares := make([]float64, len(m.pairs))
	for i, p := range slices.Backward(m.pairs) {
		shares[i] = p.inverse * floats.Dot(p.step, d)
		floats.AddScaled(d, -shares[i], p.change)
	}
	m.precondition(d)
	for i, p := range m.pairs {
		floats.AddScaled(d, shares[i]-p.inverse*floats.Dot(p.change, d), p.step)
	}
	floats.Scale(-1, d)
	return d
}
