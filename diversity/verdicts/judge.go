package verdicts

import (
	"context"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
)

// PapersRule is the rule of the abstract: the best ratio K/n of the small budgets is kept at the large one.
const PapersRule = "constant ratio K/n"

// Options configures [Judge]. The zero value judges the paper's rule.
type Options struct {
	Rule     string   // the rule that predicts, a row of [backtest.RuleTable]; "" means PapersRule
	Standard []string // the choices that it is compared with; nil means "most classes", "fewest classes" and "K = n"
	Seed     uint64   // of the bootstraps
}

func (o Options) withDefaults() Options {
	if o.Rule == "" {
		o.Rule = PapersRule
	}
	if o.Standard == nil {
		o.Standard = []string{"most classes", "fewest classes", "K = n"}
	}
	return o
}

// Judgement is what the measurements of one question say: one network, one probe, and one task or the mean of several.
type Judgement struct {
	Question string
	Repeats  int   // of every size, on which all else rests
	LeftOut  int   // points that [Balanced] left out
	Sizes    int   // measured
	Budgets  []int // rising
	Minima   []theory.Minimum
	Claims   []theory.Verdict // as [theory.Claims] tests them
	Slope    theory.Slope     // d ln K*/d ln N
	Rule     string           // that predicts
	Rules    backtest.RuleTable
	Gains    []Gain // over each standard choice at the largest budget, and over their mean
}

// Judge tests the sentences of the abstract on points of one task and one probe (estimate.MeanOverTasks makes them so).
// Only what [Balanced] keeps counts. It is an error wrapping diversity.ErrTooFew if there are not two of
// them, or not two budgets.
func Judge(ctx context.Context, question string, points []diversity.Measurement, o Options) (Judgement, error) {
	o = o.withDefaults()
	selected := Balanced(points)
	whole := selected.Points
	j := Judgement{Question: question, Repeats: selected.Repeats, LeftOut: selected.LeftOut, Rule: o.Rule}
	if err := needed(j.Repeats); err != nil {
		return j, err
	}
	settings := theory.MinimaOptions{Seed: o.Seed}
	var err error
	if j.Slope, err = theory.MeasureSlope(whole, settings); err != nil {
		return j, err
	}
	j.Minima = j.Slope.Minima
	for _, m := range j.Minima {
		j.Budgets, j.Sizes = append(j.Budgets, m.Budget), j.Sizes+len(m.Sizes)
	}
	if j.Claims, err = theory.Claims(whole, settings); err != nil {
		return j, err
	}
	if j.Rules, err = backtest.Run(ctx, whole, backtest.Options{Seed: o.Seed}); err != nil {
		return j, err
	}
	j.Gains, err = gains(j.Rules, o)
	return j, err
}
