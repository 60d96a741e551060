package backtest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/internal/settings"
)

// Options configures [Run]. The zero value fits on every budget below the largest one and chooses at that.
type Options struct {
	Target  int     // measured budget to choose a size at, in images; 0 = the largest measured
	Origin  int     // largest budget to fit on, a measured one below Target; 0 = the next smaller one
	Budgets int     // fit on so many of the budgets below Target, those nearest to it; 0 = all of them
	Octaves float64 // the budgets to fit on lie at least so many factors of two below Target, 0..64; 0 = any smaller one
	// Limits is what the rules may choose within; zero = the largest K and the largest n measured at Target.
	Limits  diversity.Limits
	Laws    []laws.Law // get a row each, and are the rivals of the surface in the default rule; nil = Tied{}, Untied{}
	Samples int        // curves drawn by the surface and the default rule, as in [theory.PredictOptions]; 0 = 2000
	Level   float64    // of the intervals, within (0, 1); 0 = 0.95
	Seed    uint64     // of the draws and of the bootstraps
	Ceiling float64    // known error of random weights, for the laws, as in [theory.PredictOptions]; 0 = none
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed, or one
// wrapping [laws.ErrLaw] for an unusable law.
func (o Options) validate() error {
	switch {
	case o.Target < 0:
		return diversity.Invalid("BacktestOptions.Target", o.Target, "a measured budget, or 0 for the largest")
	case o.Origin < 0:
		return diversity.Invalid("BacktestOptions.Origin", o.Origin,
			"a measured budget below the target, or 0 for the next smaller one")
	case o.Budgets < 0:
		return diversity.Invalid("BacktestOptions.Budgets", o.Budgets, "at least 1, or 0 for all budgets below the target")
	}
	return cmp.Or(settings.Octaves("BacktestOptions.Octaves", o.Octaves, "any smaller budget"), o.Limits.Validate(),
		settings.ValidLaws(o.laws()), settings.Samples("BacktestOptions.Samples", o.Samples),
		settings.Level("BacktestOptions.Level", o.Level), settings.Ceiling("BacktestOptions.Ceiling", o.Ceiling))
}

func (o Options) predict() theory.PredictOptions {
	return theory.PredictOptions{Limits: o.Limits, Laws: o.Laws, Samples: o.Samples, Level: o.Level, Seed: o.Seed,
		Ceiling: o.Ceiling}
}

func (o Options) laws() []laws.Law { return settings.Laws(o.Laws) }

// best allows exact sizes alone: what is measured at a budget are exact sizes of it.
func (o Options) best() theory.BestOptions { return theory.BestOptions{Limits: o.Limits, Exact: true} }

// RuleTable is what each rule for choosing a size costs at a budget that it had not seen.
type RuleTable struct {
	Target  int            // budget at which a size was chosen
	Fitted  []int          // budgets that the rules saw, rising
	Repeats int            // of every size at the target, behind the losses
	Best    theory.Minimum // the measured curve of the target with its K*
	Rows    []RuleScore
}

// RuleScore is what one rule chose and lost. Losses are shares in [0, 1]: 0.004 is 0.4 points.
type RuleScore struct {
	Name   string
	Reason string // why the rule cannot be applied; empty if it can. Then all below are zero or NaN

	// the K that the rule asks for, kept within the sizes measured at the target; 0 for a random size
	Classes float64
	Size    diversity.Size // the measured size that the rule chooses; zero for a random size

	// Loss is, repeat by repeat, error(Size) minus the error of the rival: the size with the lowest mean over all other
	// repeats. The lowest of several noisy means flatters itself, and this rival cannot; so a rule may lose less than
	// nothing.
	Loss []float64
	// Regret is the mean of Loss with its interval by Student's t over repeats. (The rivals of two repeats rest on mostly
	// the same runs; the interval is that of paired differences between fixed sizes, and does not count that.)
	Regret estimate.Estimate
	// LogDistance is |ln Classes - ln K*|, where K* is the measured optimum of the target ([RuleTable.Best]); for a random
	// size it is the mean.
	LogDistance float64
	// Expected is the regret that the rule itself expected; its interval is not known and its value NaN for rules without
	// a model.
	Expected estimate.Estimate
}

// Applied reports whether the rule could be applied.
func (s RuleScore) Applied() bool { return s.Reason == "" }

// DefaultRule is the name of the row of [theory.Predict] in a [RuleTable].
const DefaultRule = "default (Predict)"

// Run lets every rule choose the number of classes for a measured budget from smaller budgets only, and scores it by
// what was measured there. It answers whether a rule can be trusted to extrapolate on data like these. The points must
// be of one task and one probe ([estimate.MeanOverTasks] makes them so). Rows are, in this order:
//
//   - [DefaultRule]: [theory.Predict]; the law-free [theory.Surface]; the tied, the untied or the given laws
//   - the line of ln K* over ln N through the measured minima, and constant ratio K/n, n or K, each at its geometric
//     mean over the minima of the fitted budgets
//   - the rules that need no data: K = n (which is K = sqrt N), most and fewest classes, a random size (its
//     expectation)
//   - the oracle: the size with the lowest measured mean at the target, which never loses more than nothing
//
// Every rule is rounded to the nearest size in ln K that was measured at the target. A rule which cannot be applied
// says why in its row. It is an error wrapping [diversity.ErrTooFew] if no budget is left to fit on, or if the sizes of
// the target do not have two repeats in common, and one wrapping diversity.ErrInvalid if the target was not measured.
func Run(ctx context.Context, points []diversity.Measurement, o Options) (RuleTable, error) {
	if err := o.validate(); err != nil {
		return RuleTable{}, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return RuleTable{}, err
	}
	target, seen, err := o.split(points)
	if err != nil {
		return RuleTable{}, err
	}
	exam, err := newExam(target, o)
	if err != nil {
		return RuleTable{}, err
	}
	if o.Limits == (diversity.Limits{}) {
		o.Limits = exam.limits()
	}
	t := RuleTable{Target: target[0].Size.Total(), Fitted: grouping.Budgets(seen), Repeats: len(exam.rivals),
		Best: exam.best}
	choices, err := o.choices(ctx, seen, t.Target)
	if err != nil {
		return RuleTable{}, err
	}
	for _, c := range choices {
		t.Rows = append(t.Rows, exam.score(c))
	}
	t.Rows = append(t.Rows, exam.random(), exam.oracle())
	return t, nil
}

// split returns the points of the target and those to fit on.
func (o Options) split(points []diversity.Measurement) (target, seen []diversity.Measurement, err error) {
	budgets := grouping.Budgets(points)
	at := o.Target
	if at == 0 {
		at = budgets[len(budgets)-1]
	}
	if !slices.Contains(budgets, at) {
		return nil, nil, diversity.Invalid("BacktestOptions.Target", at, fmt.Sprintf("a measured budget: one of %v", budgets))
	}
	if o.Origin != 0 && (o.Origin >= at || !slices.Contains(budgets, o.Origin)) {
		return nil, nil, diversity.Invalid("BacktestOptions.Origin", o.Origin,
			fmt.Sprintf("a measured budget below %d: one of %v", at, budgets))
	}
	farthest := float64(at) / math.Exp2(o.Octaves) * (1 + 1e-9)
	kept := slices.DeleteFunc(slices.Clone(budgets), func(n int) bool {
		return n >= at || float64(n) > farthest || o.Origin != 0 && n > o.Origin
	})
	if len(kept) == 0 || len(kept) < o.Budgets {
		return nil, nil, fmt.Errorf("%w: of the budgets %v, %d lie %.3g octaves or more below %d: fitting needs %d",
			diversity.ErrTooFew, budgets, len(kept), o.Octaves, at, max(1, o.Budgets))
	}
	if o.Budgets > 0 {
		kept = kept[len(kept)-o.Budgets:]
	}
	for _, point := range points {
		switch total := point.Size.Total(); {
		case total == at:
			target = append(target, point)
		case slices.Contains(kept, total):
			seen = append(seen, point)
		}
	}
	return target, seen, nil
}
