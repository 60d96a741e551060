package nlls

import (
	"context"
	"fmt"
	"math"
	"slices"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/internal/parallel"
)

// Solve fits any model to data. It returns an error wrapping [ErrModel] if the model panics or is not finite at
// the start, the context's error once cancelled, and those of [Problem.Validate]. A search which does not converge is
// no error: see [Solution.Converged].
//
// Method: Levenberg-Marquardt in the trust-region form of More 1978 (MINPACK): parameters are scaled by the largest
// column norms of the Jacobian so far, the damping is set by the length of the step that is trusted, and systems are
// solved by orthogonalisation and never by normal equations. Steps are bent along the model's curvature (geodesic
// acceleration, Transtrum and Sethna 2012) in every second search. Since a first step that is too bold or too timid may
// miss the minimum, the search is repeated with first steps of four lengths; the lowest sum of squares wins.
func Solve(ctx context.Context, problem Problem, o Options) (Solution, error) {
	if err := o.validate(); err != nil {
		return Solution{}, err
	}
	if err := problem.Validate(); err != nil {
		return Solution{}, err
	}
	var solution Solution
	err := parallel.GuardAs(ErrModel, func() (err error) {
		solution, err = searchAll(ctx, problem, o)
		return err
	})
	return solution, err
}

// Refine is one search of [Solve] from a start that is nearly right, in at most so many steps, without the repeats,
// checks and intervals: for a caller that solves thousands of like problems. It returns the sum of squares and the
// parameters; of a start where the model is not finite, +Inf and the start.
func Refine(problem Problem, steps int) (sumOfSquares float64, parameters []float64) {
	m := newMarquardt(problem)
	if !m.evaluate(problem.Start) {
		return math.Inf(1), slices.Clone(problem.Start)
	}
	const firstStep = 0.1
	_ = m.search(context.Background(), steps, firstStep, false) // only a context could end it with an error
	return m.sum, slices.Clone(m.at)
}

// boldness are the lengths of the first step relative to the scaled length of the start.
var boldness = [...]float64{100, 1, 0.1, 0.01}

func searchAll(ctx context.Context, problem Problem, o Options) (Solution, error) {
	m := newMarquardt(problem)
	if !m.evaluate(problem.Start) {
		return Solution{}, fmt.Errorf("%w: it is not finite at the start %v", ErrModel, problem.Start)
	}
	var best Solution
	var sums []float64
	for _, bold := range boldness {
		for _, bend := range []bool{false, true} {
			if err := m.search(ctx, o.steps(), bold, bend); err != nil {
				return Solution{}, err
			}
			sums = append(sums, m.sum)
			if found := m.solution(o); len(sums) == 1 || found.better(best) {
				best = found
			}
		}
	}
	best.Searches, best.Evaluations = len(sums), m.evaluations
	for _, sum := range sums {
		if sum <= best.SumOfSquares*(1+1e-6)+m.rounding() {
			best.Agreeing++
		}
	}
	return best, nil
}

// better prefers the lower sum of squares, and the smaller gradient where sums differ by rounding error only.
func (s Solution) better(other Solution) bool {
	if math.Abs(s.SumOfSquares-other.SumOfSquares) <= 1e-9*other.SumOfSquares {
		return s.Offset < other.Offset
	}
	return s.SumOfSquares < other.SumOfSquares
}

// marquardt holds the memory of the searches of one problem. Vectors of rows are weighted by the roots of the weights.
type marquardt struct {
	problem     Problem
	low, high   []float64
	root        []float64 // roots of the weights
	length      float64   // of the weighted observations
	differences *differences
	rows        [][]float64 // Jacobian by rows, if the user gives it

	at, trial       []float64 // parameters
	residual, ahead []float64 // at them
	sum, aheadSum   float64
	jacobian        [][]float64 // columns
	scale           []float64
	free            []bool
	offset          float64
	step, bent      []float64 // scaled: in units of 1/scale
	curve           []float64 // one per row
	squares, small  *numeric.LeastSquares
	evaluations     int
	steps           int
	reason          Reason
}

func newMarquardt(p Problem) *marquardt {
	rows, count := len(p.Observed), len(p.Start)
	m := &marquardt{
		problem: p, root: make([]float64, rows), residual: make([]float64, rows), ahead: make([]float64, rows),
		at: make([]float64, count), trial: make([]float64, count), scale: make([]float64, count), free: make([]bool, count),
		step: make([]float64, count), bent: make([]float64, count), jacobian: numeric.NewMatrix(count, rows),
		curve:   make([]float64, rows),
		squares: numeric.NewLeastSquares(rows, count), small: numeric.NewLeastSquares(2*count, count),
	}
	for j := range p.Start {
		low, high := p.bounds(j)
		m.low, m.high = append(m.low, low), append(m.high, high)
	}
	for i, y := range p.Observed {
		m.root[i] = p.rootWeight(i)
		m.length = math.Hypot(m.length, m.root[i]*y)
	}
	if p.Jacobian != nil {
		m.rows = numeric.NewMatrix(rows, count)
	}
	m.squares.Least = ownDirection
	m.differences = newDifferences(m.fillResiduals, m.low, m.high, m.length, rows)
	m.differences.setTypical(p.Start)
	return m
}

// fillResiduals writes the weighted residuals.
func (m *marquardt) fillResiduals(parameters, residuals []float64) {
	if m.problem.Residuals != nil {
		m.problem.Residuals(parameters, residuals)
	} else {
		m.problem.Model(parameters, residuals)
		for i, y := range m.problem.Observed {
			residuals[i] = y - residuals[i]
		}
	}
	for i, root := range m.root {
		residuals[i] *= root
	}
}

// evaluate writes residuals and their sum of squares at a point to ahead, and reports whether they are finite.
func (m *marquardt) evaluate(parameters []float64) bool {
	m.evaluations++
	m.fillResiduals(parameters, m.ahead)
	m.aheadSum = numeric.Dot(m.ahead, m.ahead)
	return numeric.Finite(m.aheadSum)
}

// accept moves to the point of the last evaluation.
func (m *marquardt) accept(parameters []float64) {
	copy(m.at, parameters)
	copy(m.residual, m.ahead)
	m.sum = m.aheadSum
}

// differentiate fills the Jacobian of the model at the current point, the scale and the triangle.
func (m *marquardt) differentiate() bool {
	if m.rows != nil {
		m.problem.Jacobian(m.at, m.rows)
		for i, row := range m.rows {
			for j, value := range row {
				m.jacobian[j][i] = m.root[i] * value
			}
		}
	} else {
		m.evaluations += m.differences.fill(m.at, m.residual, m.jacobian)
		for _, column := range m.jacobian { // of the residual, whose sign is the opposite one
			for i := range column {
				column[i] = -column[i]
			}
		}
	}
	for j, column := range m.jacobian {
		length := numeric.Norm(column)
		if !numeric.Finite(length) {
			return false
		}
		m.scale[j] = max(m.scale[j], length)
	}
	m.triangularise()
	return true
}
