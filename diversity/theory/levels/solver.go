package levels

import (
	"cmp"
	"math"
	"slices"

	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/varpro"
)

// solver minimises half the weighted sum of squares over the logarithms of the exponents of a law; the coefficients
// follow by non-negative least squares (variable projection, Golub and Pereyra 1973). It is used by one goroutine.
type solver struct {
	law                 Law
	rows                []row
	target              []float64 // of each row
	squares             *numeric.LeastSquares
	basis               [][]float64 // [row][coefficient]
	residuals           []float64   // weighted
	exponents, shifted  []float64   // shifted: beside the present ones
	coefficients, moved []float64   // moved: a basis beside the present one
	slopes              []float64
	low, high           []float64 // bounds of ln exponent
	search              *varpro.Search

	huber, ceiling float64
	share          []float64 // by which the square of a row counts: less than 1 beyond the Huber delta
	side           []int     // of each residual: -1 or 1 beyond the Huber delta, else 0
	below          []bool    // rows that count: not those that the law puts above the ceiling
}

// row is a size with its weight in the sum of squares.
type row struct {
	at     Place
	weight float64
}

func newSolver(law Law, rows []row, o Options) *solver {
	p, exponents := len(law.Coefficients()), law.Exponents()
	s := &solver{law: law, rows: rows, target: make([]float64, len(rows)),
		squares: numeric.NewLeastSquares(len(rows), p), basis: numeric.NewMatrix(len(rows), p),
		exponents: make([]float64, len(exponents)), shifted: make([]float64, len(exponents)),
		slopes:       make([]float64, p*len(exponents)),
		coefficients: make([]float64, p), moved: make([]float64, p), residuals: make([]float64, len(rows)),
		huber: o.Huber, ceiling: o.Ceiling, share: make([]float64, len(rows)), below: make([]bool, len(rows)),
		side: make([]int, len(rows))}
	for i := range rows {
		s.share[i], s.below[i] = 1, true
	}
	for _, e := range exponents {
		s.low, s.high = append(s.low, math.Log(e.Low)), append(s.high, math.Log(e.High))
	}
	s.search = varpro.NewSearch(s, s.low, s.high)
	return s
}

// Objective projects the coefficients out and returns half the weighted sum of squares, or the sum of Huber's losses,
// over the rows that count.
func (s *solver) Objective(lnExponents []float64) float64 {
	for e, u := range lnExponents {
		s.exponents[e] = math.Exp(u)
	}
	for i, r := range s.rows {
		s.law.Basis(r.at, s.exponents, s.basis[i])
	}
	if s.huber == 0 {
		s.project()
		return s.loss()
	}
	return s.reweighted()
}

// project finds the coefficients with the least sum of squares of the rows by their shares.
func (s *solver) project() {
	p := len(s.coefficients)
	for i, r := range s.rows {
		root := 0.0
		if s.below[i] {
			root = math.Sqrt(r.weight * s.share[i])
		}
		for j, value := range s.basis[i] {
			s.squares.Columns[j][i] = root * value
		}
		s.squares.Columns[p][i] = root * s.target[i]
	}
	s.squares.NonNegative(s.coefficients)
}

// loss is the objective at the coefficients, and sets the weighted residuals.
func (s *solver) loss() float64 {
	sum := 0.0
	for i, r := range s.rows {
		s.residuals[i] = 0
		if !s.below[i] {
			continue
		}
		miss := s.target[i] - numeric.Dot(s.coefficients, s.basis[i])
		s.residuals[i] = r.weight * miss
		if s.huber == 0 {
			sum += s.residuals[i] * miss / 2
			continue
		}
		off := math.Sqrt(r.weight) * miss
		s.residuals[i] = math.Sqrt(r.weight) * s.clipped(off)
		sum += s.lossOf(off)
	}
	return sum
}

// slopeStep is the step in ln exponent of central differences of a basis.
const slopeStep = 1e-5

// Gradient writes the derivatives of the last objective. The coefficients minimise the sum of squares, so that only the
// basis moves (envelope theorem).
func (s *solver) Gradient(gradient []float64) {
	clear(gradient)
	if law, ok := s.law.(Differentiable); ok {
		s.addSlopes(law, gradient)
		return
	}
	for e := range gradient {
		for i := range s.rows {
			gradient[e] -= s.residuals[i] * s.slope(i, e)
		}
	}
}

// addSlopes adds the derivatives that a law knows.
func (s *solver) addSlopes(law Differentiable, gradient []float64) {
	p := len(s.coefficients)
	for i, r := range s.rows {
		law.BasisSlopes(r.at, s.exponents, s.slopes)
		for e := range gradient {
			gradient[e] -= s.exponents[e] * s.residuals[i] * numeric.Dot(s.coefficients, s.slopes[e*p:(e+1)*p])
		}
	}
}

// TotalSquares is half the weighted sum of squares of the targets.
func (s *solver) TotalSquares() float64 {
	sum := 0.0
	for i, r := range s.rows {
		sum += r.weight * s.target[i] * s.target[i]
	}
	return sum / 2
}

// solution is where a search ended.
type solution struct {
	parameters  []float64 // coefficients, then exponents
	lnExponents []float64
	objective   float64
	converged   bool
}

// from searches from a start.
func (s *solver) from(start []float64) solution {
	if s.ceiling != 0 {
		return s.fromBelow(start)
	}
	return s.along(start)
}

// along searches with the rows that count now.
func (s *solver) along(start []float64) solution {
	end := solution{converged: true, lnExponents: start}
	if len(start) == 0 {
		end.objective = s.Objective(nil)
	} else {
		optimum := s.search.From(start, varpro.MaxSteps)
		end = solution{lnExponents: optimum.LnExponents, objective: optimum.Objective, converged: optimum.Converged}
	}
	end.parameters = append(slices.Clone(s.coefficients), s.exponents...)
	return end
}

// determined reports whether the rows tell all parameters at the last objective apart: whether the derivatives in them
// are independent. Exponents of a term that is 0 have none, and are not counted.
func (s *solver) determined() bool {
	p := len(s.coefficients)
	var columns [][]float64
	for j := range p {
		columns = append(columns, s.column(func(i int) float64 { return s.basis[i][j] }))
	}
	for e := range s.exponents {
		slopes := s.column(func(i int) float64 { return s.slope(i, e) })
		if numeric.Norm(slopes) > 0 {
			columns = append(columns, slopes)
		}
	}
	l := numeric.NewLeastSquares(len(s.rows), len(columns))
	for j, column := range columns {
		copy(l.Columns[j], column)
	}
	return l.Rank() == len(columns)
}

func (s *solver) column(at func(i int) float64) []float64 {
	column := make([]float64, len(s.rows))
	for i := range column {
		if s.below[i] {
			column[i] = at(i)
		}
	}
	return column
}

// slope is the derivative of the law at a row with respect to ln exponent.
func (s *solver) slope(i, e int) float64 {
	sum := 0.0
	for _, sign := range []float64{1, -1} {
		copy(s.shifted, s.exponents)
		s.shifted[e] *= math.Exp(sign * slopeStep)
		s.law.Basis(s.rows[i].at, s.shifted, s.moved)
		sum += sign / (2 * slopeStep) * numeric.Dot(s.coefficients, s.moved)
	}
	return sum
}

// searched is how many of the best starts of the grid are searched from.
const searched = 4

// best searches from the most promising points of a grid, and is left at the end.
func (s *solver) best() solution {
	starts := gridOf(s.law.Exponents())
	s.countBelow(s.target)
	values := map[int]float64{}
	order := make([]int, len(starts))
	for i, start := range starts {
		order[i], values[i] = i, s.Objective(start)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	var least solution
	for i, at := range order[:min(searched, len(order))] {
		s.countBelow(s.target)
		if end := s.from(starts[at]); i == 0 || end.objective < least.objective {
			least = end
		}
	}
	s.stand(least)
	return least
}

// gridOf are starts, even in ln exponent.
func gridOf(exponents []laws.Exponent) [][]float64 {
	return varpro.GridOf(exponents, varpro.StartsPerAxis[len(exponents)])
}
