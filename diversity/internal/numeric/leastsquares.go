package numeric

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// dependent is the share of a column's length below which what is left of it, after the columns before it are taken
// out, is rounding error: the column then adds nothing.
const dependent = 1e-13

// LeastSquares solves min |X c - y| by modified Gram-Schmidt on the columns of X with y appended, which is as stable as
// Householder reflections when y is treated as one more column (Bjorck 1967). The matrices here have a handful of
// columns, and a bootstrap solves millions of them: hence no allocation after the first use.
type LeastSquares struct {
	Columns [][]float64 // p columns of X, then y; overwritten by triangularise
	R       [][]float64 // upper triangle, (p+1) x (p+1), stored by column: r[column][row]
	small   *LeastSquares
	subset  []int
	trial   []float64
	Least   float64 // share of its length that a column must have as its own
}

// NewLeastSquares makes room for so many rows and p columns.
func NewLeastSquares(rows, p int) *LeastSquares {
	l := &LeastSquares{Columns: NewMatrix(p+1, rows), R: NewMatrix(p+1, p+1), subset: make([]int, 0, p),
		trial: make([]float64, p), Least: dependent}
	return l
}

// Triangularise fills r. A dependent column gets a zero diagonal.
func (l *LeastSquares) Triangularise() {
	for j, column := range l.Columns {
		squares := floats.Dot(column, column)
		before := math.Sqrt(squares + Dot(l.R[j][:j], l.R[j][:j]))
		norm := math.Sqrt(squares)
		if norm <= l.Least*before {
			norm = 0
		}
		l.R[j][j] = norm
		for k := j + 1; k < len(l.Columns); k++ {
			l.R[k][j] = 0
			if norm > 0 {
				l.R[k][j] = removeProjection(l.Columns[k], column, norm)
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

// BackSubstitute writes the solution of the triangular system, with 0 for dependent columns.
func (l *LeastSquares) BackSubstitute(solution []float64) {
	p := len(l.Columns) - 1
	for j := p - 1; j >= 0; j-- {
		solution[j] = 0
		if l.R[j][j] == 0 {
			continue
		}
		sum := l.R[p][j]
		for k := j + 1; k < p; k++ {
			sum -= l.R[k][j] * solution[k]
		}
		solution[j] = sum / l.R[j][j]
	}
}

// Project writes Q'b and returns it; what is left of b is outside the span of the columns.
func (l *LeastSquares) Project(b, projection []float64) []float64 {
	for j := range projection {
		projection[j] = 0
		if norm := l.R[j][j]; norm > 0 {
			projection[j] = removeProjection(b, l.Columns[j], norm)
		}
	}
	return projection
}

// ReplaceLast triangularises again with another last column.
func (l *LeastSquares) ReplaceLast() {
	p := len(l.Columns) - 1
	l.Project(l.Columns[p], l.R[p][:p])
	l.R[p][p] = math.Sqrt(floats.Dot(l.Columns[p], l.Columns[p]))
}

// Misfit is |X c - y|^2, from the triangle.
func (l *LeastSquares) Misfit(c []float64) float64 {
	p := len(c)
	sum := l.R[p][p] * l.R[p][p]
	for row := range p {
		miss := l.R[p][row]
		for j := row; j < p; j++ {
			miss -= l.R[j][row] * c[j]
		}
		sum += miss * miss
	}
	return sum
}

// NonNegative writes the solution of min |X c - y| with c >= 0. The constrained minimum is the unconstrained one on
// some subset of the columns, so that with at most 8 columns trying every subset on the small triangle is exact and
// simple. The columns must have been filled; they are overwritten.
func (l *LeastSquares) NonNegative(solution []float64) {
	l.Triangularise()
	l.SolveNonNegative(solution)
}

// SolveNonNegative is nonNegative with the triangle.
func (l *LeastSquares) SolveNonNegative(solution []float64) {
	l.BackSubstitute(solution)
	if minimum(solution) >= 0 {
		return
	}
	p := len(solution)
	if l.small == nil {
		l.small = NewLeastSquares(p, p)
	}
	clear(solution)
	best := Dot(l.R[p][:p], l.R[p][:p])
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
func (l *LeastSquares) trySubset(mask int) (misfit float64, ok bool) {
	p := len(l.Columns) - 1
	l.subset = l.subset[:0]
	for j := range p {
		if mask&(1<<j) != 0 {
			l.subset = append(l.subset, j)
		}
	}
	s := len(l.subset)
	part := LeastSquares{Columns: l.small.Columns[:s+1], R: l.small.R[:s+1], Least: l.Least}
	for i, j := range l.subset {
		copyTriangle(part.Columns[i], l.R[j], j+1)
	}
	copyTriangle(part.Columns[s], l.R[p], p)
	part.Triangularise()
	part.BackSubstitute(l.trial[:s])
	return part.R[s][s] * part.R[s][s], minimum(l.trial[:s]) >= 0
}

// copyTriangle copies the first count entries of a column of a triangle and fills the rest with zeros.
func copyTriangle(to, from []float64, count int) {
	clear(to)
	copy(to, from[:count])
}

// Rank counts the columns (without the last) that add a direction of their own. It overwrites them.
func (l *LeastSquares) Rank() int {
	const own = 1e-9 // far above rounding error, far below what a fit can resolve
	lengths := make([]float64, len(l.Columns)-1)
	for j := range lengths {
		lengths[j] = Norm(l.Columns[j])
	}
	l.Triangularise()
	rank := 0
	for j, length := range lengths {
		if l.R[j][j] > own*length {
			rank++
		}
	}
	return rank
}
