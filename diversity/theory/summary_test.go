package theory_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// TestSummaryByHand: errors 0.1, 0.2, 0.3 have mean 0.2, standard deviation 0.1 and t(0.975; 2) = 4.302653.
func TestSummaryByHand(t *testing.T) {
	summaries, err := theory.Summary([]diversity.Measurement{
		row(8, 4, "d", "om", 0.5), row(4, 4, "a", "om", 0.3), row(4, 4, "b", "om", 0.1), row(4, 4, "c", "om", 0.2),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(summaries) != 2 || summaries[0].Size.Classes != 4 || summaries[0].Runs != 3 {
		t.Fatalf("summaries %+v", summaries)
	}
	near(t, "mean", summaries[0].Mean, 0.2, 1e-12)
	near(t, "standard error", summaries[0].StandardError, 0.1/math.Sqrt(3), 1e-12)
	near(t, "upper end", summaries[0].Interval.High, 0.2+4.302653*0.1/math.Sqrt(3), 1e-6)
	if summaries[1].Interval.Known() || summaries[1].StandardError != 0 {
		t.Errorf("a single run has interval %v", summaries[1].Interval)
	}
	if _, err := theory.Summary(nil); !errors.Is(err, theory.ErrTooFew) {
		t.Errorf("no points: %v", err)
	}
}

func TestMeanOverTasks(t *testing.T) {
	points := []diversity.Measurement{
		row(4, 4, "a", "om", 0.1), row(4, 4, "b", "om", 0.2), row(4, 4, "a", "hz", 0.3), row(4, 4, "b", "hz", 0.6),
	}
	averaged, err := theory.MeanOverTasks(points)
	if err != nil {
		t.Fatal(err)
	}
	if len(averaged) != 2 || averaged[0].Run != "a" || averaged[0].Task != "mean of hz, om" || averaged[0].Tested != 200 {
		t.Fatalf("averaged %+v", averaged)
	}
	near(t, "mean of a", averaged[0].Error, 0.2, 1e-12)
	near(t, "mean of b", averaged[1].Error, 0.4, 1e-12)

	cases := []struct {
		points []diversity.Measurement
		want   error
		says   string
	}{
		{points[:3], theory.ErrTooFew, `run "b" (K=4 n=4) was not measured on task "hz"`},
		{append(points, points[0]), theory.ErrMixed, `run "a" (K=4 n=4) has task "om" twice`},
		{nil, theory.ErrTooFew, "no points"},
		{[]diversity.Measurement{row(4, 4, "a", "om", 2)}, diversity.ErrInvalid, "point 0"},
	}
	for _, c := range cases {
		if _, err := theory.MeanOverTasks(c.points); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("error %v, want %v with %q", err, c.want, c.says)
		}
	}
}

func TestIntervalsPrint(t *testing.T) {
	inf := math.Inf(1)
	cases := map[string]any{
		"[0.25, 0.75]":      theory.Interval{Low: 0.25, High: 0.75, Level: 0.95},
		"[0.25, unbounded)": theory.Interval{Low: 0.25, High: inf, Level: 0.95},
		"(unbounded, 1]":    theory.Interval{Low: -inf, High: 1, Level: 0.95},
		"(no interval)":     theory.Interval{},
		"0.5 [0, 1]":        theory.Estimate{Value: 0.5, Interval: theory.Interval{High: 1, Level: 0.95}},
		"undetermined":      theory.Estimate{Value: math.NaN()},
		"unbounded":         theory.Estimate{Value: inf},
		"0.5 (no interval)": theory.Estimate{Value: 0.5},
	}
	for want, value := range cases {
		if got := value.(interface{ String() string }).String(); got != want {
			t.Errorf("%#v prints %q, want %q", value, got, want)
		}
	}
	if (theory.Interval{High: inf, Level: 0.9}).Bounded() || (theory.Interval{}).Contains(0) || !(theory.Interval{High: 1, Level: 0.9}).Bounded() {
		t.Error("Bounded or Contains is wrong")
	}
}
