package backtest_test

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// warped is a world that follows no law of this package: its curves keep no shape, since the two arms have bends of
// their own and saturate at 0.9, and its optimum moves by a slope that changes with the budget.
type warped struct {
	slope, bend, left, right, depth float64
}

func (w warped) errorAt(s diversity.Size) float64 {
	v := math.Log(float64(s.Total()) / 1024)
	z := math.Log(float64(s.Classes)) - math.Log(32) - w.slope*v - w.bend*v*v
	arm := w.left
	if z > 0 {
		arm = w.right
	}
	logit := math.Log(0.35/0.65) - 0.35*v + w.depth*(math.Sqrt(1+arm*arm*z*z)-1)
	return 0.05 + 0.85/(1+math.Exp(-logit))
}

// trueRegret is what a choice loses by the true errors of a world, against the best size of the budget within the
// limits.
func trueRegret(t *testing.T, errorAt func(diversity.Size) float64, budget int, chosen diversity.Size,
	limits diversity.Limits) float64 {
	t.Helper()
	sizes, err := diversity.WholeSizes(budget, limits)
	if err != nil {
		t.Fatal(err)
	}
	least := math.Inf(1)
	for _, s := range sizes {
		least = min(least, errorAt(s))
	}
	return errorAt(chosen) - least
}

// TestExpectedRegretIsWhatIsLost: over planted with drifts from 0.1 to 1.2, of which half follow a law and half do not,
// what Predict expects to lose is on average no less than what it loses, one, two and four octaves beyond the data.
func TestExpectedRegretIsWhatIsLost(t *testing.T) {
	if testkit.RaceDetector {
		t.Skip("no concurrency of its own: see the run without -race")
	}
	planted, samples := 4, 200
	if os.Getenv("DIVERSITY_LONG") == "1" {
		planted, samples = 24, 400
	}
	rng := diversity.Stream(5, diversity.ForBootstrap, 0)
	uniform := func(low, high float64) float64 { return low + (high-low)*rng.Float64() }
	limits := diversity.Limits{Classes: 4096, PerClass: 2048}
	budgets := []int{2048, 4096, 16384}
	if testing.Short() {
		planted, samples = 2, 100
		t.Log("two planted only, because of -short")
	}
	outcomes := make([]outcome, len(budgets))
	for i := range planted {
		var errorAt func(diversity.Size) float64
		if i%2 == 0 {
			a, b := uniform(0.2, 1), uniform(0.2, 1)
			w := worlds.Planted{E: 0.05, A: uniform(0.2, 0.8), B: uniform(0.2, 0.8), Alpha: a, Beta: b, Ceiling: 0.95}
			errorAt = func(s diversity.Size) float64 { return w.ErrorAt(float64(s.Classes), float64(s.PerClass)) }
		} else {
			w := warped{slope: uniform(0.1, 1.2), bend: uniform(-0.15, 0.15), left: uniform(0.5, 1.5), right: uniform(0.5, 1.5),
				depth: uniform(0.3, 1)}
			errorAt = w.errorAt
		}
		average, err := theory.FitAverage(t.Context(), noisy(errorAt, rng),
			theory.PredictOptions{Limits: limits, Samples: samples, Seed: uint64(i)})
		if err != nil {
			t.Fatal(err)
		}
		for j, budget := range budgets {
			p, err := average.BestAt(budget, theory.BestOptions{Limits: limits})
			if err != nil {
				t.Fatal(err)
			}
			outcomes[j].add(p.Regret, trueRegret(t, errorAt, budget, p.Size, limits))
		}
	}
	for j, o := range outcomes {
		n := float64(planted)
		t.Logf("N = %d, %d planted: expected %.3f points, lost %.3f; in %d no more than the upper end of the 95%% interval",
			budgets[j], planted, o.expected/n, o.lost/n, o.held)
		if o.lost/n > 2*o.expected/n+0.2 || float64(o.held) < 0.8*n {
			t.Errorf("N = %d: expected %v points, lost %v, held in %d of %d", budgets[j], o.expected/n, o.lost/n, o.held, planted)
		}
	}
}

// outcome sums what was expected to be lost at a budget and what was, in points.
type outcome struct {
	expected, lost float64
	held           int
}

func (o *outcome) add(expected estimate.Estimate, lost float64) {
	o.expected, o.lost = o.expected+100*expected.Value, o.lost+100*lost
	if lost <= expected.Interval.High {
		o.held++
	}
}

// noisy are three runs of each size of three budgets.
func noisy(errorAt func(diversity.Size) float64, rng *rand.Rand) []diversity.Measurement {
	var points []diversity.Measurement
	for _, s := range testkit.Ladder(256, 512, 1024) {
		for repeat := range 3 {
			measured := errorAt(s) + 0.01*rng.NormFloat64()
			points = append(points, diversity.Measurement{Size: s, Run: s.String() + string(rune('a'+repeat)), Repeat: repeat,
				Task: "made up", Error: min(max(measured, 0), 1)})
		}
	}
	return points
}
