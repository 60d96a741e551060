package perbudget

import (
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/scale"
)

// Two of three budgets are moved by 0.75% of the logarithmic length of the axis in each direction; one is not moved.
func TestBeside(t *testing.T) {
	axis := scale.Span{Low: 1, High: 100}
	for i, want := range []float64{math.Pow(100, -0.0075), 1, math.Pow(100, 0.0075)} {
		if got := beside(axis, i, 3); math.Abs(got-want) > 1e-12 {
			t.Errorf("budget %d is moved by %v, want %v", i, got, want)
		}
	}
	if beside(axis, 0, 1) != 1 || besideWords(make([]Budget, 1)) != "" || besideWords(make([]Budget, 2)) == "" {
		t.Error("a budget alone is moved, or words say so")
	}
}

func budget() Budget {
	size := func(k, n int, value, half float64) estimate.SizeSummary {
		e := estimate.Estimate{Value: value}
		if half > 0 {
			e.Interval = estimate.Interval{Low: value - half, High: value + half, Level: 0.95}
		}
		return estimate.SizeSummary{Size: diversity.Size{Classes: k, PerClass: n}, Runs: 3, Error: e}
	}
	return Budget{Total: 64, Sizes: []estimate.SizeSummary{size(4, 16, 0.5, 0.1), size(8, 8, 0.25, 0), size(16, 4, 0.375,
		0.125)}}
}

// Bars have the ends of the intervals in per cent, at the place of the size; what has no interval has no bar.
func TestErrorBars(t *testing.T) {
	bars := ErrorBars(budget(), 1.5)
	if len(bars) != 2 || bars[0].At != 6 || bars[0].Low != 40 || bars[0].High != 60 || bars[1].At != 24 ||
		bars[1].Low != 25 || bars[1].High != 50 {
		t.Errorf("%+v, want 40..60 at 6 and 25..50 at 24", bars)
	}
}

func TestMeansSeries(t *testing.T) {
	s := MeansSeries(budget(), "#000000", 1, true)
	if len(s.Data) < 3 || s.Type != "line" || MeansSeries(budget(), "#000000", 1, false).Type != "scatter" {
		t.Fatalf("%+v", s)
	}
	first, ok := s.Data[0].([]any)
	if !ok || first[0] != 4.0 || first[1] != 50.0 || first[2] != 4 || first[3] != 16 || first[6] != 3 {
		t.Errorf("the first point is %v, want K=4 n=16 at 50%% of 3 runs", s.Data[0])
	}
}

func TestBest(t *testing.T) {
	if best := budget().Best(); best.Size.Classes != 8 || best.Error.Value != 0.25 {
		t.Errorf("the lowest mean is %v, want 0.25 at K=8", best)
	}
}
