package theory_test

import (
	"context"
	"errors"
	"math"
	"sync"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
)

// priced is fitted to budgets of 256 to 4,096 images in a world with E = 0.05 and A = B = 0.8, a = b = 1/2, once for all
// tests, which do not change it.
var priced = sync.OnceValues(func() (*theory.Average, error) {
	points, err := anyDesign.Measure(testkit.Ladder(256, 1024, 4096), 3, 1)
	if err != nil {
		return nil, err
	}
	return theory.FitAverage(context.Background(), points, theory.PredictOptions{Seed: 1, Samples: 400})
})

func pricedAverage(t *testing.T) *theory.Average {
	t.Helper()
	average, err := priced()
	if err != nil {
		t.Fatal(err)
	}
	return average
}

// TestSpendForAnError: with free classes an error of 0.05 + 1.6 N^(-1/4) costs N; 0.25 takes N = 4,096.
func TestSpendForAnError(t *testing.T) {
	a := pricedAverage(t)
	n, err := a.SpendFor(context.Background(), 0.25, theory.Spend{PerSample: 2}, theory.BestOptions{})
	if err != nil {
		t.Fatal(err)
	}
	testkit.Near(t, "total", n.Total.Value, 2*4096, 400)
	if !n.Total.Interval.Contains(2*4096) || !n.Total.Interval.Contains(n.Total.Value) {
		t.Errorf("total %v, want an interval around 8192", n.Total)
	}
	testkit.Near(t, "K", float64(n.Best.Size.Classes), 64, 12)
	if n.Best.Cost > n.Total.Value {
		t.Errorf("costs %v of %v", n.Best.Cost, n.Total.Value)
	}
}

// TestSpendForRefuses what cannot be reached, and what is no error.
func TestSpendForRefuses(t *testing.T) {
	a := pricedAverage(t)
	prices := theory.Spend{PerSample: 2}
	_, err := a.SpendFor(context.Background(), 0.01, prices, theory.BestOptions{})
	if !errors.Is(err, theory.ErrNoOptimum) {
		t.Errorf("below the floor: %v", err)
	}
	for _, wanted := range []float64{0, 1, -1, math.NaN()} {
		if _, err := a.SpendFor(context.Background(), wanted, prices, theory.BestOptions{}); !errors.Is(err,
			diversity.ErrInvalid) {
			t.Errorf("an error of %v: %v", wanted, err)
		}
	}
	if _, err := a.SpendFor(context.Background(), 0.3, theory.Spend{}, theory.BestOptions{}); !errors.Is(err,
		diversity.ErrInvalid) {
		t.Errorf("without prices: %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := a.SpendFor(cancelled, 0.3, prices, theory.BestOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestMissesOnEitherSide: with a = b the curve of a budget is a cosh in ln K, (A+B)(cosh(ln 2 / 2) - 1) N^(-1/4) higher
// at half and at twice the best K; with a price on classes fewer are dearer to miss than more, at equal money.
func TestMissesOnEitherSide(t *testing.T) {
	a := pricedAverage(t)
	p, err := a.BestAt(4096, theory.BestOptions{})
	if err != nil || len(p.Misses) != 2 {
		t.Fatalf("%v, %v", p.Misses, err)
	}
	want := 1.6 * (math.Cosh(math.Ln2/2) - 1) / 8
	for i, factor := range []float64{0.5, 2} {
		testkit.Near(t, p.Misses[i].Name, p.Misses[i].Regret.Value, want, 0.006)
		testkit.Near(t, p.Misses[i].Name, float64(p.Misses[i].Size.Classes)/float64(p.Size.Classes), factor, 0.1*factor)
	}
	s, err := a.BestForSpend(theory.Spend{Total: 8192, PerSample: 2}, theory.BestOptions{})
	if err != nil || len(s.Misses) != 2 {
		t.Fatalf("%v, %v", s.Misses, err)
	}
	for _, miss := range s.Misses {
		testkit.Near(t, miss.Name, miss.Regret.Value, want, 0.006)
		if cost := s.Spend.Cost(miss.Size); cost > s.Spend.Total {
			t.Errorf("%s costs %v", miss.Name, cost)
		}
	}
	one, err := a.BestForSpend(theory.Spend{Total: 8192, PerSample: 2},
		theory.BestOptions{Limits: diversity.Limits{Classes: s.Size.Classes}})
	if err != nil || len(one.Misses) != 1 || one.Misses[0].Name != "half as many classes" {
		t.Errorf("at the limit: %v, %v", one.Misses, err)
	}
}
