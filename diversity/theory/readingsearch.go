package theory

import (
	"math"
	"slices"

	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/theory/internal/varpro"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// whitened is a problem in coordinates z around a point, in which the parameters are about as well known and do not
// hang together: ln parameters = point + L^-T z with L L^T the second derivatives. Its values are in units of the first
// one.
type whitened struct {
	p              *readingProblem
	at, point      []float64
	held           []bool // at a bound from which the sum falls outwards: left there
	factor         *mat.TriDense
	scale          float64
	last, gradient []float64
	value          float64
	moved, slope   *mat.VecDense
}

// quasiNewton minimises from a point by the method of Broyden, Fletcher, Goldfarb and Shanno in whitened coordinates.
// Where a Huber delta is small the sum is nearly one of absolute values, whose own second derivatives jump from step to
// step: Newton's method then takes ten times as many looks at the law and stops higher.
func (p *readingProblem) quasiNewton(at []float64) varpro.Optimum {
	return p.quasiNewtonHolding(at, make([]bool, len(at)), leastRidge)
}

// settle goes on from where a search stopped short of a minimum: in coordinates that are whitened there, and holding
// at its bound what has all but arrived there, where steps that are cut off leave a kink; each time with a larger
// ridge.
func (p *readingProblem) settle(end varpro.End) varpro.End {
	p.delta = p.lastDelta()
	const rounds = 2
	for round := range rounds * ridges {
		ridge := leastRidge * math.Pow(10, float64(round%ridges))
		at := p.logarithms(end.Parameters)
		held := p.outward(at)
		next := p.quasiNewtonHolding(at, held, ridge)
		if next.Objective > end.Objective*(1+1e-9) {
			continue
		}
		end.Optimum, end.Parameters = next, p.parametersAt(next.LnExponents)
		if end.Converged = next.Converged && slices.Equal(held, p.outward(next.LnExponents)); end.Converged {
			return end
		}
	}
	return end
}

// Ridges are shares that are added to the second derivatives: where a coefficient and its exponent are hardly told
// apart, a step along their ridge leads out of where these say anything.
const leastRidge, ridges = 1e-10, 7

// How near a bound a parameter is taken for being at it, in logarithms: a coefficient below a billionth of the values
// is nothing, and an exponent within 2% of a bound moves along a ridge on which the sum hardly changes.
const (
	nearNothing = 7
	nearBound   = 0.02
)

// outward tells which parameters lie at a bound beyond which the sum would fall, and moves those there that are near
// it.
func (p *readingProblem) outward(at []float64) []bool {
	held, gradient := make([]bool, len(at)), make([]float64, len(at))
	p.Objective(at)
	p.Gradient(gradient)
	for i, u := range at {
		near := nearBound
		if i < p.coefficients {
			near = nearNothing
		}
		switch {
		case u <= p.low[i]+near && gradient[i] > 0:
			at[i], held[i] = p.low[i], true
		case u >= p.high[i]-nearBound && gradient[i] < 0:
			at[i], held[i] = p.high[i], true
		}
	}
	return held
}

func (p *readingProblem) quasiNewtonHolding(at []float64, held []bool, ridge float64) varpro.Optimum {
	start := varpro.Optimum{LnExponents: at, Objective: p.Objective(at)}
	if start.Objective == 0 {
		start.Converged = true
		return start
	}
	w, ok := p.whiten(at, held, ridge, start.Objective)
	if !ok {
		return start
	}
	result, _ := optimize.Minimize(optimize.Problem{Func: w.f, Grad: w.g}, make([]float64, len(at)), &optimize.Settings{
		GradientThreshold: nothingToGain / 10, MajorIterations: varpro.MaxSteps,
		Converger: &optimize.FunctionConverge{Relative: 1e-14, Iterations: 4},
	}, &optimize.BFGS{}) // an error says that rounding stops it, which the gradient judges
	if result == nil || !(result.F <= 1) {
		return start
	}
	slope := make([]float64, len(at))
	w.g(slope, result.X)
	return varpro.Optimum{LnExponents: slices.Clone(w.point), Objective: w.value * w.scale,
		Converged: numeric.Norm(slope) < nothingToGain || result.F < 1e-20}
}

// nothingToGain is the whitened gradient of which a full step would lower the sum by some 10^-9 of it.
const nothingToGain = 5e-5

// look evaluates a point.
func (w *whitened) look(z []float64) {
	if slices.Equal(z, w.last) {
		return
	}
	w.last = append(w.last[:0], z...)
	_ = w.moved.SolveVec(w.factor.T(), mat.NewVecDense(len(z), w.last)) // the factor is regular
	for i := range w.point {
		w.point[i] = min(max(w.at[i]+w.moved.AtVec(i), w.p.low[i]), w.p.high[i])
		if w.held[i] {
			w.point[i] = w.at[i]
		}
	}
	w.value = w.p.Objective(w.point) / w.scale
}

func (w *whitened) f(z []float64) float64 {
	w.look(z)
	return w.value
}

func (w *whitened) g(to, z []float64) {
	w.look(z)
	w.p.Gradient(w.gradient)
	for i, u := range w.point { // held at a bound
		if w.held[i] || u == w.p.low[i] && w.gradient[i] > 0 || u == w.p.high[i] && w.gradient[i] < 0 {
			w.gradient[i] = 0
		}
	}
	_ = w.slope.SolveVec(w.factor, mat.NewVecDense(len(z), w.gradient))
	for i := range to {
		to[i] = w.slope.AtVec(i) / w.scale
	}
}

// whiten takes the second derivatives of the last objective as they are on average, a residual beyond the Huber delta
// counting an eighth of one within it. It is false where they are singular.
func (p *readingProblem) whiten(at []float64, held []bool, ridge, scale float64) (*whitened, bool) {
	if math.IsInf(scale, 1) {
		return nil, false
	}
	q := len(at)
	hessian := mat.NewSymDense(q, nil)
	for row, pull := range p.pull {
		share := p.weight[row] / scale
		if math.Abs(pull) >= p.weight[row]*p.delta {
			share /= 8
		}
		jacobian := p.jacobian[row*q : (row+1)*q]
		for i := range jacobian {
			for k := range i + 1 {
				if held[i] || held[k] {
					continue
				}
				hessian.SetSym(i, k, hessian.At(i, k)+share*jacobian[i]*jacobian[k])
			}
		}
	}
	largest := mat.Max(hessian)
	for i := range q {
		hessian.SetSym(i, i, hessian.At(i, i)*(1+ridge)+1e-14*largest)
		if held[i] {
			hessian.SetSym(i, i, 1)
		}
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(hessian) {
		return nil, false
	}
	w := &whitened{
		p: p, at: slices.Clone(at), held: held, point: make([]float64, q), factor: &mat.TriDense{}, scale: scale,
		gradient: make([]float64, q), moved: mat.NewVecDense(q, nil), slope: mat.NewVecDense(q, nil),
	}
	cholesky.LTo(w.factor)
	return w, true
}
