package theory_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

func predict(t testing.TB, points []diversity.Measurement, budget int, o theory.PredictOptions) theory.Prediction {
	t.Helper()
	p, err := theory.Predict(points, budget, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPredictGivesALawItsDue: where a law holds it carries the average; where it does not, it has no say.
func TestPredictGivesALawItsDue(t *testing.T) {
	tied := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.004}
	p := predict(t, measure(t, tied, ladder(256, 512, 1024, 2048), 3, 3), 4096, theory.PredictOptions{Samples: 400})
	if p.Law != "average" || p.Shares[0].Name != "surface" || p.Shares[1].Weight < p.Shares[0].Weight {
		t.Errorf("in a tied world the weights are %+v", p.Shares)
	}
	total := 0.0
	for _, share := range p.Shares {
		total += share.Weight
		if !(share.HeldOut > 0 && share.HeldOut < 0.02) {
			t.Errorf("%s misses the held-out budget by %v", share.Name, share.HeldOut)
		}
	}
	near(t, "sum of the weights", total, 1, 1e-12)
	if !p.Classes.Interval.Contains(tied.BestClasses(4096)) {
		t.Errorf("K* %v, true %v", p.Classes, tied.BestClasses(4096))
	}
	if !strings.HasPrefix(p.String(), "average (surface ") {
		t.Errorf("the report does not say what it rests on:\n%v", p)
	}
}

// TestPredictKnowsTheCeiling: with the error of random weights at hand the laws foretell a world that is cut there.
func TestPredictKnowsTheCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short there is no time for refits of laws with a ceiling, which take 5 s")
	}
	world := theory.Planted{E: 0.1, A: 0.8, B: 1.2, Alpha: 0.5, Noise: 0.004, Ceiling: 0.6}
	points := measure(t, world, ladder(256, 512, 1024, 2048), 3, 3)
	law := func(ceiling float64) float64 {
		p := predict(t, points, 4096, theory.PredictOptions{Samples: 150, Ceiling: ceiling})
		if ceiling > 0 && !p.Classes.Interval.Contains(world.BestClasses(4096)) {
			t.Errorf("K* %v, true %v", p.Classes, world.BestClasses(4096))
		}
		return p.Shares[1].HeldOut
	}
	if with, without := law(0.6), law(0); with > 0.005 || without < 2*with {
		t.Errorf("the tied law misses the largest budget by %v with the ceiling, by %v without", with, without)
	}
}

func TestPredictTrustsNoLawThatMisfits(t *testing.T) {
	points := measured(t, studyA, "hz")
	p := predict(t, points, 8192, theory.PredictOptions{Samples: 400})
	if p.Shares[0].Weight < 0.99 {
		t.Errorf("study A misfits both laws by 6 points, and yet the weights are %+v", p.Shares)
	}
	if p.Regret.Value <= 0 || p.Regret.Interval.High < 0.001 {
		t.Errorf("regret %v: beyond the data it is never certain", p.Regret)
	}
}

func TestPredictWithoutABudgetToHoldOut(t *testing.T) {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.004}
	p := predict(t, measure(t, world, ladder(256, 1024), 2, 3), 2048, theory.PredictOptions{Samples: 400})
	if p.Shares[0].Weight != 1 || !math.IsNaN(p.Shares[1].HeldOut) || !strings.Contains(p.String(), "2 budgets") {
		t.Errorf("%+v", p)
	}
	alone := predict(t, measure(t, world, ladder(256, 512, 1024), 2, 3), 2048, theory.PredictOptions{Laws: []theory.Law{}, Samples: 400})
	if len(alone.Shares) != 1 {
		t.Errorf("no laws were wanted: %+v", alone.Shares)
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
		{nil, 512, theory.PredictOptions{}, theory.ErrTooFew, "no points"},
		{study(), 0, theory.PredictOptions{}, diversity.ErrInvalid, "budget = 0"},
		{study(), 512, theory.PredictOptions{Limits: diversity.Limits{PerClass: -1}}, diversity.ErrInvalid, "Limits.PerClass"},
		{study(), 512, theory.PredictOptions{Samples: 1}, diversity.ErrInvalid, "Samples = 1"},
		{study(), 512, theory.PredictOptions{Ceiling: 1.5}, diversity.ErrInvalid, "Ceiling = 1.5"},
		{study(), 512, theory.PredictOptions{Laws: []theory.Law{nil}}, theory.ErrLaw, "nil"},
		{study(), 512, theory.PredictOptions{Laws: []theory.Law{panicking{}}}, theory.ErrLaw, "panicked"},
	}
	for _, c := range cases {
		if _, err := theory.Predict(c.points, c.budget, c.o); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.PredictContext(ctx, study(), 512, theory.PredictOptions{Samples: 400}); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}

// panicking fails when it is evaluated.
type panicking struct{ theory.Tied }

func (panicking) Basis(_, _ float64, _, _ []float64) { panic("no") }
