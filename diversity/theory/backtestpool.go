package theory

import (
	"fmt"
	"math"
)

// PooledRules is what rules lose over several questions (a question is a study and a task). Losses are shares in [0, 1].
type PooledRules struct {
	Questions int
	Rows      []PooledRule
}

// PooledRule is one rule over several questions.
type PooledRule struct {
	Name      string
	Questions int // to which the rule could be applied; the others are left out
	// Regret is the mean over questions of the mean over repeats, with the interval by Student's t over questions. Tasks of one
	// study share their networks and studies may share draws: questions are then not independent, and the interval is too
	// narrow by an unknown factor.
	Regret      Estimate
	Worst       float64 // the largest mean regret of a question
	LogDistance float64 // mean
	Expected    float64 // mean of what the rule itself expected; NaN for rules without a model
}

// PoolRules averages each rule over tables, in the order of the first table in which the rule appears. It is an error wrapping
// [ErrTooFew] if there are no tables.
func PoolRules(tables []RuleTable) (PooledRules, error) {
	if len(tables) == 0 {
		return PooledRules{}, fmt.Errorf("%w: no tables to pool: one at least, from Backtest", ErrTooFew)
	}
	pooled := PooledRules{Questions: len(tables)}
	regrets, index := [][]float64{}, map[string]int{}
	for _, t := range tables {
		for _, s := range t.Rows {
			i, known := index[s.Name]
			if !known {
				i = len(pooled.Rows)
				index[s.Name] = i
				pooled.Rows, regrets = append(pooled.Rows, PooledRule{Name: s.Name}), append(regrets, nil)
			}
			if s.Applied() {
				pooled.Rows[i].LogDistance += s.LogDistance
				pooled.Rows[i].Expected += s.Expected.Value
				regrets[i] = append(regrets[i], s.Regret.Value)
			}
		}
	}
	for i := range pooled.Rows {
		pooled.Rows[i].average(regrets[i])
	}
	return pooled, nil
}

// average turns sums into means.
func (r *PooledRule) average(regrets []float64) {
	count := float64(len(regrets))
	r.Questions, r.Worst = len(regrets), math.Inf(-1)
	r.Regret = Estimate{Value: math.NaN()}
	r.LogDistance /= count
	r.Expected /= count
	if len(regrets) == 0 {
		r.Worst = math.NaN()
		return
	}
	r.Regret = meanWithInterval(regrets, defaultLevel)
	for _, regret := range regrets {
		r.Worst = max(r.Worst, regret)
	}
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
			cells = append(cells, []string{r.Name, "0", "", "", "", ""})
			continue
		}
		cells = append(cells, []string{
			r.Name, fmt.Sprint(r.Questions), inPoints(r.Regret), inPoints(Estimate{Value: r.Worst}), inPoints(Estimate{Value: r.Expected}), fmt.Sprintf("%.2f", r.LogDistance),
		})
	}
	return cells
}

// String is a report of several lines.
func (p PooledRules) String() string {
	title := fmt.Sprintf("rules over %d questions (intervals over questions, which count as independent)", p.Questions)
	return aligned(title, p.Header(), p.Cells())
}
