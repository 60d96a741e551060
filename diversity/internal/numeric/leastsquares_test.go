package numeric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestNonNegativeMeetsItsConditions checks the Karush-Kuhn-Tucker conditions, which hold at the constrained minimum and
// nowhere else: coefficients are not negative, the gradient is 0 where they are positive and not negative elsewhere.
func TestNonNegativeMeetsItsConditions(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	clamped := 0
	for range 500 {
		rows, p := 10+rng.IntN(20), 1+rng.IntN(5)
		l, x, y := NewLeastSquares(rows, p), NewMatrix(p, rows), make([]float64, rows)
		for i := range rows {
			y[i] = rng.NormFloat64()
			l.Columns[p][i] = y[i]
			for j := range p {
				x[j][i] = rng.Float64() + 0.3*rng.NormFloat64()
				l.Columns[j][i] = x[j][i]
			}
		}
		c := make([]float64, p)
		l.NonNegative(c)
		for i := range y {
			for j := range p {
				y[i] -= c[j] * x[j][i]
			}
		}
		for j := range p {
			gradient := -Dot(x[j], y)
			if c[j] == 0 {
				clamped++
			}
			if c[j] < 0 || gradient < -1e-10 || (c[j] > 0 && math.Abs(gradient) > 1e-10) {
				t.Fatalf("coefficient %d of %v has gradient %v", j, c, gradient)
			}
		}
	}
	if clamped == 0 {
		t.Error("no coefficient was held at 0: the test does not test")
	}
}

func TestDependentColumnsAreLeftOut(t *testing.T) {
	l := NewLeastSquares(3, 2)
	copy(l.Columns[0], []float64{1, 2, 3})
	copy(l.Columns[1], []float64{2, 4, 6})
	copy(l.Columns[2], []float64{3, 6, 9})
	c := make([]float64, 2)
	l.NonNegative(c)
	if math.Abs(c[0]-3) > 1e-12 || c[1] != 0 {
		t.Errorf("solution %v, want [3 0]", c)
	}
}

func TestCholeskyRejectsIndefinite(t *testing.T) {
	if SolveCholesky([][]float64{{1, 2}, {2, 1}}, []float64{1, 1}) {
		t.Error("an indefinite matrix was accepted")
	}
	b := []float64{5, 5}
	if !SolveCholesky([][]float64{{4, 1}, {1, 4}}, b) || math.Abs(b[0]-1) > 1e-14 || math.Abs(b[1]-1) > 1e-14 {
		t.Errorf("solution %v, want [1 1]", b)
	}
}
