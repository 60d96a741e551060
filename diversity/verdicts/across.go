package verdicts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
)

// Across is the answer of several questions in four sentences: in how many a balance is best, in how many the best
// ratio is invariant, what predicting gains on average, and what each rule loses on its worst question. Questions that
// have no verdicts, see [Judge], do not count. Tasks, probes and recipes of one study share its draws: such questions
// are not independent, and no interval over them is given. It is an error wrapping diversity.ErrTooFew if none counts.
func Across(answers []Judgement) ([]string, error) {
	answers = slices.DeleteFunc(slices.Clone(answers), func(j Judgement) bool { return len(j.Claims) == 0 })
	if len(answers) == 0 {
		return nil, fmt.Errorf("%w: no question has verdicts, want one at least", diversity.ErrTooFew)
	}
	worst, err := worstOfRules(answers)
	if err != nil {
		return nil, err
	}
	return []string{balances(answers), invariances(answers), meanGain(answers), worst}, nil
}

// balances counts where both ends are worse than the best size, and where more of either helps.
func balances(answers []Judgement) string {
	interior, curves := 0, 0
	consistent := [2]int{}
	for _, j := range answers {
		interior, curves = interior+j.interior(), curves+len(j.Minima)
		for i := range consistent {
			if j.Claims[i].Outcome == theory.Consistent {
				consistent[i]++
			}
		}
	}
	return fmt.Sprintf("**A balance of classes and images.** Both fewer and more classes do worse than the best size (p < 0.05) "+
		"on %d of %d curves. That the error falls with more classes at the same n is consistent with %d of %d questions, "+
		"with more images at the same K with %d.", interior, curves, consistent[0], len(answers), consistent[1])
}

func invariances(answers []Judgement) string {
	outcomes := map[theory.Outcome]int{}
	var slopes []float64
	for _, j := range answers {
		outcomes[theory.JudgeInvariance(j.Slope).Outcome]++
		slopes = append(slopes, j.Slope.Value)
	}
	return fmt.Sprintf("**An invariant best ratio K/n** is consistent with %d of %d questions, rejected in %d, and %d cannot tell: "+
		"the best number of classes grows as N to powers from %.2f to %.2f, where invariance is 0.5.",
		outcomes[theory.Consistent], len(answers), outcomes[theory.Rejected], outcomes[theory.Undecided],
		slices.Min(slopes), slices.Max(slopes))
}

// meanGain averages what the prediction gains over the mean of the standard choices.
func meanGain(answers []Judgement) string {
	var saved []float64
	for _, j := range answers {
		if last := len(j.Gains) - 1; last >= 0 && j.Gains[last].Over == theirMean {
			saved = append(saved, 100*j.Gains[last].Saved.Value)
		}
	}
	if len(saved) == 0 {
		return "**Predicting the best number of classes**: what it gains cannot be told in any question."
	}
	return fmt.Sprintf("**Predicting the best number of classes** for the largest budget from the smaller ones gains %.1f points over "+
		"the mean of the standard choices on average (%.1f to %.1f in %s); the paper reports about 2.",
		estimate.Mean(saved).Value, slices.Min(saved), slices.Max(saved), display.Count(len(saved), "question"))
}

// worstOfRules lists the rules by what each loses on its worst question.
func worstOfRules(answers []Judgement) (string, error) {
	var tables []backtest.RuleTable
	for _, j := range answers {
		tables = append(tables, j.Rules)
	}
	pooled, err := backtest.Pool(tables)
	if err != nil {
		return "", err
	}
	// Nobody can choose as the oracle does before the large budget is measured.
	rules := slices.DeleteFunc(pooled.Rows, func(r backtest.PooledRule) bool {
		return r.Questions == 0 || r.Name == "oracle"
	})
	if len(rules) == 0 {
		return "**What a rule loses on its worst question** cannot be told: none could be scored in half of the questions.", nil
	}
	slices.SortStableFunc(rules, func(a, b backtest.PooledRule) int { return cmp.Compare(a.Worst, b.Worst) })
	var parts []string
	for _, r := range rules {
		parts = append(parts, fmt.Sprintf("%s %.2f", r.Name, 100*r.Worst))
	}
	return fmt.Sprintf("**What a rule loses on its worst question**, in points, over the %d questions in which all could be scored: %s.",
		pooled.Common, strings.Join(parts, "; ")), nil
}
