package backtest

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/aligned"
)

// Header names the columns of [RuleTable.Cells].
func (t RuleTable) Header() []string {
	return []string{"rule", "size", "regret, points", "expected, points", "|ln K - ln K*|"}
}

// Cells are the rows as text, each as long as the header: regret with its interval over repeats, beside what the rule
// itself expected.
func (t RuleTable) Cells() [][]string {
	var cells [][]string
	for _, s := range t.Rows {
		if !s.Applied() {
			cells = append(cells, []string{s.Name, "-", s.Reason, "", ""})
			continue
		}
		size := "-"
		if s.Size.Classes > 0 {
			size = s.Size.String()
		}
		cells = append(cells, []string{s.Name, size, inPoints(s.Regret), inPoints(s.Expected),
			fmt.Sprintf("%.2f", s.LogDistance)})
	}
	return cells
}

// String is a report of several lines.
func (t RuleTable) String() string {
	title := fmt.Sprintf("chosen from N = %v for N = %d, where K* = %.3g was measured; %s", t.Fitted, t.Target,
		t.Best.Classes.Value, display.Count(t.Repeats, "repeat"))
	return titled(title, t.Header(), t.Cells())
}

// Rule returns the row of a rule by its name.
func (t RuleTable) Rule(name string) (RuleScore, bool) {
	for _, s := range t.Rows {
		if s.Name == name {
			return s, true
		}
	}
	return RuleScore{}, false
}

// inPoints writes a share as points of error; empty if it is not known.
func inPoints(e estimate.Estimate) string {
	if math.IsNaN(e.Value) {
		return ""
	}
	text := fmt.Sprintf("%.2f", 100*e.Value)
	if e.Interval.Known() {
		text += fmt.Sprintf(" [%.2f, %.2f]", 100*e.Interval.Low, 100*e.Interval.High)
	}
	return text
}

// titled is a table as text below its title.
func titled(title string, header []string, cells [][]string) string {
	return title + "\n" + strings.TrimSuffix(aligned.Rows(append([][]string{header}, cells...)), "\n")
}
