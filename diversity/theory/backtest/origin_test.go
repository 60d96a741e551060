package backtest_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/worlds"
)

func rolling(t testing.TB, points []diversity.Measurement, o backtest.OriginOptions) backtest.OriginTable {
	t.Helper()
	o.Samples = 100
	table, err := backtest.RollingOrigin(context.Background(), points, o)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// fourBudgets are three repeats of four budgets of a tied world.
func fourBudgets(t testing.TB) []diversity.Measurement {
	return testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Noise: 0.005},
		testkit.Ladder(256, 512, 1024, 2048), 3, 2)
}

// TestRollingOriginSeesNothingBeyond: what is foretold does not move when all that lies beyond the origin does.
func TestRollingOriginSeesNothingBeyond(t *testing.T) {
	points := fourBudgets(t)
	table := rolling(t, points, backtest.OriginOptions{Origin: 512})
	for i := range points {
		if points[i].Size.Total() > 512 {
			points[i].Error = min(1, 0.3+points[i].Error)
		}
	}
	moved := rolling(t, points, backtest.OriginOptions{Origin: 512})
	for i, r := range table.Rows {
		other := moved.Rows[i]
		if r.Predicted != other.Predicted || r.Size != other.Size || r.Expected != other.Expected ||
			r.Classes != other.Classes || r.Measured == other.Measured {
			t.Errorf("%+v\n%+v", r, other)
		}
		if !r.Held || other.Held {
			t.Errorf("held %v, and 30 points off %v", r.Held, other.Held)
		}
	}
}

// TestRollingOriginRows: which budgets are asked from which, and that each row's numbers are those of its sizes.
func TestRollingOriginRows(t *testing.T) {
	points := fourBudgets(t)
	table := rolling(t, points, backtest.OriginOptions{})
	var asked [][3]int
	for _, r := range table.Rows {
		asked = append(asked, [3]int{len(r.Fitted), r.Target, int(r.Factor)})
		i := slices.IndexFunc(r.Sizes, func(s backtest.OriginSize) bool { return s.Size == r.Size })
		if i < 0 || r.Sizes[i].Predicted != r.Predicted || r.Sizes[i].Measured != r.Measured {
			t.Errorf("%v is not among its sizes %+v", r.Size, r.Sizes)
		}
		sum, count := 0.0, 0.0
		for _, m := range points {
			if m.Size == r.Size {
				sum, count = sum+m.Error, count+1
			}
		}
		testkit.Near(t, "measured mean", r.Measured.Value, sum/count, 1e-12)
		e, err := r.ErrorAt(float64(r.Size.Classes), float64(r.Size.PerClass))
		if err != nil || e != r.Predicted {
			t.Errorf("%v, %v, want %v", e, err, r.Predicted)
		}
		if r.Held != r.Predicted.Interval.Contains(r.Measured.Value) || math.IsNaN(r.Lost.Value) ||
			!(r.BestClasses.Value > 0) || !(r.Expected.Value >= 0) {
			t.Errorf("%+v", r)
		}
	}
	if want := [][3]int{{2, 1024, 2}, {2, 2048, 4}, {3, 2048, 2}}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
	if held := table.Held(); held.Value < 0.6 || !held.Interval.Known() {
		t.Errorf("held %v", held)
	}
	if text := table.String(); !strings.Contains(text, "256 to 1024 (3)") || !strings.Contains(text, "of 3 cases") {
		t.Error(text)
	}
}

// TestRollingOriginOfSingleRuns: levels are compared, and what needs repeats is not known.
func TestRollingOriginOfSingleRuns(t *testing.T) {
	var once []diversity.Measurement
	for _, m := range fourBudgets(t) {
		if m.Repeat == 0 {
			once = append(once, m)
		}
	}
	r := rolling(t, once, backtest.OriginOptions{Origin: 1024}).Rows[0]
	if !math.IsNaN(r.Lost.Value) || r.Measured.Interval.Known() || !r.Predicted.Interval.Known() {
		t.Errorf("%+v", r)
	}
}

func TestRollingOriginRefuses(t *testing.T) {
	four := fourBudgets(t)
	two := slices.DeleteFunc(slices.Clone(four), func(m diversity.Measurement) bool { return m.Size.Total() > 512 })
	few := slices.DeleteFunc(slices.Clone(four), func(m diversity.Measurement) bool {
		return m.Size.Total() < 1024 && m.Size.Classes != 16
	})
	cases := []struct {
		points []diversity.Measurement
		o      backtest.OriginOptions
		want   error
		says   string
	}{
		{nil, backtest.OriginOptions{}, diversity.ErrTooFew, "no points"},
		{four, backtest.OriginOptions{Origin: -1}, diversity.ErrInvalid, "OriginOptions.Origin = -1"},
		{four, backtest.OriginOptions{Origin: 77}, diversity.ErrInvalid, "one of [256 512 1024 2048]"},
		{four, backtest.OriginOptions{Samples: 1}, diversity.ErrInvalid, "OriginOptions.Samples"},
		{four, backtest.OriginOptions{Level: 1}, diversity.ErrInvalid, "OriginOptions.Level"},
		{four, backtest.OriginOptions{Ceiling: -1}, diversity.ErrInvalid, "OriginOptions.Ceiling"},
		{four, backtest.OriginOptions{Laws: []laws.Law{nil}}, laws.ErrLaw, "nil"},
		{four, backtest.OriginOptions{Origin: 256}, diversity.ErrTooFew, "two smaller ones"},
		{four, backtest.OriginOptions{Origin: 2048}, diversity.ErrTooFew, "two smaller ones"},
		{two, backtest.OriginOptions{}, diversity.ErrTooFew, "two smaller ones"},
		{few, backtest.OriginOptions{Origin: 512}, diversity.ErrTooFew, "a surface needs"},
	}
	for _, c := range cases {
		if _, err := backtest.RollingOrigin(context.Background(), c.points, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	if _, err := (backtest.OriginRow{}).ErrorAt(4, 4); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a row made by hand: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := backtest.RollingOrigin(ctx, four, backtest.OriginOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}
