package design_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/worlds"
)

// oneRepeat is a small study of a tied world.
func oneRepeat(t testing.TB) []diversity.Measurement {
	return testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.4, Noise: 0.01},
		testkit.Ladder(64, 256), 2, 1)
}

func batchOf(t testing.TB, points []diversity.Measurement, o design.BatchOptions) design.Batch {
	t.Helper()
	b, err := design.NextBatch(context.Background(), points, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNextBatchKeepsToItsSpend, by default a quarter of what was spent, and proposes sizes of the known region.
func TestNextBatchKeepsToItsSpend(t *testing.T) {
	points := oneRepeat(t)
	spent := 0.0
	for _, m := range points {
		spent += float64(m.Size.Total())
	}
	b := batchOf(t, points, design.BatchOptions{})
	sum := 0.0
	for _, r := range b.Runs {
		sum += r.Cost
		if r.Runs < 1 || r.Cost != float64(r.Runs*r.Size.Total()) || r.Size.Classes < 4 || r.Size.PerClass < 2 ||
			r.Size.Total() > 512 {
			t.Errorf("%+v", r)
		}
	}
	if b.Target != 1024 || sum != b.Cost || b.Cost > spent/4+1 || b.Cost < spent/4-64 || !(b.Regret > 0) ||
		!(b.Gain > 0) || b.Gain > b.Regret {
		t.Errorf("%v of %v spent: %+v", b.Cost, spent, b)
	}
	if again := batchOf(t, points, design.BatchOptions{}); !reflect.DeepEqual(again, b) {
		t.Errorf("again %+v", again)
	}
	if text := b.String(); !strings.Contains(text, "to choose at N = 1024") || !strings.Contains(text, " run") {
		t.Error(text)
	}
}

// TestNextBatchHeedsCosts: what is dear is left alone, and the unit of costs does not matter.
func TestNextBatchHeedsCosts(t *testing.T) {
	points := oneRepeat(t)
	dear := batchOf(t, points, design.BatchOptions{Spend: 2000, Cost: func(s diversity.Size) float64 {
		if s.Total() > 64 {
			return 1e5
		}
		return 64
	}})
	for _, r := range dear.Runs {
		if r.Size.Total() > 64 {
			t.Errorf("%+v", r)
		}
	}
	images := batchOf(t, points, design.BatchOptions{Spend: 1000})
	hours := batchOf(t, points, design.BatchOptions{Spend: 1,
		Cost: func(s diversity.Size) float64 { return float64(s.Total()) / 1000 }})
	for i := range images.Runs {
		if images.Runs[i].Size != hours.Runs[i].Size || images.Runs[i].Runs != hours.Runs[i].Runs {
			t.Errorf("%v and %v", images, hours)
		}
	}
}

func TestNextBatchRefuses(t *testing.T) {
	points := oneRepeat(t)
	one := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.4, Noise: 0.01}, testkit.Ladder(64), 2, 1)
	for _, c := range []struct {
		points []diversity.Measurement
		o      design.BatchOptions
		want   error
		says   string
	}{
		{nil, design.BatchOptions{}, diversity.ErrTooFew, "no points"},
		{one, design.BatchOptions{}, diversity.ErrTooFew, "one budget"},
		{points, design.BatchOptions{Target: -1}, diversity.ErrInvalid, "BatchOptions.Target = -1"},
		{points, design.BatchOptions{Budgets: []int{}}, diversity.ErrInvalid, "BatchOptions.Budgets"},
		{points, design.BatchOptions{Budgets: []int{7}}, diversity.ErrInvalid, "BatchOptions.Budgets = 7"},
		{points, design.BatchOptions{Spend: math.NaN()}, diversity.ErrInvalid, "BatchOptions.Spend"},
		{points, design.BatchOptions{Limits: diversity.Limits{Classes: -1}}, diversity.ErrInvalid, "Limits.Classes"},
		{points, design.BatchOptions{Cost: func(diversity.Size) float64 { return 0 }}, diversity.ErrInvalid,
			"BatchOptions.Cost of K=4 n=16 = 0"},
		{points, design.BatchOptions{Spend: 3}, diversity.ErrTooFew,
			"a spend of 3 buys no run, of which the cheapest costs 64"},
	} {
		if _, err := design.NextBatch(context.Background(), c.points, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := design.NextBatch(ctx, points, design.BatchOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
	surface, err := theory.Surface(context.Background(), points, theory.SurfaceOptions{Samples: 100})
	if err != nil {
		t.Fatal(err)
	}
	for says, err := range map[string]error{"perClass": second(surface.ErrorSamples([]float64{4}, nil, 5)),
		"samples": second(surface.ErrorSamples([]float64{4}, []float64{4}, 0))} {
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func second(_ [][]float64, err error) error { return err }
