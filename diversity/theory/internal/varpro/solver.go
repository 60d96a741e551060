package varpro

import (
	"math"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/laws"
)

// Solver minimises half the weighted sum of squares over the exponents; the coefficients follow from them by
// non-negative least squares (variable projection, Golub and Pereyra 1973). It works in the logarithms of the
// exponents. A solver is used by one goroutine.
type Solver struct {
	law       laws.Law
	slopeOf   laws.SlopeFunc
	Low, High []float64 // bounds of ln exponent

	lnK, lnn, Target []float64 // one per row
	Weight, root     []float64 // of the squares, >= 0, and their square roots

	tables       []basisTable // one per coefficient for laws of powers, else nil
	Squares      *numeric.LeastSquares
	Basis        [][]float64 // [row][coefficient]
	residual     []float64   // weighted: w_i (y_i - f_i)
	Coefficients []float64
	Exponents    []float64
	slopes       []float64
}

// NewSolver prepares the problem of a law over rows of sizes; targets and weights are filled in by [Table.Fill].
func NewSolver(law laws.Law, lnK, lnn []float64) *Solver {
	p, exponents := len(law.Coefficients()), law.Exponents()
	rows, q := len(lnK), len(exponents)
	s := &Solver{
		law: law, slopeOf: laws.SlopesOf(law), lnK: lnK, lnn: lnn, tables: basisTables(law, lnK, lnn),
		Target: make([]float64, rows), Weight: make([]float64, rows), root: make([]float64, rows),
		Squares: numeric.NewLeastSquares(rows, p), Basis: numeric.NewMatrix(rows, p), residual: make([]float64, rows),
		Coefficients: make([]float64, p), Exponents: make([]float64, q), slopes: make([]float64, p*q),
	}
	for _, exponent := range exponents {
		s.Low, s.High = append(s.Low, math.Log(exponent.Low)), append(s.High, math.Log(exponent.High))
	}
	return s
}

// Objective projects the coefficients out at the given ln exponents and returns half the weighted sum of squares.
// Afterwards coefficients, exponents, basis and residual belong to that point.
func (s *Solver) Objective(lnExponents []float64) float64 {
	s.moveTo(lnExponents)
	s.Squares.NonNegative(s.Coefficients)
	sum := 0.0
	for i, row := range s.Basis {
		miss := s.Target[i] - numeric.Dot(s.Coefficients, row)
		s.residual[i] = s.Weight[i] * miss
		sum += s.residual[i] * miss
	}
	return sum / 2
}

// moveTo writes the least-squares problem at the given ln exponents.
func (s *Solver) moveTo(lnExponents []float64) {
	for e, u := range lnExponents {
		s.Exponents[e] = math.Exp(u)
	}
	s.FillRows()
}

// FillRows writes the least-squares problem at the exponents.
func (s *Solver) FillRows() {
	columns, p := s.Squares.Columns, len(s.Coefficients)
	for i, weight := range s.Weight {
		s.root[i] = math.Sqrt(weight)
		columns[p][i] = s.root[i] * s.Target[i]
	}
	for j := range s.tables {
		s.fillColumn(j)
	}
	if s.tables == nil {
		for i, root := range s.root {
			s.fillRow(i, root)
		}
	}
}

// fillColumn writes a basis function of a law of powers.
func (s *Solver) fillColumn(j int) {
	t, column := &s.tables[j], s.Squares.Columns[j]
	t.fill(s.Exponents)
	for i, index := range t.indexOf {
		value := t.values[index]
		s.Basis[i][j] = value
		column[i] = s.root[i] * value
	}
}

// fillRow writes one row for any law. A bootstrap leaves out a third of the single runs: their rows are zero and cost
// nothing.
func (s *Solver) fillRow(i int, root float64) {
	if root > 0 {
		s.law.Basis(s.lnK[i], s.lnn[i], s.Exponents, s.Basis[i])
	}
	for j, value := range s.Basis[i] {
		s.Squares.Columns[j][i] = root * value
	}
}

// Gradient writes the derivatives of the objective with respect to ln exponents, at the point of the last call of
// objective. Since the coefficients minimise the sum of squares, only the explicit dependence counts (envelope
// theorem): -sum_i w_i r_i sum_j c_j d basis_ij / d ln exponent.
func (s *Solver) Gradient(gradient []float64) {
	clear(gradient)
	if s.tables == nil {
		s.addSlopes(gradient)
	}
	for j, t := range s.tables {
		if t.exponent == None {
			continue
		}
		for i, index := range t.indexOf { // d basis / d exponent = -argument * basis
			gradient[t.exponent] += s.residual[i] * s.Coefficients[j] * t.arguments[index] * t.values[index]
		}
	}
	for e, exponent := range s.Exponents {
		gradient[e] *= exponent
	}
}

// addSlopes adds the derivatives with respect to the exponents themselves.
func (s *Solver) addSlopes(gradient []float64) {
	p := len(s.Coefficients)
	for i := range s.lnK {
		if s.residual[i] == 0 {
			continue
		}
		s.slopeOf(s.lnK[i], s.lnn[i], s.Exponents, s.slopes)
		for e := range gradient {
			gradient[e] -= s.residual[i] * numeric.Dot(s.Coefficients, s.slopes[e*p:(e+1)*p])
		}
	}
}

// TotalSquares is half the weighted sum of squares of the targets: the scale of the objective.
func (s *Solver) TotalSquares() float64 {
	sum := 0.0
	for i, y := range s.Target {
		sum += s.Weight[i] * y * y
	}
	return sum / 2
}

// Parameters returns a copy of the coefficients and exponents of the last call of objective.
func (s *Solver) Parameters() []float64 {
	return append(append(make([]float64, 0, len(s.Coefficients)+len(s.Exponents)), s.Coefficients...), s.Exponents...)
}
