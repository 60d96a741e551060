package backtest_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/worlds"
)

func run(t testing.TB, points []diversity.Measurement, o backtest.Options) backtest.RuleTable {
	t.Helper()
	if o.Samples == 0 {
		o.Samples = 100
	}
	table, err := backtest.Run(context.Background(), points, o)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func ruleOf(t testing.TB, table backtest.RuleTable, name string) backtest.RuleScore {
	t.Helper()
	score, ok := table.Rule(name)
	if !ok {
		t.Fatalf("no rule %q in\n%v", name, table)
	}
	return score
}

// byHand is what a size loses in each repeat, the slow way: from repeat 0 on, each against the lowest mean of the
// others.
func byHand(points []diversity.Measurement, budget, repeats int, chosen diversity.Size) []float64 {
	losses := make([]float64, repeats)
	for r := range losses {
		means, here := map[diversity.Size]float64{}, map[diversity.Size]float64{}
		for _, p := range points {
			switch {
			case p.Size.Total() != budget:
			case p.Repeat == r:
				here[p.Size] = p.Error
			default:
				means[p.Size] += p.Error / float64(repeats-1)
			}
		}
		rival := chosen
		for s, mean := range means {
			if mean < means[rival] {
				rival = s
			}
		}
		losses[r] = here[chosen] - here[rival]
	}
	return losses
}

// TestBacktestScoresWhatWasMeasured: the losses are those by hand, and the sizes those that the rules mean.
func TestBacktestScoresWhatWasMeasured(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	points := testkit.Measure(t, world, testkit.Ladder(256, 512, 1024, 2048, 4096), 4, 3)
	table := run(t, points, backtest.Options{Seed: 1})
	if table.Target != 4096 || len(table.Fitted) != 4 || table.Repeats != 4 || len(table.Rows) != 13 {
		t.Fatalf("%v", table)
	}
	if best := table.Best.Classes; !best.Interval.Contains(world.BestClasses(4096)) {
		t.Errorf("K* of the target %v, in truth %v", best, world.BestClasses(4096))
	}
	for _, s := range table.Rows {
		if s.Size.Classes == 0 {
			continue
		}
		mean := 0.0
		for r, want := range byHand(points, 4096, 4, s.Size) {
			testkit.Near(t, s.Name+" loss", s.Loss[r], want, 1e-12)
			mean += want / 4
		}
		testkit.Near(t, s.Name+" regret", s.Regret.Value, mean, 1e-12)
		testkit.Near(t, s.Name+" distance", s.LogDistance, math.Abs(math.Log(s.Classes/table.Best.Classes.Value)), 1e-12)
		if !s.Regret.Interval.Contains(s.Regret.Value) {
			t.Errorf("%s: %v", s.Name, s.Regret)
		}
	}
	for name, want := range map[string]diversity.Size{"most classes": testkit.Size(2048, 2),
		"fewest classes": testkit.Size(4, 1024), "K = n": testkit.Size(64, 64)} {
		if got := ruleOf(t, table, name).Size; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{backtest.DefaultRule, "tied law", "untied law"} {
		if s := ruleOf(t, table, name); s.Regret.Value > 0.01 || math.IsNaN(s.Expected.Value) || s.LogDistance > 0.5 {
			t.Errorf("in a tied world %s loses %v and expects %v", name, s.Regret, s.Expected)
		}
	}
	if oracle := ruleOf(t, table, "oracle"); oracle.Regret.Value > 0 || oracle.Size != table.Best.Best.Size {
		t.Errorf("the oracle loses %v with %v", oracle.Regret, oracle.Size)
	}
	if text := table.String(); !strings.Contains(text, "for N = 4096") || !strings.Contains(text, "most classes") {
		t.Error(text)
	}
}

// TestRandomSizeIsTheMeanOfAll checks the expectation by scoring every size of a small target as its own constant.
func TestRandomSizeIsTheMeanOfAll(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	sizes := append(testkit.Ladder(256, 512), testkit.Size(8, 128), testkit.Size(32, 32), testkit.Size(128, 8))
	points := testkit.Measure(t, world, sizes, 3, 1)
	random := ruleOf(t, run(t, points, backtest.Options{}), "random size")
	for r := range 3 {
		want := 0.0
		for _, s := range sizes[len(sizes)-3:] {
			want += byHand(points, 1024, 3, s)[r] / 3
		}
		testkit.Near(t, "random size", random.Loss[r], want, 1e-12)
	}
}

// TestConstantRulesContinueTheMinima: without noise the minima lie on the law, and each constant is their geometric
// mean.
func TestConstantRulesContinueTheMinima(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}
	points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 2, 1)
	table := run(t, points, backtest.Options{})
	for name, want := range map[string]float64{"constant ratio K/n": 64, "line through the minima": 64,
		"constant n": 4096 / math.Sqrt(512), "constant K": math.Sqrt(512)} {
		testkit.Near(t, name, ruleOf(t, table, name).Classes/want, 1, 1e-9)
	}
}

func TestBacktestChoosesItsBudgets(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points := testkit.Measure(t, world, testkit.Ladder(256, 512, 1024, 2048, 4096), 2, 1)
	for _, c := range []struct {
		o      backtest.Options
		target int
		fitted []int
	}{
		{backtest.Options{Target: 2048}, 2048, []int{256, 512, 1024}},
		{backtest.Options{Budgets: 2}, 4096, []int{1024, 2048}},
		{backtest.Options{Octaves: 2}, 4096, []int{256, 512, 1024}},
		{backtest.Options{Octaves: 2, Budgets: 2}, 4096, []int{512, 1024}},
		{backtest.Options{Origin: 512}, 4096, []int{256, 512}},
		{backtest.Options{Origin: 1024, Budgets: 2, Target: 2048}, 2048, []int{512, 1024}},
	} {
		c.o.Laws = []laws.Law{}
		table := run(t, points, c.o)
		if table.Target != c.target || len(table.Fitted) != len(c.fitted) || table.Fitted[0] != c.fitted[0] {
			t.Errorf("%+v: from %v for %d", c.o, table.Fitted, table.Target)
		}
	}
}

// TestRulesSayWhyTheyCannotBeApplied: one budget is no ground for anything that extrapolates.
func TestRulesSayWhyTheyCannotBeApplied(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005},
		testkit.Ladder(256, 512), 2, 1)
	table := run(t, points, backtest.Options{})
	for _, name := range []string{backtest.DefaultRule, "surface", "line through the minima"} {
		s := ruleOf(t, table, name)
		if s.Applied() || !strings.Contains(s.Reason, "one budget") || !math.IsNaN(s.Regret.Value) ||
			!strings.Contains(table.String(), s.Reason) {
			t.Errorf("%+v", s)
		}
	}
	if s := ruleOf(t, table, "constant ratio K/n"); !s.Applied() || s.Regret.Value > 0.05 {
		t.Errorf("%+v", s)
	}
	pooled, err := backtest.Pool([]backtest.RuleTable{table})
	if err != nil || pooled.Rows[0].Questions != 0 || !math.IsNaN(pooled.Rows[0].Regret.Value) ||
		!math.IsNaN(pooled.Rows[0].Worst) {
		t.Errorf("%+v, %v", pooled, err)
	}
	for i := range points { // a best size cannot be told where all are the same
		if points[i].Size.Total() == 256 {
			points[i].Error = 0.5
		}
	}
	for _, s := range run(t, points, backtest.Options{}).Rows {
		if strings.HasSuffix(s.Name, "law") && s.Applied() {
			t.Errorf("%s chose from equal errors: %+v", s.Name, s)
		}
	}
}

func TestBacktestRefuses(t *testing.T) {
	three := testkit.Study()
	once := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}, testkit.Ladder(256, 512), 1, 1)
	cases := []struct {
		points []diversity.Measurement
		o      backtest.Options
		want   error
		says   string
	}{
		{nil, backtest.Options{}, diversity.ErrTooFew, "no points"},
		{three, backtest.Options{Target: 77}, diversity.ErrInvalid, "BacktestOptions.Target = 77"},
		{three, backtest.Options{Target: -1}, diversity.ErrInvalid, "BacktestOptions.Target"},
		{three, backtest.Options{Origin: -1}, diversity.ErrInvalid, "BacktestOptions.Origin = -1"},
		{three, backtest.Options{Origin: 4096}, diversity.ErrInvalid, "a measured budget below 4096"},
		{three, backtest.Options{Origin: 300}, diversity.ErrInvalid, "one of [256 1024 4096]"},
		{three, backtest.Options{Budgets: -1}, diversity.ErrInvalid, "BacktestOptions.Budgets"},
		{three, backtest.Options{Octaves: math.NaN()}, diversity.ErrInvalid, "BacktestOptions.Octaves"},
		{three, backtest.Options{Samples: 1}, diversity.ErrInvalid, "Samples = 1"},
		{three, backtest.Options{Limits: diversity.Limits{Classes: -1}}, diversity.ErrInvalid, "Limits.Classes"},
		{three, backtest.Options{Octaves: 20}, diversity.ErrTooFew, "0 lie 20 octaves"},
		{three, backtest.Options{Budgets: 40}, diversity.ErrTooFew, "fitting needs 40"},
		{three, backtest.Options{Laws: []laws.Law{nil}}, laws.ErrLaw, "nil"},
		{three, backtest.Options{Laws: []laws.Law{testkit.Panicking{}}}, laws.ErrLaw, "panicked"},
		{once, backtest.Options{}, diversity.ErrTooFew, "repeats in common"},
		{append(once, once[0]), backtest.Options{Target: 256}, diversity.ErrTooFew, "0 lie 0 octaves"},
	}
	for _, c := range cases {
		if _, err := backtest.Run(context.Background(), c.points, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := backtest.Run(ctx, three, backtest.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
	if _, err := backtest.Pool(nil); !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("no tables: %v", err)
	}
}

func TestPoolRulesAverages(t *testing.T) {
	table := func(regrets ...float64) backtest.RuleTable {
		var table backtest.RuleTable
		for i, regret := range regrets {
			s := backtest.RuleScore{Name: string(rune('a' + i)), LogDistance: 10 * regret}
			s.Regret.Value, s.Expected.Value = regret, math.NaN()
			if math.IsNaN(regret) {
				s.Reason = "no"
			}
			table.Rows = append(table.Rows, s)
		}
		return table
	}
	pooled, err := backtest.Pool([]backtest.RuleTable{table(0.01, 0.02), table(0.08, math.NaN()), table(0.02, 0.04, 0.05)})
	if err != nil {
		t.Fatal(err)
	}
	// b was spared the hard second question, which may not count for a either; c was scored once, which is too rarely to
	// compare.
	testkit.Near(t, "mean of a", pooled.Rows[0].Regret.Value, 0.015, 1e-12)
	testkit.Near(t, "upper end of a", pooled.Rows[0].Regret.Interval.High, 0.015+12.7062*0.005, 1e-6) // t(1) at 97.5%
	testkit.Near(t, "worst of a", pooled.Rows[0].Worst, 0.02, 1e-12)
	testkit.Near(t, "distance of a", pooled.Rows[0].LogDistance, 0.15, 1e-12)
	testkit.Near(t, "mean of b", pooled.Rows[1].Regret.Value, 0.03, 1e-12)
	a, b, c := pooled.Rows[0], pooled.Rows[1], pooled.Rows[2]
	if pooled.Questions != 3 || pooled.Common != 2 || a.Questions != 2 || a.Scored != 3 || b.Questions != 2 ||
		b.Scored != 2 || c.Questions != 0 || c.Scored != 1 || !math.IsNaN(c.Regret.Value) {
		t.Errorf("%+v", pooled)
	}
	if text := pooled.String(); !strings.Contains(text, "2 of 3 questions") || !strings.Contains(text, "1.50 [") ||
		!strings.Contains(text, "not compared (scored in 1)") {
		t.Error(text)
	}
}
