package numeric

import (
	"math"
)

// Dot is the scalar product of a and as much of b, in the order of the elements: gonum's sums in another, and stored
// results depend on the last digit.
func Dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

// SolveCholesky solves A x = b in place for a small symmetric matrix and reports whether it is positive definite.
func SolveCholesky(a [][]float64, b []float64) bool {
	for i := range a {
		for j := 0; j <= i; j++ {
			a[i][j] -= Dot(a[i][:j], a[j][:j])
			if i > j {
				a[i][j] /= a[j][j]
			}
		}
		if !(a[i][i] > 0) {
			return false
		}
		a[i][i] = math.Sqrt(a[i][i])
		b[i] = (b[i] - Dot(a[i][:i], b[:i])) / a[i][i]
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := i + 1; k < len(a); k++ {
			b[i] -= a[k][i] * b[k]
		}
		b[i] /= a[i][i]
	}
	return true
}

// Norm is the Euclidean length.
func Norm(x []float64) float64 { return math.Sqrt(Dot(x, x)) }

// NewMatrix makes a matrix of zeros as [outer][inner], in one piece of memory.
func NewMatrix(outer, inner int) [][]float64 {
	cells := make([]float64, outer*inner)
	table := make([][]float64, outer)
	for i := range table {
		table[i] = cells[i*inner : (i+1)*inner : (i+1)*inner]
	}
	return table
}

func minimum(values []float64) float64 {
	least := math.Inf(1)
	for _, value := range values {
		least = min(least, value)
	}
	return least
}

// Finite reports whether a number is neither infinite nor NaN.
func Finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
