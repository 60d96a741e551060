package theory_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

func bestAt(t testing.TB, f *theory.Fitted, budget int, limits diversity.Limits) theory.Prediction {
	t.Helper()
	p, err := f.BestAt(budget, theory.BestOptions{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPredictionOfAKnownWorld(t *testing.T) {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Beta: 0.7}
	p := bestAt(t, fit(t, measure(t, world, ladder(256, 1024, 4096), 1, 0), theory.Untied{}, theory.FitOptions{Replicates: -1}), 65536, diversity.Limits{})
	best := world.BestClasses(65536)
	near(t, "K*", p.Classes.Value, best, 1e-5)
	near(t, "n*", p.PerClass.Value, 65536/best, 1e-5)
	near(t, "x*", p.Ratio.Value, best*best/65536, 1e-5)
	near(t, "slope", p.Slope.Value, 0.7/1.2, 1e-6)
	for _, size := range diversity.FactorPairs(65536) {
		if world.ErrorAt(float64(size.Classes), float64(size.PerClass)) < p.Error.Value-1e-9 {
			t.Errorf("%v is better than the chosen %v", size, p.Size)
		}
	}
	near(t, "rounding", p.Rounding, p.Error.Value-world.ErrorAt(best, 65536/best), 1e-9)
	if p.Clipped || p.Unbounded || p.Regret.Value != 0 || p.Classes.Interval.Known() {
		t.Errorf("prediction %+v", p)
	}
}

func TestLimitsClipThePrediction(t *testing.T) {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.005}
	fitted := fit(t, measure(t, world, ladder(256, 1024, 4096), 3, 0), theory.Tied{}, theory.FitOptions{Replicates: 100})
	free := bestAt(t, fitted, 65536, diversity.Limits{})
	few := bestAt(t, fitted, 65536, diversity.Limits{Classes: 100})
	short := bestAt(t, fitted, 65536, diversity.Limits{PerClass: 50})
	if free.Clipped || !few.Clipped || !short.Clipped {
		t.Errorf("clipped: free %v, few classes %v, few images %v", free.Clipped, few.Clipped, short.Clipped)
	}
	if few.Size.Classes != 64 || short.Size.PerClass != 32 {
		t.Errorf("sizes %v and %v, want K = 64 and n = 32, the ends of what is allowed", few.Size, short.Size)
	}
	if !(few.Error.Value > free.Error.Value) || few.Baselines[0].Size.Classes != 64 {
		t.Errorf("error %v against %v; most classes is %v", few.Error.Value, free.Error.Value, few.Baselines[0].Size)
	}
	if !strings.Contains(few.String(), "outside the limits") {
		t.Errorf("the report does not say that it was clipped:\n%v", few)
	}
}

func TestBaselines(t *testing.T) {
	world := theory.Planted{E: 0.1, A: 0.4, B: 0.8, Alpha: 0.5, Noise: 0.003} // x* = 1/4: K* = 32 at 4096, 128 at 65536
	fitted := fit(t, measure(t, world, ladder(256, 1024, 4096), 5, 0), theory.Tied{}, theory.FitOptions{Replicates: 100})
	p := bestAt(t, fitted, 65536, diversity.Limits{Classes: 4096, PerClass: 4096})
	want := map[string]int{"most classes": 4096, "fewest classes": 16, "K = n": 256, "constant ratio K/n": 128, "constant K": 32, "constant n": 512}
	for _, baseline := range p.Baselines {
		if baseline.Size.Classes != want[baseline.Name] {
			t.Errorf("%s: %v, want K = %d", baseline.Name, baseline.Size, want[baseline.Name])
		}
		lost := world.ErrorAt(float64(baseline.Size.Classes), float64(baseline.Size.PerClass)) - world.ErrorAt(128, 512)
		near(t, "regret of "+baseline.Name, baseline.Regret.Value, lost, 0.15*lost+0.001)
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
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.002, Alpha: 0.5, Noise: 0.01}
	fitted := fit(t, measure(t, world, ladder(256, 1024, 4096), 3, 1), theory.Tied{}, theory.FitOptions{Replicates: 200})
	p := bestAt(t, fitted, 65536, diversity.Limits{Classes: 1024})
	if !p.Unbounded || !math.IsInf(p.Classes.Interval.High, 1) || p.PerClass.Interval.Low != 0 {
		t.Errorf("K* %v, n* %v, unbounded %v", p.Classes, p.PerClass, p.Unbounded)
	}
	if !strings.Contains(p.String(), "do not bound") {
		t.Errorf("the report does not say so:\n%v", p)
	}
}

func TestBestAtRefuses(t *testing.T) {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	points := measure(t, world, ladder(256, 512, 1024), 2, 1)
	tied, flat := fit(t, points, theory.Tied{}, theory.FitOptions{Replicates: 10}), fit(t, points, theory.Flat{}, theory.FitOptions{Replicates: 10})
	cases := []struct {
		fitted *theory.Fitted
		budget int
		limits diversity.Limits
		want   error
		says   string
	}{
		{flat, 512, diversity.Limits{}, theory.ErrNoOptimum, "budget 512"},
		{tied, 0, diversity.Limits{}, diversity.ErrInvalid, "budget = 0"},
		{tied, 509, diversity.Limits{Classes: 100, PerClass: 100}, diversity.ErrInvalid, "factor pair"},
		{tied, 512, diversity.Limits{Classes: -1}, diversity.ErrInvalid, "Limits.Classes = -1"},
	}
	for _, c := range cases {
		if _, err := c.fitted.BestAt(c.budget, theory.BestOptions{Limits: c.limits}); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("budget %d, limits %+v: %v", c.budget, c.limits, err)
		}
	}
}

// TestWarningsReachThePrediction: a law that misfits must say so where its numbers are read.
func TestWarningsReachThePrediction(t *testing.T) {
	points := measure(t, theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.2, Beta: 2, Noise: 0.005}, ladder(256, 1024, 4096), 3, 1)
	p := bestAt(t, fit(t, points, theory.Tied{}, theory.FitOptions{Replicates: 20}), 8192, diversity.Limits{})
	if len(p.Warnings) == 0 || !strings.Contains(p.String(), "lack of fit") {
		t.Errorf("no warning in\n%v", p)
	}
}
