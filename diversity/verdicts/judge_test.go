package verdicts

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/worlds"
)

// measured are points of a world whose best ratio is 1 at every budget: K* = sqrt N.
func measured(t *testing.T, w worlds.Planted, repeats int) []diversity.Measurement {
	t.Helper()
	var sizes []diversity.Size
	for _, budget := range []int{256, 1024, 4096} {
		for k := 4; k <= budget/4; k *= 2 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
		}
	}
	points, err := w.Measure(sizes, repeats, 1)
	if err != nil {
		t.Fatal(err)
	}
	return points
}

func TestJudgeFindsWhatIsTrueOfAWorld(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.002}
	j, err := Judge(t.Context(), "planted", measured(t, world, 4), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if j.Repeats != 4 || j.LeftOut != 0 || j.Sizes != 5+7+9 || len(j.Budgets) != 3 || j.interior() != 3 {
		t.Errorf("%d repeats, %d left out, %d sizes, budgets %v, %d interior", j.Repeats, j.LeftOut, j.Sizes, j.Budgets,
			j.interior())
	}
	for i, want := range []theory.Outcome{theory.Consistent, theory.Consistent, theory.Consistent} {
		if j.Claims[i].Outcome != want {
			t.Errorf("%v", j.Claims[i])
		}
	}
	if math.Abs(j.Slope.Value-0.5) > 0.05 || theory.JudgeInvariance(j.Slope).Outcome != theory.Consistent {
		t.Errorf("slope %v, want 1/2", j.Slope.Estimate)
	}
	// Predicted is K = 64 of 4 .. 1024: each end has 0.8 (1/2 + 1/32) where the middle has 0.8 (1/8 + 1/8).
	want := 0.8*(0.5+1.0/32) - 0.8*0.25
	for i, over := range []string{"most classes", "fewest classes"} {
		if g := j.Gains[i]; g.Over != over || math.Abs(g.Saved.Value-want) > 0.005 || !g.Saved.Interval.Contains(want) {
			t.Errorf("over %s %v, want %.4f", g.Over, g.Saved, want)
		}
	}
	if g := j.Gains[2]; !g.Same || g.Saved.Value != 0 {
		t.Errorf("K = n is the predicted size: %+v", g)
	}
	if g := j.Gains[3]; g.Over != theirMean || math.Abs(g.Saved.Value-want*2/3) > 0.005 {
		t.Errorf("%+v, want two thirds of %.4f", g, want)
	}
	text := strings.Join(j.Sentences(), "\n")
	for _, part := range []string{"is best at every budget: at 3 of 3", "An invariant best ratio K/n is consistent",
		"for N = 4096 is K=64 n=64", "K = n nothing, as it is the same size", "about 2 on average"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in %s", part, text)
		}
	}
}

func TestJudgeRefutesWhatIsFalse(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.5, B: 2, Alpha: 0.5, Beta: 1, Noise: 0.001}
	j, err := Judge(t.Context(), "drifts", measured(t, world, 4), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := j.Sentences(); !strings.Contains(got[1], "is rejected") {
		t.Errorf("%q", got)
	}
}

func TestBalancedKeepsTheSameSizesOfEveryRepeat(t *testing.T) {
	all := measured(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}, 3)
	// drop leaves out what a repeat has beyond its first sizes.
	drop := func(first ...int) (some []diversity.Measurement) {
		seen := map[int]int{}
		for _, p := range all {
			if seen[p.Repeat]++; seen[p.Repeat] <= first[p.Repeat] {
				some = append(some, p)
			}
		}
		return some
	}
	for name, c := range map[string]struct {
		points         []diversity.Measurement
		repeats, sizes int
	}{
		"all are whole":                      {all, 3, 21},
		"one lacks a size, which all lose":   {drop(21, 20, 21), 3, 20},
		"one has begun":                      {drop(21, 21, 3), 2, 21},
		"two repeats, though one has more":   {drop(21, 5, 0), 2, 5},
		"only one":                           {drop(0, 7, 0), 1, 7},
		"none":                               {nil, 0, 0},
		"the last has most":                  {drop(3, 3, 21), 3, 3},
		"two are better than three of fewer": {drop(20, 21, 10), 2, 20},
	} {
		got := Balanced(c.points)
		if got.Repeats != c.repeats || got.Sizes != c.sizes || len(got.Points) != c.repeats*c.sizes ||
			got.LeftOut != len(c.points)-len(got.Points) {
			t.Errorf("%s: %d repeats of %d sizes, %d points and %d left out, want %d of %d", name, got.Repeats, got.Sizes,
				len(got.Points), got.LeftOut, c.repeats, c.sizes)
		}
	}
	apart := []diversity.Measurement{all[0], all[len(all)-1]}
	apart[1].Repeat = apart[0].Repeat + 1
	if got := Balanced(apart); got.Repeats != 1 || len(got.Points) != 1 {
		t.Errorf("repeats without a size in common: %+v", got)
	}
}

func TestJudgeNeedsTwoRepeats(t *testing.T) {
	points := measured(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.01}, 1)
	for _, some := range [][]diversity.Measurement{nil, points} {
		j, err := Judge(t.Context(), "few", some, Options{})
		if !errors.Is(err, diversity.ErrTooFew) || !strings.Contains(err.Error(), "want 2") {
			t.Errorf("%d points: %v", len(some), err)
		}
		if fields := j.Fields(); fields[0].Value != "few" {
			t.Errorf("%v", fields)
		}
	}
}

func TestJudgeNamesUnknownRules(t *testing.T) {
	points := measured(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.01}, 2)
	for field, o := range map[string]Options{
		"Options.Rule": {Rule: "the best"}, "Options.Standard[1]": {Standard: []string{"K = n", "all"}},
	} {
		if _, err := Judge(t.Context(), "x", points, o); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), field) || !strings.Contains(err.Error(), `"most classes"`) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestGainsArePairedWithinRepeats(t *testing.T) {
	rule := func(name string, classes int, loss ...float64) backtest.RuleScore {
		return backtest.RuleScore{Name: name, Size: diversity.Size{Classes: classes, PerClass: 8}, Loss: loss}
	}
	table := backtest.RuleTable{Rows: []backtest.RuleScore{
		rule(PapersRule, 8, 0.01, 0.05), rule("most classes", 64, 0.03, 0.07), {Name: "K = n", Reason: "no size is near"},
	}}
	got, err := gains(table, Options{Rule: PapersRule, Standard: []string{"most classes", "K = n"}})
	if err != nil || len(got) != 2 {
		t.Fatalf("%v, %v: want two gains and no mean, as one rule has none", got, err)
	}
	if math.Abs(got[0].Saved.Value-0.02) > 1e-12 || got[0].Same {
		t.Errorf("%+v, want 2 points: the repeats cancel", got[0])
	}
	if !strings.Contains(got[1].Reason, "no size is near") {
		t.Errorf("%+v", got[1])
	}
}
