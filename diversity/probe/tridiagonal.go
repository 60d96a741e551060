package probe

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/floats"
	lapack "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/mat"
)

// tridiagonal is a symmetric matrix Q T Q' with orthonormal Q [n, n] and tridiagonal T. It is found in a fraction of
// the time of the eigenvalues, and serves a sweep over shifts as well: adding a multiple of the identity leaves Q as it
// is.
type tridiagonal struct {
	diagonal, off []float64 // of T: [n], [n-1]
	q             *mat.Dense
}

// decompose returns a a'.
func decompose(a mat.Matrix) tridiagonal {
	n, _ := a.Dims()
	gram := mat.NewSymDense(n, nil)
	gram.SymOuterK(1, a)
	raw := gram.RawSymmetric() // the upper triangle, which Dsytrd overwrites with reflections
	t := tridiagonal{diagonal: make([]float64, n), off: make([]float64, n-1)}
	scales := make([]float64, n-1)
	work := make([]float64, max(1, 64*n))
	lapack.Implementation{}.Dsytrd(blas.Upper, n, raw.Data, raw.Stride, t.diagonal, t.off, scales, work, len(work))
	lapack.Implementation{}.Dorgtr(blas.Upper, n, raw.Data, raw.Stride, scales, work, len(work))
	t.q = mat.NewDense(n, n, raw.Data)
	return t
}

// rounding is about the largest rounding error of an eigenvalue.
func (t tridiagonal) rounding() float64 {
	return float64(len(t.diagonal)) * floats.Sum(t.diagonal) * 0x1p-52
}

// shifted is T + shift I = L D L' with unit lower bidiagonal L and diagonal D.
type shifted struct{ lower, diagonal []float64 }

// shift factors T + strength I. A strength below rounding error counts as that.
func (t tridiagonal) shift(strength float64) shifted {
	strength = max(strength, t.rounding())
	s := shifted{make([]float64, len(t.off)), make([]float64, len(t.diagonal))}
	s.diagonal[0] = t.diagonal[0] + strength
	for i, e := range t.off {
		s.lower[i] = e / s.diagonal[i]
		s.diagonal[i+1] = t.diagonal[i+1] + strength - s.lower[i]*e
	}
	return s
}

// solve returns (T + shift I)^-1 b for b [n, C].
func (s shifted) solve(b *mat.Dense) *mat.Dense {
	x := mat.DenseCopyOf(b)
	for i, l := range s.lower {
		floats.AddScaled(x.RawRowView(i+1), -l, x.RawRowView(i))
	}
	for i, d := range s.diagonal {
		floats.Scale(1/d, x.RawRowView(i))
	}
	for i := len(s.lower) - 1; i >= 0; i-- {
		floats.AddScaled(x.RawRowView(i), -s.lower[i], x.RawRowView(i+1))
	}
	return x
}

// quadratic returns z' (T + shift I)^-1 z for every column z of [n, M].
func (s shifted) quadratic(columns *mat.Dense) []float64 {
	_, count := columns.Dims()
	sums, eliminated := make([]float64, count), make([]float64, count)
	for i, d := range s.diagonal {
		if i > 0 {
			floats.Scale(-s.lower[i-1], eliminated)
		}
		floats.Add(eliminated, columns.RawRowView(i))
		for c, u := range eliminated {
			sums[c] += u * u / d
		}
	}
	return sums
}
