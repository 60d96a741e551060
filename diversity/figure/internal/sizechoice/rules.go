package sizechoice

import (
	"fmt"
	"strings"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/theory/backtest"
)

// Rules show what each rule for choosing a size lost at a budget that it had not seen.
func Rules(table backtest.RuleTable) (chart.Parts, error) {
	c := barChart{quantity: "measured regret", details: []string{"K", "n", "|ln K - ln K*|"}}
	for _, s := range table.Rows {
		if s.Applied() {
			c.rows = append(c.rows, ruleRow(s))
		}
	}
	if len(c.rows) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: no rule was applied, backtest.Run applies them", chart.ErrEmpty)
	}
	return chart.Parts{
		Title:   "Measured regret at N = " + scale.Thousands(table.Target),
		Caption: wording.Sentences(rulesCaption(table, c), c.cutWords()),
		Table:   rulesTable(table), Option: c.option(), Height: c.height(),
	}, nil
}

// ruleRow is the bar of a rule.
func ruleRow(s backtest.RuleScore) barRow {
	name := s.Name
	if s.Size.Classes > 0 {
		name = fmt.Sprintf("%s: %v", s.Name, s.Size)
	}
	return barRow{
		name: name, amount: s.Regret, repeats: s.Loss, chosen: s.Name == backtest.DefaultRule,
		details: []any{countOrGap(s.Size.Classes), countOrGap(s.Size.PerClass), chart.OrGap(scale.RoundTo(s.LogDistance, 4))},
	}
}

// countOrGap is a count, or ECharts' sign for a missing value where there is none.
func countOrGap(n int) any {
	if n == 0 {
		return "-"
	}
	return n
}

func rulesCaption(table backtest.RuleTable, c barChart) string {
	text := fmt.Sprintf("Error that each rule lost at N = %s images, where it had to choose from N = %s alone: mean over %s (bars), its %s (lines) and each repeat (dots).",
		scale.Thousands(table.Target), wording.Integers(table.Fitted), wording.Count(table.Repeats, "repeat"),
		c.intervalName())
	among := "Each rule takes the size nearest to its choice among those that were measured at that budget; those called constant continue the minima of all budgets seen."
	rival := fmt.Sprintf("The rival in each repeat is the size that was best in the others, so that a rule can lose less than nothing. Measured K* = %s.",
		wording.Short(table.Best.Classes.Value))
	var missing []string
	for _, s := range table.Rows {
		if !s.Applied() {
			missing = append(missing, fmt.Sprintf("%s (%s)", s.Name, s.Reason))
		}
	}
	if missing == nil {
		return wording.Sentences(text, among, rival)
	}
	return wording.Sentences(text, among, rival, "Not applied: "+strings.Join(missing, "; ")+".")
}

func rulesTable(table backtest.RuleTable) string {
	interval := "interval"
	for _, s := range table.Rows {
		if s.Applied() && s.Regret.Interval.Known() {
			interval = wording.IntervalName(s.Regret.Interval)
		}
	}
	rows := [][]string{{"rule", "K", "n", "regret, points", interval, "|ln K - ln K*|"}}
	for _, s := range table.Rows {
		if s.Applied() {
			rows = append(rows, []string{
				s.Name, fmt.Sprint(countOrGap(s.Size.Classes)), fmt.Sprint(countOrGap(s.Size.PerClass)),
				fmt.Sprintf("%.2f", 100*s.Regret.Value), wording.PointsInterval(s.Regret.Interval),
				fmt.Sprintf("%.2f", s.LogDistance),
			})
		}
	}
	return aligned.Rows(rows)
}
