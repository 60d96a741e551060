package theory_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// lawsWithParameters are all laws of the package with ordinary parameters.
var lawsWithParameters = []struct {
	law        theory.Law
	parameters []float64
	at         float64 // value at K = 32, n = 16, computed by hand from the formula
}{
	{theory.Tied{}, []float64{0.1, 0.8, 0.5, 0.6}, 0.1 + 0.8*math.Pow(32, -0.6) + 0.5*math.Pow(16, -0.6)},
	{theory.Tied{Exponent: 0.5}, []float64{0.1, 0.8, 0.5}, 0.1 + 0.8/math.Sqrt(32) + 0.5/4},
	{theory.Untied{}, []float64{0.1, 0.8, 0.5, 0.6, 0.3}, 0.1 + 0.8*math.Pow(32, -0.6) + 0.5*math.Pow(16, -0.3)},
	{theory.Pooled{}, []float64{0.1, 0.8, 0.5, 0.6, 0.3}, 0.1 + 0.8*math.Pow(32, -0.6) + 0.5*math.Pow(512, -0.3)},
	{theory.Flat{}, []float64{0.1, 2, 0.3}, 0.1 + 2*math.Pow(512, -0.3)},
	{theory.Capped{}, []float64{0.1, 0.8, 0.5, 0.6, 0.3, 4}, 0.1 + 0.8*math.Pow(32, -0.6) + 0.5/(math.Pow(16, 0.3)+math.Pow(4, 0.3))},
	{theory.WithTotal{Law: theory.Tied{}}, []float64{0.1, 0.8, 0.5, 2, 0.6, 0.3}, 0.1 + 0.8*math.Pow(32, -0.6) + 0.5*math.Pow(16, -0.6) + 2*math.Pow(512, -0.3)},
}

func TestValuesFollowTheFormulas(t *testing.T) {
	for _, c := range lawsWithParameters {
		near(t, c.law.Name(), theory.Value(c.law, math.Log(32), math.Log(16), c.parameters), c.at, 1e-14)
	}
}

func TestGradientsMatchFiniteDifferences(t *testing.T) {
	for _, c := range lawsWithParameters {
		lnK, lnn := math.Log(24), math.Log(7)
		gradient := make([]float64, len(c.parameters))
		theory.Gradient(c.law, lnK, lnn, c.parameters, gradient)
		for i := range c.parameters {
			moved := append([]float64(nil), c.parameters...)
			const step = 1e-5
			moved[i] += step
			above := theory.Value(c.law, lnK, lnn, moved)
			moved[i] -= 2 * step
			slope := (above - theory.Value(c.law, lnK, lnn, moved)) / (2 * step)
			near(t, c.law.Name()+" gradient", gradient[i], slope, 1e-9)
		}
	}
}

// withoutSlopes hides the derivatives and the closed form of a law, as a law written in a cell has none.
type withoutSlopes struct{ theory.Law }

func TestGradientWithoutDerivativesAgrees(t *testing.T) {
	for _, c := range lawsWithParameters {
		exact, numeric := make([]float64, len(c.parameters)), make([]float64, len(c.parameters))
		theory.Gradient(c.law, 3, 2, c.parameters, exact)
		theory.Gradient(withoutSlopes{c.law}, 3, 2, c.parameters, numeric)
		for i := range exact {
			near(t, c.law.Name()+" numeric gradient", numeric[i], exact[i], 1e-9)
		}
	}
}

func TestClosedFormIsTheMinimum(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		parameters := []float64{0.1, 0.1 + rng.Float64(), 0.1 + rng.Float64(), 0.2 + 1.5*rng.Float64(), 0.2 + 1.5*rng.Float64()}
		budget := math.Exp(5 + 6*rng.Float64())
		best := theory.Untied{}.BestClasses(budget, parameters)
		at := func(k float64) float64 {
			return theory.Value(theory.Untied{}, math.Log(k), math.Log(budget/k), parameters)
		}
		for _, factor := range []float64{0.5, 0.99, 1.01, 2} {
			if at(best*factor) < at(best) {
				t.Fatalf("%v at N = %v: K = %v is better than K* = %v", parameters, budget, best*factor, best)
			}
		}
	}
}

func TestTiedIsUntiedWithEqualExponents(t *testing.T) {
	tied := theory.Tied{}.BestClasses(4096, []float64{0.1, 0.8, 0.5, 0.6})
	near(t, "K*", tied, theory.Untied{}.BestClasses(4096, []float64{0.1, 0.8, 0.5, 0.6, 0.6}), 1e-9)
	near(t, "K* = sqrt(x* N)", tied, math.Sqrt(math.Pow(0.8/0.5, 1/0.6)*4096), 1e-9)
	near(t, "fixed exponent", theory.Tied{Exponent: 0.6}.BestClasses(4096, []float64{0.1, 0.8, 0.5}), tied, 1e-9)
}

// TestTotalMovesNothing: a term of N alone leaves the best size where it was.
func TestTotalMovesNothing(t *testing.T) {
	with := theory.WithTotal{Law: theory.Untied{}}
	near(t, "K*", with.BestClasses(4096, []float64{0.1, 0.8, 0.5, 2, 0.6, 0.4, 0.3}), theory.Untied{}.BestClasses(4096, []float64{0.1, 0.8, 0.5, 0.6, 0.4}), 1e-9)
	if with.Name() != "untied + N" || !strings.HasSuffix(with.TeX(), `C\,(Kn)^{-c}`) {
		t.Errorf("%s: %s", with.Name(), with.TeX())
	}
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5}
	if _, err := theory.Fit(measure(t, world, ladder(64, 256), 1, 1), theory.WithTotal{}, theory.FitOptions{}); !errors.Is(err, theory.ErrLaw) {
		t.Errorf("without a law: %v", err)
	}
}

// TestTotalMendsTheFit: on study A a term of N alone explains half of what the tied law misses.
func TestTotalMendsTheFit(t *testing.T) {
	points := measured(t, studyA, "om")
	tied, with := meansMissed(t, points, theory.Tied{}), meansMissed(t, points, theory.WithTotal{Law: theory.Tied{}})
	if with > 0.7*tied {
		t.Errorf("tied misses by %.2f points, with a term of N by %.2f", tied, with)
	}
}

// TestCappedFindsItsCap: a curve that stops rising at few images is fitted exactly, where the untied law fails.
func TestCappedFindsItsCap(t *testing.T) {
	truth := []float64{0.05, 0.6, 1.5, 0.5, 1.2, 6}
	var points []diversity.Measurement
	for _, s := range ladder(256, 1024, 4096) {
		e := theory.Value(theory.Capped{}, math.Log(float64(s.Classes)), math.Log(float64(s.PerClass)), truth)
		points = append(points, row(s.Classes, s.PerClass, s.String(), "", e))
	}
	fitted := fit(t, points, theory.Capped{}, theory.FitOptions{Replicates: -1})
	for i, value := range fitted.Values() {
		near(t, fitted.Parameters[i].Name, value, truth[i], 1e-3*truth[i])
	}
	if untied := meansMissed(t, points, theory.Untied{}); untied < 0.5 {
		t.Errorf("the untied law misses by %.2f points only", untied)
	}
}

func TestLawsWithoutAnInnerOptimum(t *testing.T) {
	cases := []struct {
		name string
		got  float64
		want float64
	}{
		{"untied without A", theory.Untied{}.BestClasses(512, []float64{0.1, 0, 1, 1, 1}), 0},
		{"untied without B", theory.Untied{}.BestClasses(512, []float64{0.1, 1, 0, 1, 1}), math.Inf(1)},
		{"pooled", theory.Pooled{}.BestClasses(512, []float64{0.1, 1, 1, 1, 1}), math.Inf(1)},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%s: K* = %v, want %v", c.name, c.got, c.want)
		}
	}
	for _, k := range []float64{
		theory.Flat{}.BestClasses(512, []float64{0.1, 1, 1}),
		theory.Untied{}.BestClasses(512, []float64{0.1, 0, 0, 1, 1}),
		theory.Pooled{}.BestClasses(512, []float64{0.1, 0, 1, 1, 1}),
	} {
		if !math.IsNaN(k) {
			t.Errorf("a flat law has K* = %v, want NaN", k)
		}
	}
}
