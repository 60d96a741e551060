package figure

import (
	"fmt"
	"strings"
	"tradeoff/diversity/theory/backtest"
)

// Rules shows what each rule for choosing a size lost at a budget that it had not seen: the measured regret with its interval,
// and every repeat. Rules that could not be applied are named in the caption. The error wraps [ErrEmpty] if none could.
func Rules(table backtest.RuleTable) (Figure, error) {
	c := barChart{quantity: "measured regret", details: []string{"K", "n", "|ln K - ln K*|"}}
	for _, s := range table.Rows {
		if !s.Applied() {
			continue
		}
		name := s.Name
		if s.Size.Classes > 0 {
			name = fmt.Sprintf("%s: %v", s.Name, s.Size)
		}
		c.rows = append(c.rows, barRow{
			name: name, amount: s.Regret, repeats: s.Loss, chosen: s.Name == backtest.DefaultRule,
			details: []any{countOrGap(s.Size.Classes), countOrGap(s.Size.PerClass), finite(s.LogDistance)},
		})
	}
	if len(c.rows) == 0 {
		return Figure{}, fmt.Errorf("figure.Rules: %w: no rule was applied, theory.Backtest applies them", ErrEmpty)
	}
	caption := sentences(rulesCaption(table, c), c.cutWords())
	f, err := newFigure("Measured regret at N = "+group(table.Target), caption, rulesTable(table), c.option())
	return f.WithSize(DefaultWidth, c.height()), err
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
		group(table.Target), groups(table.Fitted), count(table.Repeats, "repeat"), c.intervalName())
	among := "Each rule takes the size nearest to its choice among those that were measured at that budget; those called constant continue the minima of all budgets seen."
	rival := fmt.Sprintf("The rival in each repeat is the size that was best in the others, so that a rule can lose less than nothing. Measured K* = %s.", short(table.Best.Classes.Value))
	var missing []string
	for _, s := range table.Rows {
		if !s.Applied() {
			missing = append(missing, fmt.Sprintf("%s (%s)", s.Name, s.Reason))
		}
	}
	if missing == nil {
		return sentences(text, among, rival)
	}
	return sentences(text, among, rival, "Not applied: "+strings.Join(missing, "; ")+".")
}

// groups lists integers with commas between thousands.
func groups(values []int) string {
	var parts []string
	for _, value := range values {
		parts = append(parts, group(value))
	}
	return strings.Join(parts, ", ")
}

func rulesTable(table backtest.RuleTable) string {
	interval := "interval"
	for _, s := range table.Rows {
		if s.Applied() && s.Regret.Interval.Known() {
			interval = intervalName(s.Regret.Interval)
		}
	}
	rows := [][]string{{"rule", "K", "n", "regret, points", interval, "|ln K - ln K*|"}}
	for _, s := range table.Rows {
		if s.Applied() {
			rows = append(rows, []string{
				s.Name, fmt.Sprint(countOrGap(s.Size.Classes)), fmt.Sprint(countOrGap(s.Size.PerClass)),
				fmt.Sprintf("%.2f", 100*s.Regret.Value), hundredths(s.Regret.Interval), fmt.Sprintf("%.2f", s.LogDistance),
			})
		}
	}
	return alignColumns(rows)
}
