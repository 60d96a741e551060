package backtest

import (
	"fmt"
	"math"
	"slices"
	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// PooledRules is what rules lose over the same questions (a question is a study and a task). Losses are shares in [0,
// 1].
type PooledRules struct {
	Questions int // tables pooled
	Common    int // of them, those in which every rule compared was scored: the averages are over these
	Rows      []PooledRule
}

// PooledRule is one rule over the common questions.
type PooledRule struct {
	Name   string
	Scored int // questions to which the rule could be applied
	// over which it is averaged: the common ones, or none for a rule that is left out because it could be applied to too
	// few
	Questions int
	// Regret is the mean over questions of the mean over repeats, with the interval by Student's t over questions.
	// Tasks of one study share their networks and studies may share draws: questions are then not independent, and the
	// interval is too narrow by an unknown factor.
	Regret      estimate.Estimate
	Worst       float64 // the largest mean regret of a question
	LogDistance float64 // mean
	Expected    float64 // mean of what the rule itself expected; NaN for rules without a model
}

// Pool averages each rule over the questions in which all rules compared were scored, so that none is spared a
// hard question; rules are in the order of the first table in which they appear. A rule that would leave fewer than
// half of the questions to the others is not compared: the ones scored least go first. It is an error wrapping
// [diversity.ErrTooFew] if there are no tables.
func Pool(tables []RuleTable) (PooledRules, error) {
	if len(tables) == 0 {
		return PooledRules{}, fmt.Errorf("%w: no tables to pool: one at least, from Backtest", diversity.ErrTooFew)
	}
	pooled := PooledRules{Questions: len(tables)}
	index := map[string]int{}
	for _, t := range tables {
		for _, s := range t.Rows {
			if _, known := index[s.Name]; !known {
				index[s.Name] = len(pooled.Rows)
				pooled.Rows = append(pooled.Rows, PooledRule{Name: s.Name})
			}
			if s.Applied() {
				pooled.Rows[index[s.Name]].Scored++
			}
		}
	}
	compared, common := pooled.compared(tables)
	pooled.Common = len(common)
	for i := range pooled.Rows {
		if r := &pooled.Rows[i]; compared[r.Name] {
			r.average(common)
		} else {
			r.average(nil)
		}
	}
	return pooled, nil
}

// compared are the rules to compare, and the tables in which all of them were scored.
func (p PooledRules) compared(tables []RuleTable) (rules map[string]bool, common []RuleTable) {
	rules = map[string]bool{}
	for _, r := range p.Rows {
		rules[r.Name] = r.Scored > 0
	}
	for {
		common = nil
		for _, t := range tables {
			if t.scoresAll(rules) {
				common = append(common, t)
			}
		}
		if 2*len(common) >= len(tables) {
			return rules, common
		}
		rarest := ""
		fewest := math.MaxInt
		for _, r := range p.Rows {
			if rules[r.Name] && r.Scored <= fewest {
				rarest, fewest = r.Name, r.Scored
			}
		}
		if rarest == "" {
			return rules, nil
		}
		rules[rarest] = false
	}
}

// scoresAll reports whether every rule of a set was scored.
func (t RuleTable) scoresAll(rules map[string]bool) bool {
	for name, wanted := range rules {
		if s, found := t.Rule(name); wanted && !(found && s.Applied()) {
			return false
		}
	}
	return true
}

// average takes the means over tables in which the rule was scored.
func (r *PooledRule) average(tables []RuleTable) {
	r.Questions = len(tables)
	if len(tables) == 0 {
		nan := math.NaN()
		r.Regret, r.Worst, r.LogDistance, r.Expected = estimate.Estimate{Value: nan}, nan, nan, nan
		return
	}
	var regrets []float64
	for _, t := range tables {
		s, _ := t.Rule(r.Name)
		regrets = append(regrets, s.Regret.Value)
		r.LogDistance += s.LogDistance / float64(len(tables))
		r.Expected += s.Expected.Value / float64(len(tables))
	}
	r.Regret, r.Worst = estimate.MeanAt(regrets, estimate.DefaultLevel), slices.Max(regrets)
}

// Header names the columns of [PooledRules.Cells].
func (p PooledRules) Header() []string {
	return []string{"rule", "questions", "mean regret, points", "worst, points", "expected, points", "|ln K - ln K*|"}
}

// Cells are the rows as text, each as long as the header.
func (p PooledRules) Cells() [][]string {
	var cells [][]string
	for _, r := range p.Rows {
		if r.Questions == 0 {
			cells = append(cells, []string{r.Name, fmt.Sprintf("not compared (scored in %d)", r.Scored), "", "", "", ""})
			continue
		}
		cells = append(cells, []string{
			r.Name, fmt.Sprint(r.Questions), inPoints(r.Regret), inPoints(estimate.Estimate{Value: r.Worst}),
			inPoints(estimate.Estimate{Value: r.Expected}), fmt.Sprintf("%.2f", r.LogDistance),
		})
	}
	return cells
}

// String is a report of several lines.
func (p PooledRules) String() string {
	title := fmt.Sprintf("rules over the %d of %d questions in which all of them were scored (intervals over questions, which count as independent)",
		p.Common, p.Questions)
	return titled(title, p.Header(), p.Cells())
}
