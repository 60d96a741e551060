package theory_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// lawsWithParameters are all laws of the package with ordinary parameters.
var lawsWithParameters = []struct {
	law        laws.Law
	parameters []float64
	at         float64 // value at K = 32, n = 16, computed by hand from the formula
}{
	{laws.Tied{}, []float64{0.1, 0.8, 0.5, 0.6}, 0.1 + 0.8*math.Pow(32, -0.6) + 0.5*math.Pow(16, -0.6)},
	{laws.Tied{Exponent: 0.5}, []float64{0.1, 0.8, 0.5}, 0.1 + 0.8/math.Sqrt(32) + 0.5/4},
	{laws.Untied{}, []float64{0.1, 0.8, 0.5, 0.6, 0.3}, 0.1 + 0.8*math.Pow(32, -0.6) + 0.5*math.Pow(16, -0.3)},
	{laws.Pooled{}, []float64{0.1, 0.8, 0.5, 0.6, 0.3}, 0.1 + 0.8*math.Pow(32, -0.6) + 0.5*math.Pow(512, -0.3)},
	{laws.Flat{}, []float64{0.1, 2, 0.3}, 0.1 + 2*math.Pow(512, -0.3)},
	{laws.Capped{}, []float64{0.1, 0.8, 0.5, 0.6, 0.3, 4},
		0.1 + 0.8*math.Pow(32, -0.6) + 0.5/(math.Pow(16, 0.3)+math.Pow(4, 0.3))},
	{laws.WithTotal{Law: laws.Tied{}}, []float64{0.1, 0.8, 0.5, 2, 0.6, 0.3},
		0.1 + 0.8*math.Pow(32, -0.6) + 0.5*math.Pow(16, -0.6) + 2*math.Pow(512, -0.3)},
}

func TestValuesFollowTheFormulas(t *testing.T) {
	for _, c := range lawsWithParameters {
		testkit.Near(t, c.law.Name(), laws.Value(c.law, math.Log(32), math.Log(16), c.parameters), c.at, 1e-14)
	}
}

func TestGradientsMatchFiniteDifferences(t *testing.T) {
	for _, c := range lawsWithParameters {
		lnK, lnn := math.Log(24), math.Log(7)
		gradient := make([]float64, len(c.parameters))
		laws.Gradient(c.law, lnK, lnn, c.parameters, gradient)
		for i := range c.parameters {
			moved := append([]float64(nil), c.parameters...)
			const step = 1e-5
			moved[i] += step
			above := laws.Value(c.law, lnK, lnn, moved)
			moved[i] -= 2 * step
			slope := (above - laws.Value(c.law, lnK, lnn, moved)) / (2 * step)
			testkit.Near(t, c.law.Name()+" gradient", gradient[i], slope, 1e-9)
		}
	}
}

// withoutSlopes hides the derivatives and the closed form of a law, as a law written in a cell has none.
type withoutSlopes struct{ laws.Law }

func TestGradientWithoutDerivativesAgrees(t *testing.T) {
	for _, c := range lawsWithParameters {
		exact, numeric := make([]float64, len(c.parameters)), make([]float64, len(c.parameters))
		laws.Gradient(c.law, 3, 2, c.parameters, exact)
		laws.Gradient(withoutSlopes{c.law}, 3, 2, c.parameters, numeric)
		for i := range exact {
			testkit.Near(t, c.law.Name()+" numeric gradient", numeric[i], exact[i], 1e-9)
		}
	}
}

func TestClosedFormIsTheMinimum(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		parameters := []float64{0.1, 0.1 + rng.Float64(), 0.1 + rng.Float64(), 0.2 + 1.5*rng.Float64(),
			0.2 + 1.5*rng.Float64()}
		budget := math.Exp(5 + 6*rng.Float64())
		best := laws.Untied{}.BestClasses(budget, parameters)
		at := func(k float64) float64 {
			return laws.Value(laws.Untied{}, math.Log(k), math.Log(budget/k), parameters)
		}
		for _, factor := range []float64{0.5, 0.99, 1.01, 2} {
			if at(best*factor) < at(best) {
				t.Fatalf("%v at N = %v: K = %v is better than K* = %v", parameters, budget, best*factor, best)
			}
		}
	}
}

func TestTiedIsUntiedWithEqualExponents(t *testing.T) {
	tied := laws.Tied{}.BestClasses(4096, []float64{0.1, 0.8, 0.5, 0.6})
	testkit.Near(t, "K*", tied, laws.Untied{}.BestClasses(4096, []float64{0.1, 0.8, 0.5, 0.6, 0.6}), 1e-9)
	testkit.Near(t, "K* = sqrt(x* N)", tied, math.Sqrt(math.Pow(0.8/0.5, 1/0.6)*4096), 1e-9)
	testkit.Near(t, "fixed exponent", laws.Tied{Exponent: 0.6}.BestClasses(4096, []float64{0.1, 0.8, 0.5}), tied, 1e-9)
}

// TestTotalMovesNothing: a term of N alone leaves the best size where it was.
func TestTotalMovesNothing(t *testing.T) {
	with := laws.WithTotal{Law: laws.Untied{}}
	testkit.Near(t, "K*", with.BestClasses(4096, []float64{0.1, 0.8, 0.5, 2, 0.6, 0.4, 0.3}),
		laws.Untied{}.BestClasses(4096, []float64{0.1, 0.8, 0.5, 0.6, 0.4}), 1e-9)
	if with.Name() != "untied + N" || !strings.HasSuffix(with.TeX(), `C\,(Kn)^{-c}`) {
		t.Errorf("%s: %s", with.Name(), with.TeX())
	}
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5}
	if _, err := theory.Fit(testkit.Measure(t, world, testkit.Ladder(64, 256), 1, 1), laws.WithTotal{},
		theory.FitOptions{}); !errors.Is(err, laws.ErrLaw) {
		t.Errorf("without a law: %v", err)
	}
}

// TestTotalMendsTheFit: on study A a term of N alone explains half of what the tied law misses.
func TestTotalMendsTheFit(t *testing.T) {
	points := testkit.Measured(t, testkit.StudyA, "om")
	tied, with := meansMissed(t, points, laws.Tied{}), meansMissed(t, points, laws.WithTotal{Law: laws.Tied{}})
	if with > 0.7*tied {
		t.Errorf("tied misses by %.2f points, with a term of N by %.2f", tied, with)
	}
}

// TestCappedFindsItsCap: a curve that stops rising at few images is fitted exactly, where the untied law fails.
func TestCappedFindsItsCap(t *testing.T) {
	truth := []float64{0.05, 0.6, 1.5, 0.5, 1.2, 6}
	var points []diversity.Measurement
	for _, s := range testkit.Ladder(256, 1024, 4096) {
		e := laws.Value(laws.Capped{}, math.Log(float64(s.Classes)), math.Log(float64(s.PerClass)), truth)
		points = append(points, testkit.Row(s.Classes, s.PerClass, s.String(), "", e))
	}
	fitted := testkit.Fit(t, points, laws.Capped{}, theory.FitOptions{BootstrapSamples: -1})
	for i, value := range fitted.Values() {
		testkit.Near(t, fitted.Parameters[i].Name, value, truth[i], 1e-3*truth[i])
	}
	if untied := meansMissed(t, points, laws.Untied{}); untied < 0.5 {
		t.Errorf("the untied law misses by %.2f points only", untied)
	}
}

func TestLawsWithoutAnInnerOptimum(t *testing.T) {
	cases := []struct {
		name string
		got  float64
		want float64
	}{
		{"untied without A", laws.Untied{}.BestClasses(512, []float64{0.1, 0, 1, 1, 1}), 0},
		{"untied without B", laws.Untied{}.BestClasses(512, []float64{0.1, 1, 0, 1, 1}), math.Inf(1)},
		{"pooled", laws.Pooled{}.BestClasses(512, []float64{0.1, 1, 1, 1, 1}), math.Inf(1)},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%s: K* = %v, want %v", c.name, c.got, c.want)
		}
	}
	for _, k := range []float64{
		laws.Flat{}.BestClasses(512, []float64{0.1, 1, 1}),
		laws.Untied{}.BestClasses(512, []float64{0.1, 0, 0, 1, 1}),
		laws.Pooled{}.BestClasses(512, []float64{0.1, 0, 1, 1, 1}),
	} {
		if !math.IsNaN(k) {
			t.Errorf("a flat law has K* = %v, want NaN", k)
		}
	}
}
