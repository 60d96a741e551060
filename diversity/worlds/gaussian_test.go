package worlds_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// TestGaussianRatioDrifts: in this world the best number of classes rises faster than sqrt(N); an independent
// simulation had 0.63 over 512..16384 and 0.64 over the two budgets taken here (39.5 and 95.8 classes).
func TestGaussianRatioDrifts(t *testing.T) {
	slope, err := theory.MeasureSlope(testkit.Measure(t, worlds.Gaussian{}, testkit.Ladder(512, 2048), 4, 1),
		theory.MinimaOptions{})
	if err != nil {
		t.Fatal(err)
	}
	testkit.Near(t, "slope", slope.Value, 0.64, 0.12)
	testkit.Near(t, "K* at 512", slope.Minima[0].Classes.Value, 39.5, 8)
	testkit.Near(t, "K* at 2048", slope.Minima[1].Classes.Value, 95.8, 20)
	if !slope.Minima[0].Interior || !slope.Minima[1].Interior {
		t.Error("a minimum is not interior")
	}
}

func TestGaussianFallsInBothDirections(t *testing.T) {
	at := func(k, n int) float64 {
		summaries, err := estimate.Summary(testkit.Measure(t, worlds.Gaussian{}, []diversity.Size{{Classes: k, PerClass: n}},
			4, 3))
		if err != nil {
			t.Fatal(err)
		}
		return summaries[0].Error.Value
	}
	base := at(32, 8)
	if more, deeper := at(128, 8), at(32, 32); more >= base || deeper >= base {
		t.Errorf("error %v at K=32 n=8, %v with more classes, %v with more samples", base, more, deeper)
	}
	if rest := at(128, 4096); rest > 0.001 { // the subspace is found once n removes the noise
		t.Errorf("error %v with endless samples", rest)
	}
}

func TestGaussianRefuses(t *testing.T) {
	cases := []struct {
		world worlds.Gaussian
		says  string
	}{
		{worlds.Gaussian{Dimensions: 1}, "Gaussian.Dimensions = 1"},
		{worlds.Gaussian{Rank: 100}, "Gaussian.Rank = 100"},
		{worlds.Gaussian{Within: -1}, "Gaussian.Within = -1"},
		{worlds.Gaussian{Within: math.NaN()}, "Gaussian.Within = NaN"},
	}
	for _, c := range cases {
		if _, err := c.world.Measure(testkit.Ladder(64), 1, 1); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.world, err)
		}
	}
}

// TestGaussianClosedFormLimit: by the derivation K* tends to sqrt(Rank N) / Within, and the error to its expansion.
func TestGaussianClosedFormLimit(t *testing.T) {
	var world worlds.Gaussian // Rank 10, Dimensions 100, Within 1.5
	const budget = 1 << 34
	best := world.BestClasses(budget)
	testkit.Near(t, "x* in the limit", best*best/budget, 10/2.25, 0.02)
	for _, k := range []float64{1e4, 1e5} {
		const n = 1e4 // large enough for the expansion, small enough for the error to stand out from rounding
		excess := k * (world.ErrorAt(k, n)/(90*2.25/(k*n)) - 1 - 2.25/n)
		testkit.Near(t, "the term in 1/K", excess, 10, 0.1)
	}
}
