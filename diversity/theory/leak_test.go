package theory_test

import (
	"context"
	"errors"
	"math"
	"runtime"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/theory/nlls"
)

// endless are calls that would take very long, or at least much longer than they are given.
func endless(t testing.TB) map[string]func(ctx context.Context) error {
	points := testkit.Measure(t, testkit.Drifting, testkit.Ladder(256, 512, 1024, 2048), 5, 1)
	both := asTwoTasks(points)
	many := theory.FitOptions{BootstrapSamples: 1_000_000}
	return map[string]func(ctx context.Context) error{
		"FitTasks": func(ctx context.Context) error {
			_, err := theory.FitTasks(ctx, both, laws.Untied{}, many)
			return err
		},
		"Surface": func(ctx context.Context) error {
			_, err := theory.Surface(ctx, testkit.Measure(t, testkit.Drifting, manySizes(), 1, 1), theory.SurfaceOptions{})
			return err
		},
		"Predict": func(ctx context.Context) error {
			_, err := theory.Predict(ctx, testkit.Measure(t, testkit.Drifting, manySizes(), 1, 1), 4096, theory.PredictOptions{})
			return err
		},
		"PredictSpend": func(ctx context.Context) error {
			_, err := theory.PredictSpend(ctx, testkit.Measure(t, testkit.Drifting, manySizes(), 1, 1),
				theory.Spend{Total: 4096, PerSample: 1}, theory.PredictOptions{})
			return err
		},
		"CompareLaws": func(ctx context.Context) error {
			_, err := theory.CompareLaws(ctx, points, nil, theory.CompareOptions{BootstrapSamples: 1_000_000})
			return err
		},
		"Backtest": func(ctx context.Context) error {
			_, err := backtest.Run(ctx, testkit.Measure(t, testkit.Drifting, manySizes(), 2, 1), backtest.Options{})
			return err
		},
		"NestedTest": func(ctx context.Context) error {
			_, err := theory.NestedTest(ctx, points, laws.Tied{}, laws.Untied{}, theory.TestOptions{BootstrapSamples: 1_000_000})
			return err
		},
		"Power": func(ctx context.Context) error {
			_, err := design.Power(ctx, testkit.Drifting, design.PowerOptions{Studies: 100_000})
			return err
		},
		"LeastSquares": func(ctx context.Context) error {
			_, err := nlls.Solve(ctx, nlls.Problem{
				Model: func(parameters, values []float64) {
					time.Sleep(time.Millisecond)
					for i := range values {
						values[i] = parameters[0] * math.Exp(-parameters[1]*float64(i)) * math.Cos(parameters[2]*float64(i))
					}
				},
				Observed: []float64{1, 3, 2, 5, 4, 7, 1, 2}, Start: []float64{100, 5, 50},
			}, nlls.Options{Steps: 1_000_000})
			return err
		},
	}
}

// manySizes is as many sizes as a surface takes, so that it takes its time.
func manySizes() []diversity.Size {
	var sizes []diversity.Size
	for _, budget := range []int{5040, 7560, 10080, 15120, 20160, 25200} {
		sizes = append(sizes, diversity.FactorPairs(budget)[2:50]...)
	}
	return sizes
}

// TestCancellingLeavesNothingBehind cancels every long call mid-way: it returns soon, with the context's error, and all
// its goroutines have ended.
func TestCancellingLeavesNothingBehind(t *testing.T) {
	for name, call := range endless(t) {
		before := runtime.NumGoroutine()
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(30*time.Millisecond, cancel)
		started := time.Now()
		if err := call(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v after cancelling", name, err)
		}
		if took := time.Since(started); took > 20*time.Second {
			t.Errorf("%s returned %v after it was cancelled", name, took)
		}
		if left := settledGoroutines(before); left > before {
			t.Errorf("%s: %d goroutines, %d before", name, left, before)
		}
		cancel()
	}
}

// TestPanicsLeaveNothingBehind: nor does a law that panics on one of many goroutines.
func TestPanicsLeaveNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	points := testkit.Measure(t, testkit.Drifting, testkit.Ladder(256, 1024), 3, 1)
	for range 20 {
		if _, err := theory.Fit(points, testkit.Panicking{}, theory.FitOptions{}); !errors.Is(err, laws.ErrLaw) {
			t.Fatal(err)
		}
		if _, err := design.Power(context.Background(), testkit.Failing{Panics: true},
			design.PowerOptions{Studies: 10}); !errors.Is(err, laws.ErrLaw) {
			t.Fatal(err)
		}
	}
	if left := settledGoroutines(before); left > before {
		t.Errorf("%d goroutines, %d before", left, before)
	}
}

// settledGoroutines waits a little for goroutines that are just returning.
func settledGoroutines(want int) int {
	for range 100 {
		if runtime.NumGoroutine() <= want {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return runtime.NumGoroutine()
}
