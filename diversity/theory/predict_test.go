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

func predict(t testing.TB, points []diversity.Measurement, budget int, o theory.PredictOptions) theory.Prediction {
	t.Helper()
	p, err := theory.Predict(context.Background(), points, budget, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPredictGivesALawItsDue: where a law holds it carries the average; where it does not, it has no say.
func TestPredictGivesALawItsDue(t *testing.T) {
	testkit.NotShort(t, "averages models of a whole study")
	tied := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.004}
	p := predict(t, testkit.Measure(t, tied, testkit.Ladder(256, 512, 1024, 2048), 3, 3), 4096,
		theory.PredictOptions{Samples: 400})
	if p.Law != "average" || p.Weights[0].Name != "surface" || p.Weights[1].Weight < p.Weights[0].Weight {
		t.Errorf("in a tied world the weights are %+v", p.Weights)
	}
	total := 0.0
	for _, share := range p.Weights {
		total += share.Weight
		if !(share.HeldOut > 0 && share.HeldOut < 0.02) {
			t.Errorf("%s misses the held-out budget by %v", share.Name, share.HeldOut)
		}
	}
	testkit.Near(t, "sum of the weights", total, 1, 1e-12)
	if !p.Classes.Interval.Contains(tied.BestClasses(4096)) {
		t.Errorf("K* %v, true %v", p.Classes, tied.BestClasses(4096))
	}
	if !strings.HasPrefix(p.String(), "average (surface ") {
		t.Errorf("the report does not say what it rests on:\n%v", p)
	}
}

// TestPredictKnowsTheCeiling: with the error of random weights at hand the laws predict a world that is cut there.
func TestPredictKnowsTheCeiling(t *testing.T) {
	samples := testkit.Simulated(t, testkit.Simulations{Plain: 100, Whole: 150, Long: 400})
	world := worlds.Planted{E: 0.1, A: 0.8, B: 1.2, Alpha: 0.5, Noise: 0.004, Ceiling: 0.6}
	points := testkit.Measure(t, world, testkit.Ladder(256, 512, 1024, 2048), 3, 3)
	law := func(ceiling float64) float64 {
		p := predict(t, points, 4096, theory.PredictOptions{Samples: samples, Ceiling: ceiling})
		if ceiling > 0 && !p.Classes.Interval.Contains(world.BestClasses(4096)) {
			t.Errorf("K* %v, true %v", p.Classes, world.BestClasses(4096))
		}
		return p.Weights[1].HeldOut
	}
	if with, without := law(0.6), law(0); with > 0.005 || without < 2*with {
		t.Errorf("the tied law misses the largest budget by %v with the ceiling, by %v without", with, without)
	}
}

func TestIntegrationPredictKnowsTheCeiling(t *testing.T) {
	testkit.Integration(t, TestPredictKnowsTheCeiling)
}

func TestPredictTrustsNoLawThatMisfits(t *testing.T) {
	points := testkit.Measured(t, testkit.StudyA, "hz")
	p := predict(t, points, 8192, theory.PredictOptions{Samples: 400})
	if p.Weights[0].Weight < 0.99 {
		t.Errorf("study A misfits both laws by 6 points, and yet the weights are %+v", p.Weights)
	}
	if p.Regret.Value <= 0 || p.Regret.Interval.High < 0.001 {
		t.Errorf("regret %v: beyond the data it is never certain", p.Regret)
	}
}

func TestPredictWithoutABudgetToHoldOut(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.004}
	p := predict(t, testkit.Measure(t, world, testkit.Ladder(256, 1024), 2, 3), 2048, theory.PredictOptions{Samples: 400})
	if p.Weights[0].Weight != 1 || !math.IsNaN(p.Weights[1].HeldOut) || !strings.Contains(p.String(), "2 budgets") {
		t.Errorf("%+v", p)
	}
	alone := predict(t, testkit.Measure(t, world, testkit.Ladder(256, 512, 1024), 2, 3), 2048,
		theory.PredictOptions{Laws: []laws.Law{}, Samples: 400})
	if len(alone.Weights) != 1 {
		t.Errorf("no laws were wanted: %+v", alone.Weights)
	}
}

func TestPredictRefuses(t *testing.T) {
	cases := []struct {
		points []diversity.Measurement
		budget int
		o      theory.PredictOptions
		want   error
		says   string
	}{
		{nil, 512, theory.PredictOptions{}, diversity.ErrTooFew, "no points"},
		{testkit.Study(), 0, theory.PredictOptions{}, diversity.ErrInvalid, "budget = 0"},
		{testkit.Study(), 512, theory.PredictOptions{Limits: diversity.Limits{PerClass: -1}}, diversity.ErrInvalid,
			"Limits.PerClass"},
		{testkit.Study(), 512, theory.PredictOptions{Samples: 1}, diversity.ErrInvalid, "Samples = 1"},
		{testkit.Study(), 512, theory.PredictOptions{Ceiling: 1.5}, diversity.ErrInvalid, "Ceiling = 1.5"},
		{testkit.Study(), 512, theory.PredictOptions{Laws: []laws.Law{nil}}, laws.ErrLaw, "nil"},
		{testkit.Study(), 512, theory.PredictOptions{Laws: []laws.Law{testkit.Panicking{}}}, laws.ErrLaw, "panicked"},
	}
	for _, c := range cases {
		if _, err := theory.Predict(context.Background(), c.points, c.budget, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.Predict(ctx, testkit.Study(), 512, theory.PredictOptions{Samples: 400}); !errors.Is(err,
		context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}
