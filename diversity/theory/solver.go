package theory

import "math"

// solver minimises half the weighted sum of squares over the exponents; the coefficients follow from them by
// non-negative least squares (variable projection, Golub and Pereyra 1973). It works in the logarithms of the
// exponents. A solver is used by one goroutine.
type solver struct {
	law       Law
	slopeOf   slopeFunc
	low, high []float64 // bounds of ln exponent

	lnK, lnn, target []float64 // one per row
	weight, root     []float64 // of the squares, >= 0, and their square roots

	tables       []basisTable // one per coefficient for laws of powers, else nil
	squares      *leastSquares
	basis        [][]float64 // [row][coefficient]
	residual     []float64   // weighted: w_i (y_i - f_i)
	coefficients []float64
	exponents    []float64
	slopes       []float64
}

func newSolver(law Law, lnK, lnn []float64) *solver {
	p, exponents := len(law.Coefficients()), law.Exponents()
	rows, q := len(lnK), len(exponents)
	s := &solver{
		law: law, slopeOf: slopesOf(law), lnK: lnK, lnn: lnn, tables: basisTables(law, lnK, lnn),
		target: make([]float64, rows), weight: make([]float64, rows), root: make([]float64, rows),
		squares: newLeastSquares(rows, p), basis: grid2(rows, p), residual: make([]float64, rows),
		coefficients: make([]float64, p), exponents: make([]float64, q), slopes: make([]float64, p*q),
	}
	for _, exponent := range exponents {
		s.low, s.high = append(s.low, math.Log(exponent.Low)), append(s.high, math.Log(exponent.High))
	}
	return s
}

// objective projects the coefficients out at the given ln exponents and returns half the weighted sum of squares.
// Afterwards coefficients, exponents, basis and residual belong to that place.
func (s *solver) objective(place []float64) float64 {
	s.moveTo(place)
	s.squares.nonNegative(s.coefficients)
	sum := 0.0
	for i, row := range s.basis {
		miss := s.target[i] - dot(s.coefficients, row)
		s.residual[i] = s.weight[i] * miss
		sum += s.residual[i] * miss
	}
	return sum / 2
}

// moveTo writes the least-squares problem at the given ln exponents.
func (s *solver) moveTo(place []float64) {
	for e, u := range place {
		s.exponents[e] = math.Exp(u)
	}
	s.fillRows()
}

// fillRows writes the least-squares problem at the exponents.
func (s *solver) fillRows() {
	columns, p := s.squares.columns, len(s.coefficients)
	for i, weight := range s.weight {
		s.root[i] = math.Sqrt(weight)
		columns[p][i] = s.root[i] * s.target[i]
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
func (s *solver) fillColumn(j int) {
	t, column := &s.tables[j], s.squares.columns[j]
	t.fill(s.exponents)
	for i, index := range t.indexOf {
		value := t.values[index]
		s.basis[i][j] = value
		column[i] = s.root[i] * value
	}
}

// fillRow writes one row for any law. A bootstrap leaves out a third of the single runs: their rows are zero and cost nothing.
func (s *solver) fillRow(i int, root float64) {
	if root > 0 {
		s.law.Basis(s.lnK[i], s.lnn[i], s.exponents, s.basis[i])
	}
	for j, value := range s.basis[i] {
		s.squares.columns[j][i] = root * value
	}
}

// gradient writes the derivatives of the objective with respect to ln exponents, at the place of the last call of
// objective. Since the coefficients minimise the sum of squares, only the explicit dependence counts (envelope theorem):
// -sum_i w_i r_i sum_j c_j d basis_ij / d ln exponent.
func (s *solver) gradient(gradient []float64) {
	clear(gradient)
	if s.tables == nil {
		s.addSlopes(gradient)
	}
	for j, t := range s.tables {
		if t.exponent == none {
			continue
		}
		for i, index := range t.indexOf { // d basis / d exponent = -argument * basis
			gradient[t.exponent] += s.residual[i] * s.coefficients[j] * t.arguments[index] * t.values[index]
		}
	}
	for e, exponent := range s.exponents {
		gradient[e] *= exponent
	}
}

// addSlopes adds the derivatives with respect to the exponents themselves.
func (s *solver) addSlopes(gradient []float64) {
	p := len(s.coefficients)
	for i := range s.lnK {
		if s.residual[i] == 0 {
			continue
		}
		s.slopeOf(s.lnK[i], s.lnn[i], s.exponents, s.slopes)
		for e := range gradient {
			gradient[e] -= s.residual[i] * dot(s.coefficients, s.slopes[e*p:(e+1)*p])
		}
	}
}

// totalSquares is half the weighted sum of squares of the targets: the scale of the objective.
func (s *solver) totalSquares() float64 {
	sum := 0.0
	for i, y := range s.target {
		sum += s.weight[i] * y * y
	}
	return sum / 2
}

// parameters returns a copy of the coefficients and exponents of the last call of objective.
func (s *solver) parameters() []float64 {
	return append(append(make([]float64, 0, len(s.coefficients)+len(s.exponents)), s.coefficients...), s.exponents...)
}
