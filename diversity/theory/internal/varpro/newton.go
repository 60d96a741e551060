package varpro

import (
	"math"
	"tradeoff/diversity/internal/numeric"
)

// Optimum is the end of one search over ln exponents.
type Optimum struct {
	LnExponents []float64 // ln exponents
	Objective   float64
	Converged   bool
}

// MaxSteps is how many steps one search takes at most.
const MaxSteps = 200

const (
	hessianStep  = 1e-5 // in ln exponent, for differences of exact gradients
	sameHessian  = 1e-3 // in ln exponent: steps below it that still shrink tenfold keep the second derivatives
	smallStep    = 1e-9 // in ln exponent: the next step would be rounding error
	longestStep  = 1.0  // in ln exponent: a factor of e
	largeDamping = 1e12
)

// projected is a least-squares problem in ln exponents, with the coefficients projected out.
type projected interface {
	Objective(lnExponents []float64) float64
	Gradient(gradient []float64) // at the point of the last call of objective
	TotalSquares() float64
}

// Search is Newton's method within bounds, damped as by Levenberg and Marquardt. The second derivatives are differences
// of the exact gradient: with one or two exponents this is cheaper than a Gauss-Newton search and converges
// quadratically also where the residuals are large, which on real curves they are.
type Search struct {
	s              projected
	low, high      []float64 // bounds of ln exponent
	total          float64
	gradient, next []float64
	hessian        [][]float64
	step, trial    []float64
	free           []bool
	factor         [][]float64
}

// NewSearch prepares searches for the minimum of a problem within bounds of ln exponent.
func NewSearch(s projected, low, high []float64) *Search {
	q := len(low)
	return &Search{
		s: s, low: low, high: high, gradient: make([]float64, q), next: make([]float64, q), hessian: numeric.NewMatrix(q, q),
		step: make([]float64, q), trial: make([]float64, q), free: make([]bool, q), factor: numeric.NewMatrix(q, q),
	}
}

// From runs the search from a start for a number of steps at most. It leaves the solver at the end of the search.
func (n *Search) From(start []float64, steps int) Optimum {
	at := Optimum{LnExponents: append([]float64(nil), start...)}
	n.total = n.s.TotalSquares()
	at.Objective = n.s.Objective(at.LnExponents)
	n.s.Gradient(n.gradient)
	damping, moved, before := 1e-6, math.Inf(1), math.Inf(1)
	for range steps {
		if at.Converged = !n.markFree(at.LnExponents); at.Converged {
			break
		}
		kept := moved <= sameHessian && moved <= before/10
		if !kept {
			n.fillHessian(at.LnExponents)
		}
		before = moved
		var accepted bool
		if moved, accepted = n.descend(&at, &damping); kept && !accepted {
			moved = math.Inf(1) // look again with fresh second derivatives
			continue
		}
		if !accepted || moved < smallStep {
			at.Converged = n.stationary(at.Objective)
			break
		}
	}
	at.Objective = n.s.Objective(at.LnExponents)
	return at
}

// markFree finds the exponents that are not held at a bound by the gradient, and reports whether there are any.
func (n *Search) markFree(lnExponents []float64) bool {
	some := false
	for e, u := range lnExponents {
		held := (u <= n.low[e] && n.gradient[e] >= 0) || (u >= n.high[e] && n.gradient[e] <= 0)
		n.free[e] = !held
		some = some || !held
	}
	return some
}

func (n *Search) fillHessian(lnExponents []float64) {
	copy(n.trial, lnExponents)
	for e := range lnExponents {
		step := hessianStep
		if lnExponents[e]+step > n.high[e] {
			step = -step
		}
		n.trial[e] = lnExponents[e] + step
		n.s.Objective(n.trial)
		n.s.Gradient(n.next)
		n.trial[e] = lnExponents[e]
		for k := range lnExponents {
			n.hessian[e][k] = (n.next[k] - n.gradient[k]) / step
		}
	}
	for e := range lnExponents {
		for k := range e {
			mean := (n.hessian[e][k] + n.hessian[k][e]) / 2
			n.hessian[e][k], n.hessian[k][e] = mean, mean
		}
	}
}

// descend raises the damping until a step lowers the objective, and returns the length of that step.
func (n *Search) descend(at *Optimum, damping *float64) (moved float64, accepted bool) {
	for ; *damping < largeDamping; *damping *= 8 {
		if !n.solveStep(*damping) {
			continue
		}
		moved = n.moveWithinBounds(at.LnExponents)
		value := n.s.Objective(n.trial)
		n.s.Gradient(n.next)
		if n.better(value, at.Objective) {
			at.Objective = value
			copy(at.LnExponents, n.trial)
			copy(n.gradient, n.next)
			*damping = max(*damping/30, 1e-12)
			return moved, true
		}
		if moved < smallStep {
			return moved, false
		}
	}
	*damping = 1e-6
	return 0, false
}

// better accepts a lower objective, or a smaller gradient where rounding error hides the difference.
func (n *Search) better(value, objective float64) bool {
	rounding := 1e-15 * n.total
	return value < objective-rounding || (value <= objective+rounding && numeric.Norm(n.next) < numeric.Norm(n.gradient))
}

// moveWithinBounds writes the point after the step to trial and returns the largest change.
func (n *Search) moveWithinBounds(lnExponents []float64) float64 {
	longest := 0.0
	for _, d := range n.step {
		longest = max(longest, math.Abs(d))
	}
	scale := min(1, longestStep/max(longest, math.SmallestNonzeroFloat64))
	moved := 0.0
	for e, u := range lnExponents {
		n.trial[e] = min(max(u+scale*n.step[e], n.low[e]), n.high[e])
		moved = max(moved, math.Abs(n.trial[e]-u))
	}
	return moved
}

// stationary is the convergence test: the first-order gain that the free gradient promises for a change of the
// exponents by a factor of e is nothing against the objective (or against rounding error, where the fit is exact).
func (n *Search) stationary(objective float64) bool {
	largest := 0.0
	for e, g := range n.gradient {
		if n.free[e] {
			largest = max(largest, math.Abs(g))
		}
	}
	return largest <= 1e-6*objective+1e-12*n.total
}

// solveStep solves (H + damping * scale * I) step = -gradient over the free exponents by Cholesky. It is false if the
// matrix is not positive definite.
func (n *Search) solveStep(damping float64) bool {
	scale := 1e-300
	for e := range n.hessian {
		scale = max(scale, math.Abs(n.hessian[e][e]))
	}
	for e := range n.hessian {
		copy(n.factor[e], n.hessian[e])
		n.factor[e][e] += damping * scale
		n.step[e] = -n.gradient[e]
	}
	for e, free := range n.free {
		if !free {
			n.hold(e)
		}
	}
	return numeric.SolveCholesky(n.factor, n.step)
}

// hold takes an exponent out of the system, so that its step is 0.
func (n *Search) hold(e int) {
	for k := range n.factor {
		n.factor[e][k], n.factor[k][e] = 0, 0
	}
	n.factor[e][e], n.step[e] = 1, 0
}
