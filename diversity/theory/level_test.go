package theory_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

func averageOf(t testing.TB, points []diversity.Measurement, o theory.PredictOptions) *theory.Average {
	t.Helper()
	average, err := theory.FitAverage(context.Background(), points, o)
	if err != nil {
		t.Fatal(err)
	}
	return average
}

var levelWorld = worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.004}

// TestErrorAtIsThatOfThePrediction: within and beyond the budgets, near the truth of the world, and rivals keep their
// distance.
func TestErrorAtIsThatOfThePrediction(t *testing.T) {
	points := testkit.Measure(t, levelWorld, testkit.Ladder(256, 512, 1024), 3, 3)
	average := averageOf(t, points, theory.PredictOptions{Samples: 200, Laws: []laws.Law{}})
	for budget, tolerance := range map[int]float64{1024: 0.01, 4096: 0.03} {
		p, err := average.BestAt(budget, theory.BestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		k, n := float64(p.Size.Classes), float64(p.Size.PerClass)
		e, err := average.ErrorAt(k, n)
		if err != nil {
			t.Fatal(err)
		}
		testkit.Near(t, "error of the prediction", p.Error.Value, e.Value, 0.002)
		testkit.Near(t, "error", e.Value, levelWorld.ErrorAt(k, n), tolerance)
		if !e.Interval.Contains(levelWorld.ErrorAt(k, n)) {
			t.Errorf("N = %d: %v does not hold %v", budget, e, levelWorld.ErrorAt(k, n))
		}
		for _, rival := range p.Baselines {
			testkit.Near(t, "distance of "+rival.Name, rival.Error-p.Error.Value, rival.Gain.Value, 1e-9)
		}
	}
}

// TestLevelOfConfidence: an interval of 68% is about half as wide on the logit as one of 95%.
func TestLevelOfConfidence(t *testing.T) {
	points := testkit.Measure(t, levelWorld, testkit.Ladder(256, 512, 1024), 3, 3)
	width := func(level float64) float64 {
		average := averageOf(t, points, theory.PredictOptions{Samples: 100, Laws: []laws.Law{}, Level: level})
		e, err := average.ErrorAt(64, 64)
		if err != nil || e.Interval.Level != level {
			t.Fatalf("%v at %v: %v", e, level, err)
		}
		logit := func(x float64) float64 { return math.Log(x / (1 - x)) }
		return logit(e.Interval.High) - logit(e.Interval.Low)
	}
	testkit.Near(t, "68% to 95%", width(0.6827)/width(0.95), 1/1.96, 0.001)
}

func TestErrorAtRefuses(t *testing.T) {
	var average theory.Average
	for _, c := range []struct {
		classes, perClass float64
		says              string
	}{{0, 1, "classes = 0"}, {math.NaN(), 1, "classes = NaN"}, {4, -1, "perClass = -1"},
		{4, math.Inf(1), "perClass = +Inf"}} {
		if _, err := average.ErrorAt(c.classes, c.perClass); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

// TestWarningsOfTheAverage: far beyond two budgets, and where K hardly matters.
func TestWarningsOfTheAverage(t *testing.T) {
	flat := worlds.Planted{E: 0.3, A: 0.004, B: 0.004, Alpha: 0.5, Noise: 0.001}
	for _, c := range []struct {
		world  worlds.Planted
		budget int
		says   string
		want   bool
	}{
		{levelWorld, 8192, "from two budgets", true}, {levelWorld, 1024, "from two budgets", false},
		{flat, 1024, "K hardly matters", true}, {levelWorld, 1024, "K hardly matters", false},
	} {
		points := testkit.Measure(t, c.world, testkit.Ladder(256, 512), 3, 3)
		p, err := averageOf(t, points, theory.PredictOptions{Samples: 200, Laws: []laws.Law{}}).BestAt(c.budget,
			theory.BestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if said := strings.Contains(strings.Join(p.Warnings, "\n"), c.says); said != c.want {
			t.Errorf("N = %d: %q said: %v; %v", c.budget, c.says, said, p)
		}
	}
}
