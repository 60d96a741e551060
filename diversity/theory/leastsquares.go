package theory

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// dependent is the share of a column's length below which what is left of it, after the columns before it are taken
// out, is rounding error: the column then adds nothing.
const dependent = 1e-13

// leastSquares solves min |X c - y| by modified Gram-Schmidt on the columns of X with y appended, which is as stable as
// Householder reflections when y is treated as one more column (Bjorck 1967). The matrices here have a handful of
// columns, and a bootstrap solves millions of them: hence no allocation after the first use.
type leastSquares struct {
	columns [][]float64 // p columns of X, then y; overwritten by triangularise
	r       [][]float64 // upper triangle, (p+1) x (p+1), stored by column: r[column][row]
	small   *leastSquares
	subset  []int
	trial   []float64
	least   float64 // share of its length that a column must have as its own
}

func newLeastSquares(rows, p int) *leastSquares {
	l := &leastSquares{columns: grid2(p+1, rows), r: grid2(p+1, p+1), subset: make([]int, 0, p), trial: make([]float64, p), least: dependent}
	return l
}

// triangularise fills r. A dependent column gets a zero diagonal.
func (l *leastSquares) triangularise() {
	for j, column := range l.columns {
		squares := floats.Dot(column, column)
		before := math.Sqrt(squares + dot(l.r[j][:j], l.r[j][:j]))
		norm := math.Sqrt(squares)
		if norm <= l.least*before {
			norm = 0
		}
		l.r[j][j] = norm
		for k := j + 1; k < len(l.columns); k++ {
			l.r[k][j] = 0
			if norm > 0 {
				l.r[k][j] = removeProjection(l.columns[k], column, norm)
			}
		}
	}
}

// removeProjection takes the direction of a column out of another and returns the length of what was removed.
func removeProjection(from, direction []float64, norm float64) float64 {
	length := floats.Dot(from, direction) / norm
	floats.AddScaled(from, -length/norm, direction)
	return length
}

// backSubstitute writes the solution of the triangular system, with 0 for dependent columns.
func (l *leastSquares) backSubstitute(solution []float64) {
	p := len(l.columns) - 1
	for j := p - 1; j >= 0; j-- {
		solution[j] = 0
		if l.r[j][j] == 0 {
			continue
		}
		sum := l.r[p][j]
		for k := j + 1; k < p; k++ {
			sum -= l.r[k][j] * solution[k]
		}
		solution[j] = sum / l.r[j][j]
	}
}

// project writes Q'b and returns it; what is left of b is outside the span of the columns.
func (l *leastSquares) project(b, projection []float64) []float64 {
	for j := range projection {
		projection[j] = 0
		if norm := l.r[j][j]; norm > 0 {
			projection[j] = removeProjection(b, l.columns[j], norm)
		}
	}
	return projection
}

// replaceLast triangularises again with another last column.
func (l *leastSquares) replaceLast() {
	p := len(l.columns) - 1
	l.project(l.columns[p], l.r[p][:p])
	l.r[p][p] = math.Sqrt(floats.Dot(l.columns[p], l.columns[p]))
}

// misfit is |X c - y|^2, from the triangle.
func (l *leastSquares) misfit(c []float64) float64 {
	p := len(c)
	sum := l.r[p][p] * l.r[p][p]
	for row := range p {
		miss := l.r[p][row]
		for j := row; j < p; j++ {
			miss -= l.r[j][row] * c[j]
		}
		sum += miss * miss
	}
	return sum
}

// nonNegative writes the solution of min |X c - y| with c >= 0. The constrained minimum is the unconstrained one on
// some subset of the columns, so that with at most 8 columns trying every subset on the small triangle is exact and
// simple. The columns must have been filled; they are overwritten.
func (l *leastSquares) nonNegative(solution []float64) {
	l.triangularise()
	l.solveNonNegative(solution)
}

// solveNonNegative is nonNegative with the triangle.
func (l *leastSquares) solveNonNegative(solution []float64) {
	l.backSubstitute(solution)
	if minimum(solution) >= 0 {
		return
	}
	p := len(solution)
	if l.small == nil {
		l.small = newLeastSquares(p, p)
	}
	clear(solution)
	best := dot(l.r[p][:p], l.r[p][:p])
	for mask := 1; mask < 1<<p-1; mask++ {
		if misfit, ok := l.trySubset(mask); ok && misfit < best {
			best = misfit
			clear(solution)
			for i, j := range l.subset {
				solution[j] = l.trial[i]
			}
		}
	}
}

// trySubset solves for the columns of a bit mask alone and returns the squared misfit within the triangle, or false if
// a coefficient is negative.
func (l *leastSquares) trySubset(mask int) (misfit float64, ok bool) {
	p := len(l.columns) - 1
	l.subset = l.subset[:0]
	for j := range p {
		if mask&(1<<j) != 0 {
			l.subset = append(l.subset, j)
		}
	}
	s := len(l.subset)
	part := leastSquares{columns: l.small.columns[:s+1], r: l.small.r[:s+1], least: l.least}
	for i, j := range l.subset {
		copyTriangle(part.columns[i], l.r[j], j+1)
	}
	copyTriangle(part.columns[s], l.r[p], p)
	part.triangularise()
	part.backSubstitute(l.trial[:s])
	return part.r[s][s] * part.r[s][s], minimum(l.trial[:s]) >= 0
}

// copyTriangle copies the first count entries of a column of a triangle and fills the rest with zeros.
func copyTriangle(to, from []float64, count int) {
	clear(to)
	copy(to, from[:count])
}

// rank counts the columns (without the last) that add a direction of their own. It overwrites them.
func (l *leastSquares) rank() int {
	const own = 1e-9 // far above rounding error, far below what a fit can resolve
	lengths := make([]float64, len(l.columns)-1)
	for j := range lengths {
		lengths[j] = norm(l.columns[j])
	}
	l.triangularise()
	rank := 0
	for j, length := range lengths {
		if l.r[j][j] > own*length {
			rank++
		}
	}
	return rank
}
