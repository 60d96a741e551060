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

func bestAt(t testing.TB, f *theory.LawFit, budget int, limits diversity.Limits) theory.Prediction {
	t.Helper()
	p, err := f.BestAt(budget, theory.BestOptions{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPredictionOfAKnownWorld(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Beta: 0.7}
	p := bestAt(t, testkit.Fit(t, testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 1, 0), laws.Untied{},
		theory.FitOptions{BootstrapSamples: -1}), 65536, diversity.Limits{})
	best := world.BestClasses(65536)
	testkit.Near(t, "K*", p.Classes.Value, best, 1e-5)
	testkit.Near(t, "n*", p.PerClass.Value, 65536/best, 1e-5)
	testkit.Near(t, "x*", p.Ratio.Value, best*best/65536, 1e-5)
	testkit.Near(t, "slope", p.Slope.Value, 0.7/1.2, 1e-6)
	for k := 1; k <= 65536; k++ {
		size := testkit.Size(k, 65536/k)
		if world.ErrorAt(float64(size.Classes), float64(size.PerClass)) < p.Error.Value-1e-5 {
			t.Errorf("%v is better than the chosen %v", size, p.Size)
		}
	}
	testkit.Near(t, "rounding", p.Rounding, p.Error.Value-world.ErrorAt(best, 65536/best), 1e-9)
	testkit.Near(t, "regret", p.Regret.Value, p.Rounding, 1e-6)
	if p.Clipped || p.Unbounded || p.Left != 65536-p.Size.Total() || p.Classes.Interval.Known() {
		t.Errorf("prediction %+v", p)
	}
}

func TestLimitsClipThePrediction(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.005}
	fitted := testkit.Fit(t, testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 0), laws.Tied{},
		theory.FitOptions{BootstrapSamples: 100})
	free := bestAt(t, fitted, 65536, diversity.Limits{})
	few := bestAt(t, fitted, 65536, diversity.Limits{Classes: 100})
	short := bestAt(t, fitted, 65536, diversity.Limits{PerClass: 50})
	if free.Clipped || !few.Clipped || !short.Clipped {
		t.Errorf("clipped: free %v, few classes %v, few images %v", free.Clipped, few.Clipped, short.Clipped)
	}
	if few.Size != testkit.Size(100, 655) || few.Left != 36 || short.Size != testkit.Size(1310, 50) {
		t.Errorf("sizes %v (%d left over) and %v, want K=100 n=655 and K=1310 n=50, the ends of what is allowed", few.Size,
			few.Left, short.Size)
	}
	if !(few.Error.Value > free.Error.Value) || few.Baselines[0].Size.Classes != 100 {
		t.Errorf("error %v against %v; most classes is %v", few.Error.Value, free.Error.Value, few.Baselines[0].Size)
	}
	if !strings.Contains(few.String(),
		"beyond K=100 n=655, the last size that may be chosen: the limits allow no more classes") ||
		!strings.Contains(short.String(), "the limits allow no more images of a class") {
		t.Errorf("the reports do not say why the optimum is not reached:\n%v\n%v", few, short)
	}
}

func TestBaselines(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.4, B: 0.8, Alpha: 0.5, Noise: 0.003} // x* = 1/4: K* = 32 at 4096, 128 at 65536
	fitted := testkit.Fit(t, testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 5, 0), laws.Tied{},
		theory.FitOptions{BootstrapSamples: 100})
	p := bestAt(t, fitted, 65536, diversity.Limits{Classes: 4096, PerClass: 4096})
	want := map[string]int{"most classes": 4096, "fewest classes": 16, "K = n": 256, "constant ratio K/n": 128,
		"constant K": 32, "constant n": 512}
	for _, baseline := range p.Baselines {
		if baseline.Size.Classes != want[baseline.Name] {
			t.Errorf("%s: %v, want K = %d", baseline.Name, baseline.Size, want[baseline.Name])
		}
		lost := world.ErrorAt(float64(baseline.Size.Classes), float64(baseline.Size.PerClass)) - world.ErrorAt(128, 512)
		testkit.Near(t, "regret of "+baseline.Name, baseline.Regret.Value, lost, 0.15*lost+0.001)
		delete(want, baseline.Name)
	}
	if len(want) != 0 {
		t.Errorf("missing baselines: %v", want)
	}
	if below := bestAt(t, fitted, 256, diversity.Limits{}); len(below.Baselines) != 3 {
		t.Errorf("no budget is below 256, yet the baselines are %v", below.Baselines)
	}
	if p.Regret.Value > p.Baselines[5].Regret.Value || p.Regret.Value < 0 || p.Regret.Interval.High < p.Regret.Value {
		t.Errorf("regret %v", p.Regret)
	}
}

func TestUnboundedIsSaid(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.002, Alpha: 0.5, Noise: 0.01}
	fitted := testkit.Fit(t, testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 1), laws.Tied{},
		theory.FitOptions{BootstrapSamples: 200})
	p := bestAt(t, fitted, 65536, diversity.Limits{Classes: 1024})
	if !p.Unbounded || !math.IsInf(p.Classes.Interval.High, 1) || p.PerClass.Interval.Low != 0 {
		t.Errorf("K* %v, n* %v, unbounded %v", p.Classes, p.PerClass, p.Unbounded)
	}
	if !strings.Contains(p.String(), "do not bound") {
		t.Errorf("the report does not say so:\n%v", p)
	}
}

func TestBestAtRefuses(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	points := testkit.Measure(t, world, testkit.Ladder(256, 512, 1024), 2, 1)
	tied, flat := testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 10}),
		testkit.Fit(t, points, laws.Flat{}, theory.FitOptions{BootstrapSamples: 10})
	cases := []struct {
		fitted *theory.LawFit
		budget int
		limits diversity.Limits
		want   error
		says   string
	}{
		{flat, 512, diversity.Limits{}, theory.ErrNoOptimum, "budget 512"},
		{tied, 0, diversity.Limits{}, diversity.ErrInvalid, "budget = 0"},
		{tied, 10_100, diversity.Limits{Classes: 100, PerClass: 100}, diversity.ErrInvalid,
			"what K <= 100 classes of n <= 100 images hold"},
		{tied, 2_000_000_000_000, diversity.Limits{}, diversity.ErrInvalid, "at most 1000000000000"},
		{tied, 512, diversity.Limits{Classes: -1}, diversity.ErrInvalid, "Limits.Classes = -1"},
	}
	for _, c := range cases {
		if _, err := c.fitted.BestAt(c.budget, theory.BestOptions{Limits: c.limits}); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("budget %d, limits %+v: %v", c.budget, c.limits, err)
		}
	}
}

// TestBestAtAnyBudget: primes and other budgets with few divisors get the best K all the same, and an exact pair only
// where it is asked for.
func TestBestAtAnyBudget(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.6, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 1)
	tied := testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 100})
	smooth := surface(t, points, quick)
	budgets := []int{1, 3, 6002, 10_007}
	if testkit.IsIntegration(t) {
		budgets = []int{1, 2, 3, 4099, 6000, 6002, 10_007, 720_720, 1 << 20}
	}
	t.Logf("budgets %v; DIVERSITY_INTEGRATION=1 has nine", budgets)
	average, err := theory.FitAverage(context.Background(), points, theory.PredictOptions{Samples: 300})
	if err != nil {
		t.Fatal(err)
	}
	for _, budget := range budgets {
		averaged, err := average.BestAt(budget, theory.BestOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []theory.Prediction{bestAt(t, tied, budget, diversity.Limits{}),
			surfaceBest(t, smooth, budget, diversity.Limits{}), averaged} {
			if p.Size.Validate() != nil || p.Size.PerClass != budget/p.Size.Classes || p.Left != budget-p.Size.Total() ||
				p.Left >= p.Size.Classes {
				t.Errorf("%s at %d: %v leaves %d", p.Law, budget, p.Size, p.Left)
			}
			lost := world.ErrorAt(float64(p.Size.Classes),
				float64(p.Size.PerClass)) - world.ErrorAt(world.BestClasses(float64(budget)),
				float64(budget)/world.BestClasses(float64(budget)))
			if budget > 1000 && lost > 0.012 || p.Regret.Value < 0 {
				t.Errorf("%s at %d: %v loses %v, expects %v", p.Law, budget, p.Size, lost, p.Regret)
			}
		}
	}
	if p, err := average.BestAt(2, theory.BestOptions{}); err != nil ||
		!strings.Contains(p.String(), "nothing is known of it") {
		t.Errorf("no size of two images was measured: %v\n%v", err, p)
	}
}

func TestIntegrationBestAtAnyBudget(t *testing.T) { testkit.Integration(t, TestBestAtAnyBudget) }

// TestExactWhereAskedFor: the only exact sizes of a prime are its ends, and their regret says what that costs.
func TestExactWhereAskedFor(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.6, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 1)
	p, err := testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 100}).BestAt(4099,
		theory.BestOptions{Exact: true})
	if err != nil || p.Left != 0 || p.Size != testkit.Size(1, 4099) && p.Size != testkit.Size(4099, 1) ||
		p.Regret.Value < 0.3 || p.Rounding < 0.3 {
		t.Errorf("law: %v, %v", p, err)
	}
	fitted, err := theory.FitAverage(context.Background(), points, theory.PredictOptions{Samples: 300})
	if err != nil {
		t.Fatal(err)
	}
	average, err := fitted.BestAt(4099, theory.BestOptions{Exact: true})
	if err != nil || average.Left != 0 || average.Regret.Value < 0.1 ||
		!strings.Contains(average.String(), "nothing is known of it") {
		t.Errorf("average: %v, %v", average, err)
	}
	if p := predict(t, points, 6000, theory.PredictOptions{Exact: true, Samples: 300}); p.Size.Total() != 6000 ||
		p.Regret.Value > 0.01 {
		t.Errorf("6000 has many divisors: %v", p)
	}
	_, err = testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1}).BestAt(4099,
		theory.BestOptions{Exact: true, Limits: diversity.Limits{Classes: 100, PerClass: 100}})
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "factor pair") {
		t.Errorf("no exact size: %v", err)
	}
	if _, err := theory.PredictSpend(context.Background(), points, theory.Spend{Total: 4096, PerSample: 1},
		theory.PredictOptions{Exact: true}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a spend has no exact sizes: %v", err)
	}
}

// TestWarningsReachThePrediction: a law that misfits must say so where its numbers are read.
func TestWarningsReachThePrediction(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.2, Beta: 2, Noise: 0.005},
		testkit.Ladder(256, 1024, 4096), 3, 1)
	p := bestAt(t, testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 20}), 8192, diversity.Limits{})
	if len(p.Warnings) == 0 || !strings.Contains(p.String(), "lack of fit") {
		t.Errorf("no warning in\n%v", p)
	}
}
