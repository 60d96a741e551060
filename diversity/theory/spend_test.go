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

func bestForSpend(t testing.TB, world worlds.Planted, spend theory.Spend,
	limits diversity.Limits) theory.SpendPrediction {
	t.Helper()
	fitted := testkit.Fit(t, testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 1, 0), laws.Untied{},
		theory.FitOptions{BootstrapSamples: -1})
	p, err := fitted.BestForSpend(spend, theory.BestOptions{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPricedOptimumIsStationary checks the condition of the derivation, and that a price of 0 changes nothing.
func TestPricedOptimumIsStationary(t *testing.T) {
	for _, world := range []worlds.Planted{
		{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.5}, {E: 0.1, A: 0.8, B: 0.5, Alpha: 1.3},
		{E: 0.05, A: 0.6, B: 0.9, Alpha: 0.4, Beta: 0.9},
	} {
		a, b := world.Parameters()[3], world.Parameters()[4]
		for _, price := range []float64{0, 20, 300} {
			spend := theory.Spend{Total: 3 * 20_000, PerClass: 3 * price, PerSample: 3}
			p := bestForSpend(t, world, spend, diversity.Limits{})
			k, n := p.Classes.Value, p.PerClass.Value
			testkit.Near(t, "K (n + rho)", k*(n+price), 20_000, 1e-6)
			testkit.Near(t, "ratio of the two sides", b*world.B*math.Pow(n, -b)*(1+price/n)/(a*world.A*math.Pow(k, -a)), 1, 1e-5)
			testkit.Near(t, "K* of free classes", p.FreeClasses.Value/world.BestClasses(20_000), 1, 1e-5)
			testkit.Near(t, "against free", p.AgainstFree.Value, k/p.FreeClasses.Value, 1e-12)
			if free := 20_000 / p.FreeClasses.Value; price > 0 && (k >= p.FreeClasses.Value || (n > free) != (a < 1)) {
				t.Errorf("a = %v, price %v: K* %v of %v, n* %v of %v", a, price, k, p.FreeClasses.Value, n, free)
			}
		}
	}
}

// TestWholeSizeIsNearlyTheBest compares with every affordable size.
func TestWholeSizeIsNearlyTheBest(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.5}
	for _, c := range []struct {
		spend  theory.Spend
		limits diversity.Limits
	}{
		{theory.Spend{Total: 5000, PerClass: 0, PerSample: 1}, diversity.Limits{}},
		{theory.Spend{Total: 5000, PerClass: 40, PerSample: 1}, diversity.Limits{}},
		{theory.Spend{Total: 900, PerClass: 7.5, PerSample: 0.3}, diversity.Limits{PerClass: 20}},
		{theory.Spend{Total: 5000, PerClass: 1, PerSample: 1}, diversity.Limits{Classes: 12}},
	} {
		p := bestForSpend(t, world, c.spend, c.limits)
		least := math.Inf(1)
		for k := 1; c.spend.Cost(testkit.Size(k, 1)) <= c.spend.Total && c.limits.Allows(testkit.Size(k, 1)); k++ {
			for n := 1; c.spend.Cost(testkit.Size(k, n)) <= c.spend.Total && c.limits.Allows(testkit.Size(k, n)); n++ {
				least = min(least, world.ErrorAt(float64(k), float64(n)))
			}
		}
		testkit.Near(t, "error", p.Error.Value, least, 2e-4)
		if p.Cost > c.spend.Total || !c.limits.Allows(p.Size) {
			t.Errorf("%+v: %v for %v", c, p.Size, p.Cost)
		}
	}
}

func TestSizesUseTheMoneyUp(t *testing.T) {
	for _, spend := range []theory.Spend{{Total: 10_000, PerClass: 25, PerSample: 1}, {Total: 0.9, PerClass: 0,
		PerSample: 0.1}, {Total: 2e9, PerClass: 3, PerSample: 1}, {Total: 3, PerClass: 2, PerSample: 1}} {
		for _, limits := range []diversity.Limits{{}, {Classes: 64}, {PerClass: 50}, {Classes: 3, PerClass: 2}} {
			sizes, err := spend.Sizes(limits)
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range sizes {
				rounding := spend.Total * 1e-11
				affordable := func(s diversity.Size) bool { return spend.Cost(s) <= spend.Total+rounding && limits.Allows(s) }
				if !affordable(s) || affordable(testkit.Size(s.Classes+1, s.PerClass)) ||
					affordable(testkit.Size(s.Classes, s.PerClass+1)) {
					t.Errorf("%+v, %+v: %v costs %v", spend, limits, s, spend.Cost(s))
				}
				if i > 0 && (s.Classes <= sizes[i-1].Classes || s.PerClass >= sizes[i-1].PerClass) {
					t.Errorf("%+v, %+v: %v after %v", spend, limits, s, sizes[i-1])
				}
			}
			if len(sizes) > 65 || (limits == diversity.Limits{} &&
				(sizes[0].Classes != 1 || sizes[len(sizes)-1].PerClass != 1)) {
				t.Errorf("%+v, %+v: %d sizes from %v to %v", spend, limits, len(sizes), sizes[0], sizes[len(sizes)-1])
			}
		}
	}
}

func TestPredictSpendFindsTheTruth(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.004}
	points := testkit.Measure(t, world, testkit.Ladder(256, 512, 1024, 2048), 3, 3)
	spend := theory.Spend{Total: 40_960, PerClass: 400, PerSample: 10}
	p, err := theory.PredictSpend(context.Background(), points, spend, theory.PredictOptions{Samples: 400})
	if err != nil {
		t.Fatal(err)
	}
	world.Noise = 0
	truth := bestForSpend(t, world, spend, diversity.Limits{})
	if !p.Classes.Interval.Contains(truth.Classes.Value) || !p.PerClass.Interval.Contains(truth.PerClass.Value) ||
		!p.AgainstFree.Interval.Contains(truth.AgainstFree.Value) {
		t.Errorf("true K* = %v, n* = %v, against free %v:\n%v", truth.Classes.Value, truth.PerClass.Value,
			truth.AgainstFree.Value, p)
	}
	if lost := world.ErrorAt(float64(p.Size.Classes), float64(p.Size.PerClass)) - truth.Error.Value; lost > 0.003 ||
		!p.Error.Interval.Contains(truth.Error.Value) {
		t.Errorf("%v loses %v; error %v, true %v", p.Size, lost, p.Error, truth.Error.Value)
	}
	if p.Cost > spend.Total || len(p.Weights) != 3 || len(p.Baselines) != 6 || p.Unbounded {
		t.Errorf("%+v", p)
	}
	for _, baseline := range p.Baselines {
		if baseline.Regret.Value < p.Regret.Value || spend.Cost(baseline.Size) > spend.Total {
			t.Errorf("%s is better than the choice, or too dear: %+v, chosen %v", baseline.Name, baseline, p.Regret)
		}
	}
	if text := p.String(); !strings.Contains(text, "were classes free") || !strings.HasPrefix(text, "average (surface ") {
		t.Error(text)
	}
}

// TestPredictSpendAgreesWithPredict: if classes are free, spending images is having a budget.
func TestPredictSpendAgreesWithPredict(t *testing.T) {
	testkit.NotShort(t, "averages models twice")
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.004},
		testkit.Ladder(256, 512, 1024, 2048), 3, 3)
	o := theory.PredictOptions{Samples: 200, Laws: []laws.Law{laws.Tied{}}}
	budget := predict(t, points, 4096, o)
	spend, err := theory.PredictSpend(context.Background(), points, theory.Spend{Total: 4096, PerSample: 1}, o)
	if err != nil {
		t.Fatal(err)
	}
	testkit.Near(t, "ln K*", math.Log(spend.Classes.Value/budget.Classes.Value), 0, 0.1)
	testkit.Near(t, "error", spend.Error.Value, budget.Error.Value, 0.002)
	testkit.Near(t, "against free", spend.AgainstFree.Value, 1, 1e-3)
}

func TestSpendRefuses(t *testing.T) {
	good := theory.Spend{Total: 1000, PerClass: 10, PerSample: 1}
	cases := []struct {
		points []diversity.Measurement
		spend  theory.Spend
		o      theory.PredictOptions
		want   error
		says   string
	}{
		{testkit.Study(), theory.Spend{PerClass: 1, PerSample: 1}, theory.PredictOptions{}, diversity.ErrInvalid,
			"Spend.Total = 0"},
		{testkit.Study(), theory.Spend{Total: 10, PerClass: 10, PerSample: 1}, theory.PredictOptions{}, diversity.ErrInvalid,
			"at least 11"},
		{testkit.Study(), theory.Spend{Total: math.NaN(), PerSample: 1}, theory.PredictOptions{}, diversity.ErrInvalid,
			"Spend.Total = NaN"},
		{testkit.Study(), theory.Spend{Total: 1e13, PerSample: 1}, theory.PredictOptions{}, diversity.ErrInvalid,
			"1e+12 images"},
		{testkit.Study(), theory.Spend{Total: 10, PerClass: -1, PerSample: 1}, theory.PredictOptions{}, diversity.ErrInvalid,
			"Spend.PerClass = -1"},
		{testkit.Study(), theory.Spend{Total: 10}, theory.PredictOptions{}, diversity.ErrInvalid, "Spend.PerSample = 0"},
		{testkit.Study(), good, theory.PredictOptions{Limits: diversity.Limits{Classes: -1}}, diversity.ErrInvalid,
			"Limits.Classes"},
		{testkit.Study(), good, theory.PredictOptions{Samples: 1}, diversity.ErrInvalid, "Samples = 1"},
		{testkit.Study()[:3], good, theory.PredictOptions{}, diversity.ErrTooFew, "one budget"},
		{testkit.Study(), good, theory.PredictOptions{Laws: []laws.Law{testkit.Panicking{}}}, laws.ErrLaw, "panicked"},
	}
	for _, c := range cases {
		if _, err := theory.PredictSpend(context.Background(), c.points, c.spend, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.PredictSpend(ctx, testkit.Study(), good, theory.PredictOptions{}); !errors.Is(err,
		context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
	flat := testkit.Fit(t, testkit.Study(), laws.Flat{}, theory.FitOptions{BootstrapSamples: -1})
	if _, err := flat.BestForSpend(theory.Spend{Total: 1000, PerSample: 1}, theory.BestOptions{}); !errors.Is(err,
		theory.ErrNoOptimum) {
		t.Errorf("a flat law has no best size if classes are free: %v", err)
	}
	for _, f := range []interface {
		BestForSpend(theory.Spend, theory.BestOptions) (theory.SpendPrediction, error)
	}{flat, surface(t, testkit.Study(), theory.SurfaceOptions{Samples: 100})} {
		if _, err := f.BestForSpend(theory.Spend{}, theory.BestOptions{}); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%v", err)
		}
	}
}
