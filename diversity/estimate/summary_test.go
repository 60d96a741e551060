package estimate_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
)

// TestSummaryByHand: errors 0.1, 0.2, 0.3 have mean 0.2, standard deviation 0.1 and t(0.975; 2) = 4.302653.
func TestSummaryByHand(t *testing.T) {
	summaries, err := estimate.Summary([]diversity.Measurement{
		testkit.Row(8, 4, "d", "om", 0.5), testkit.Row(4, 4, "a", "om", 0.3), testkit.Row(4, 4, "b", "om", 0.1),
		testkit.Row(4, 4, "c", "om", 0.2),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(summaries) != 2 || summaries[0].Size.Classes != 4 || summaries[0].Runs != 3 {
		t.Fatalf("summaries %+v", summaries)
	}
	testkit.Near(t, "mean", summaries[0].Error.Value, 0.2, 1e-12)
	if text := summaries[0].String(); text != "20.0 [0.0, 44.8]" { // half width 4.302653 * 0.1/sqrt 3 = 0.2484, cut at 0
		t.Errorf("it reads %q", text)
	}
	testkit.Near(t, "standard error", summaries[0].StdErr, 0.1/math.Sqrt(3), 1e-12)
	testkit.Near(t, "upper end", summaries[0].Error.Interval.High, 0.2+4.302653*0.1/math.Sqrt(3), 1e-6)
	if summaries[1].Error.Interval.Known() || summaries[1].StdErr != 0 {
		t.Errorf("a single run has interval %v", summaries[1].Error.Interval)
	}
	if _, err := estimate.Summary(nil); !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("no points: %v", err)
	}
}

func TestMeanOverTasks(t *testing.T) {
	points := []diversity.Measurement{
		testkit.Row(4, 4, "a", "om", 0.1), testkit.Row(4, 4, "b", "om", 0.2), testkit.Row(4, 4, "a", "hz", 0.3),
		testkit.Row(4, 4, "b", "hz", 0.6),
	}
	averaged, err := estimate.MeanOverTasks(points)
	if err != nil {
		t.Fatal(err)
	}
	if len(averaged) != 2 || averaged[0].Run != "a" || averaged[0].Task != "mean of hz, om" || averaged[0].Tested != 200 {
		t.Fatalf("averaged %+v", averaged)
	}
	testkit.Near(t, "mean of a", averaged[0].Error, 0.2, 1e-12)
	testkit.Near(t, "mean of b", averaged[1].Error, 0.4, 1e-12)

	cases := []struct {
		points []diversity.Measurement
		want   error
		says   string
	}{
		{points[:3], diversity.ErrTooFew, `run "b" (K=4 n=4) was not measured on task "hz"`},
		{append(points, points[0]), diversity.ErrMixed, `run "a" (K=4 n=4) has task "om" twice`},
		{nil, diversity.ErrTooFew, "no points"},
		{[]diversity.Measurement{testkit.Row(4, 4, "a", "om", 2)}, diversity.ErrInvalid, "point 0"},
	}
	for _, c := range cases {
		if _, err := estimate.MeanOverTasks(c.points); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("error %v, want %v with %q", err, c.want, c.says)
		}
	}
}

func TestIntervalsPrint(t *testing.T) {
	inf := math.Inf(1)
	cases := map[string]any{
		"[0.25, 0.75]":      estimate.Interval{Low: 0.25, High: 0.75, Level: 0.95},
		"[0.25, unbounded)": estimate.Interval{Low: 0.25, High: inf, Level: 0.95},
		"(unbounded, 1]":    estimate.Interval{Low: -inf, High: 1, Level: 0.95},
		"(no interval)":     estimate.Interval{},
		"0.5 [0, 1]":        estimate.Estimate{Value: 0.5, Interval: estimate.Interval{High: 1, Level: 0.95}},
		"undetermined":      estimate.Estimate{Value: math.NaN()},
		"unbounded":         estimate.Estimate{Value: inf},
		"0.5 (no interval)": estimate.Estimate{Value: 0.5},
	}
	for want, value := range cases {
		if got := value.(interface{ String() string }).String(); got != want {
			t.Errorf("%#v prints %q, want %q", value, got, want)
		}
	}
	if (estimate.Interval{High: inf, Level: 0.9}).Bounded() || (estimate.Interval{}).Contains(0) ||
		!(estimate.Interval{High: 1, Level: 0.9}).Bounded() {
		t.Error("Bounded or Contains is wrong")
	}
}

func TestSummaryOfRandomWeights(t *testing.T) {
	fields := estimate.Summarise([]diversity.Measurement{{Error: 0.75}}, 0.95).Fields()
	if fields[0].Name != "N" || fields[0].Value != "random weights" || fields[1].Value != nil {
		t.Errorf("fields %v, want random weights and no K", fields)
	}
}
