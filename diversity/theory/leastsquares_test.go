package theory

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
		l, x, y := newLeastSquares(rows, p), grid2(p, rows), make([]float64, rows)
		for i := range rows {
			y[i] = rng.NormFloat64()
			l.columns[p][i] = y[i]
			for j := range p {
				x[j][i] = rng.Float64() + 0.3*rng.NormFloat64()
				l.columns[j][i] = x[j][i]
			}
		}
		c := make([]float64, p)
		l.nonNegative(c)
		for i := range y {
			for j := range p {
				y[i] -= c[j] * x[j][i]
			}
		}
		for j := range p {
			gradient := -dot(x[j], y)
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
	l := newLeastSquares(3, 2)
	copy(l.columns[0], []float64{1, 2, 3})
	copy(l.columns[1], []float64{2, 4, 6})
	copy(l.columns[2], []float64{3, 6, 9})
	c := make([]float64, 2)
	l.nonNegative(c)
	if math.Abs(c[0]-3) > 1e-12 || c[1] != 0 {
		t.Errorf("solution %v, want [3 0]", c)
	}
}

func TestCholeskyRejectsIndefinite(t *testing.T) {
	if solveCholesky([][]float64{{1, 2}, {2, 1}}, []float64{1, 1}) {
		t.Error("an indefinite matrix was accepted")
	}
	b := []float64{5, 5}
	if !solveCholesky([][]float64{{4, 1}, {1, 4}}, b) || math.Abs(b[0]-1) > 1e-14 || math.Abs(b[1]-1) > 1e-14 {
		t.Errorf("solution %v, want [1 1]", b)
	}
}

func TestSearchFindsTheClosedForm(t *testing.T) {
	parameters := []float64{0.1, 0.8, 0.5, 0.6, 0.4}
	want := Untied{}.BestClasses(4096, parameters)
	got := searchBestClasses(Untied{}, 4096, parameters)
	if math.Abs(math.Log(got/want)) > 1e-7 {
		t.Errorf("search says K* = %v, the formula %v", got, want)
	}
	if k := searchBestClasses(Pooled{}, 512, []float64{0.1, 1, 1, 1, 1}); !math.IsInf(k, 1) {
		t.Errorf("pooled: K* = %v, want +Inf", k)
	}
	if k := searchBestClasses(Flat{}, 512, []float64{0.1, 1, 1}); !math.IsNaN(k) {
		t.Errorf("flat: K* = %v, want NaN", k)
	}
	if k := searchBestClasses(Untied{}, 512, []float64{0.1, 0, 1, 1, 1}); k != 0 {
		t.Errorf("untied without A: K* = %v, want 0", k)
	}
}

// TestObjectiveGradient checks the envelope theorem in numbers, with and without a coefficient held at 0.
func TestObjectiveGradient(t *testing.T) {
	for _, intercept := range []float64{0.2, -0.2} { // a negative one is held at 0
		world := func(lnK, lnn float64) float64 {
			return intercept + 0.9*math.Exp(-0.4*lnK) + 0.7*math.Exp(-0.8*lnn) + 0.01*math.Sin(7*lnK)
		}
		var lnK, lnn []float64
		for i := range 5 {
			for j := range 5 {
				lnK, lnn = append(lnK, 1+float64(i)), append(lnn, 0.5+float64(j))
			}
		}
		s := newSolver(Untied{}, lnK, lnn)
		for i := range lnK {
			s.target[i], s.weight[i] = world(lnK[i], lnn[i]), 1+float64(i%3)
		}
		place, gradient := []float64{-1.1, -0.1}, make([]float64, 2)
		s.objective(place)
		s.gradient(gradient)
		for e := range place {
			const step = 1e-5
			place[e] += step
			above := s.objective(place)
			place[e] -= 2 * step
			slope := (above - s.objective(place)) / (2 * step)
			place[e] += step
			if math.Abs(slope-gradient[e]) > 1e-7*math.Abs(slope) {
				t.Errorf("intercept %v: gradient %v, finite difference %v", intercept, gradient[e], slope)
			}
		}
	}
}
