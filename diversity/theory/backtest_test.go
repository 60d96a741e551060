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

func backtest(t testing.TB, points []diversity.Measurement, o theory.BacktestOptions) theory.RuleTable {
	t.Helper()
	if o.Samples == 0 {
		o.Samples = 400
	}
	table, err := theory.Backtest(context.Background(), points, o)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func ruleOf(t testing.TB, table theory.RuleTable, name string) theory.RuleScore {
	t.Helper()
	score, ok := table.Rule(name)
	if !ok {
		t.Fatalf("no rule %q in\n%v", name, table)
	}
	return score
}

// byHand is what a size loses in each repeat, the slow way: from repeat 0 on, each against the lowest mean of the others.
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
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	points := measure(t, world, ladder(256, 512, 1024, 2048, 4096), 4, 3)
	table := backtest(t, points, theory.BacktestOptions{Seed: 1})
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
			near(t, s.Name+" loss", s.Loss[r], want, 1e-12)
			mean += want / 4
		}
		near(t, s.Name+" regret", s.Regret.Value, mean, 1e-12)
		near(t, s.Name+" distance", s.LogDistance, math.Abs(math.Log(s.Classes/table.Best.Classes.Value)), 1e-12)
		if !s.Regret.Interval.Contains(s.Regret.Value) {
			t.Errorf("%s: %v", s.Name, s.Regret)
		}
	}
	for name, want := range map[string]diversity.Size{"most classes": size(2048, 2), "fewest classes": size(4, 1024), "K = n": size(64, 64)} {
		if got := ruleOf(t, table, name).Size; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{theory.DefaultRule, "tied law", "untied law"} {
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
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	sizes := append(ladder(256, 512), size(8, 128), size(32, 32), size(128, 8))
	points := measure(t, world, sizes, 3, 1)
	random := ruleOf(t, backtest(t, points, theory.BacktestOptions{}), "random size")
	for r := range 3 {
		want := 0.0
		for _, s := range sizes[len(sizes)-3:] {
			want += byHand(points, 1024, 3, s)[r] / 3
		}
		near(t, "random size", random.Loss[r], want, 1e-12)
	}
}

// TestConstantRulesContinueTheMinima: without noise the minima lie on the law, and each constant is their geometric mean.
func TestConstantRulesContinueTheMinima(t *testing.T) {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}
	points := measure(t, world, ladder(256, 1024, 4096), 2, 1)
	table := backtest(t, points, theory.BacktestOptions{})
	for name, want := range map[string]float64{"constant ratio K/n": 64, "line through the minima": 64, "constant n": 4096 / math.Sqrt(512), "constant K": math.Sqrt(512)} {
		near(t, name, ruleOf(t, table, name).Classes/want, 1, 1e-9)
	}
}

func TestBacktestChoosesItsBudgets(t *testing.T) {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points := measure(t, world, ladder(256, 512, 1024, 2048, 4096), 2, 1)
	for _, c := range []struct {
		o      theory.BacktestOptions
		target int
		fitted []int
	}{
		{theory.BacktestOptions{Target: 2048}, 2048, []int{256, 512, 1024}},
		{theory.BacktestOptions{Budgets: 2}, 4096, []int{1024, 2048}},
		{theory.BacktestOptions{Octaves: 2}, 4096, []int{256, 512, 1024}},
		{theory.BacktestOptions{Octaves: 2, Budgets: 2}, 4096, []int{512, 1024}},
	} {
		c.o.Laws = []theory.Law{}
		table := backtest(t, points, c.o)
		if table.Target != c.target || len(table.Fitted) != len(c.fitted) || table.Fitted[0] != c.fitted[0] {
			t.Errorf("%+v: from %v for %d", c.o, table.Fitted, table.Target)
		}
	}
}

// TestRulesSayWhyTheyCannotBeApplied: one budget is no ground for anything that extrapolates.
func TestRulesSayWhyTheyCannotBeApplied(t *testing.T) {
	points := measure(t, theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}, ladder(256, 512), 2, 1)
	table := backtest(t, points, theory.BacktestOptions{})
	for _, name := range []string{theory.DefaultRule, "surface", "line through the minima"} {
		s := ruleOf(t, table, name)
		if s.Applied() || !strings.Contains(s.Reason, "one budget") || !math.IsNaN(s.Regret.Value) || !strings.Contains(table.String(), s.Reason) {
			t.Errorf("%+v", s)
		}
	}
	if s := ruleOf(t, table, "constant ratio K/n"); !s.Applied() || s.Regret.Value > 0.05 {
		t.Errorf("%+v", s)
	}
	pooled, err := theory.PoolRules([]theory.RuleTable{table})
	if err != nil || pooled.Rows[0].Questions != 0 || !math.IsNaN(pooled.Rows[0].Regret.Value) || !math.IsNaN(pooled.Rows[0].Worst) {
		t.Errorf("%+v, %v", pooled, err)
	}
	for i := range points { // a best size cannot be told where all are the same
		if points[i].Size.Total() == 256 {
			points[i].Error = 0.5
		}
	}
	for _, s := range backtest(t, points, theory.BacktestOptions{}).Rows {
		if strings.HasSuffix(s.Name, "law") && s.Applied() {
			t.Errorf("%s chose from equal errors: %+v", s.Name, s)
		}
	}
}

func TestBacktestRefuses(t *testing.T) {
	three := study()
	once := measure(t, theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}, ladder(256, 512), 1, 1)
	cases := []struct {
		points []diversity.Measurement
		o      theory.BacktestOptions
		want   error
		says   string
	}{
		{nil, theory.BacktestOptions{}, theory.ErrTooFew, "no points"},
		{three, theory.BacktestOptions{Target: 77}, diversity.ErrInvalid, "BacktestOptions.Target = 77"},
		{three, theory.BacktestOptions{Target: -1}, diversity.ErrInvalid, "BacktestOptions.Target"},
		{three, theory.BacktestOptions{Budgets: -1}, diversity.ErrInvalid, "BacktestOptions.Budgets"},
		{three, theory.BacktestOptions{Octaves: math.NaN()}, diversity.ErrInvalid, "BacktestOptions.Octaves"},
		{three, theory.BacktestOptions{Samples: 1}, diversity.ErrInvalid, "Samples = 1"},
		{three, theory.BacktestOptions{Limits: diversity.Limits{Classes: -1}}, diversity.ErrInvalid, "Limits.Classes"},
		{three, theory.BacktestOptions{Octaves: 20}, theory.ErrTooFew, "0 lie 20 octaves"},
		{three, theory.BacktestOptions{Budgets: 40}, theory.ErrTooFew, "fitting needs 40"},
		{three, theory.BacktestOptions{Laws: []theory.Law{nil}}, theory.ErrLaw, "nil"},
		{three, theory.BacktestOptions{Laws: []theory.Law{panicking{}}}, theory.ErrLaw, "panicked"},
		{once, theory.BacktestOptions{}, theory.ErrTooFew, "repeats in common"},
		{append(once, once[0]), theory.BacktestOptions{Target: 256}, theory.ErrTooFew, "0 lie 0 octaves"},
	}
	for _, c := range cases {
		if _, err := theory.Backtest(context.Background(), c.points, c.o); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.Backtest(ctx, three, theory.BacktestOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
	if _, err := theory.PoolRules(nil); !errors.Is(err, theory.ErrTooFew) {
		t.Errorf("no tables: %v", err)
	}
}

func TestPoolRulesAverages(t *testing.T) {
	table := func(regrets ...float64) theory.RuleTable {
		var table theory.RuleTable
		for i, regret := range regrets {
			s := theory.RuleScore{Name: string(rune('a' + i)), LogDistance: 10 * regret}
			s.Regret.Value, s.Expected.Value = regret, math.NaN()
			if math.IsNaN(regret) {
				s.Reason = "no"
			}
			table.Rows = append(table.Rows, s)
		}
		return table
	}
	pooled, err := theory.PoolRules([]theory.RuleTable{table(0.01, 0.02), table(0.08, math.NaN()), table(0.02, 0.04, 0.05)})
	if err != nil {
		t.Fatal(err)
	}
	// b was spared the hard second question, which may not count for a either; c was scored once, which is too rarely to compare.
	near(t, "mean of a", pooled.Rows[0].Regret.Value, 0.015, 1e-12)
	near(t, "upper end of a", pooled.Rows[0].Regret.Interval.High, 0.015+12.7062*0.005, 1e-6) // t(1) at 97.5%
	near(t, "worst of a", pooled.Rows[0].Worst, 0.02, 1e-12)
	near(t, "distance of a", pooled.Rows[0].LogDistance, 0.15, 1e-12)
	near(t, "mean of b", pooled.Rows[1].Regret.Value, 0.03, 1e-12)
	a, b, c := pooled.Rows[0], pooled.Rows[1], pooled.Rows[2]
	if pooled.Questions != 3 || pooled.Common != 2 || a.Questions != 2 || a.Scored != 3 || b.Questions != 2 || b.Scored != 2 || c.Questions != 0 || c.Scored != 1 || !math.IsNaN(c.Regret.Value) {
		t.Errorf("%+v", pooled)
	}
	if text := pooled.String(); !strings.Contains(text, "2 of 3 questions") || !strings.Contains(text, "1.50 [") || !strings.Contains(text, "not compared (scored in 1)") {
		t.Error(text)
	}
}
