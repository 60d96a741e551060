package backtest

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Fields are what a table of rules shows.
func (s RuleScore) Fields() []display.Field {
	fields := []display.Field{{Name: "rule", Value: s.Name}}
	if s.Applied() {
		fields = append(fields, diversity.SizeFields(s.Size)...)
		fields = append(fields,
			display.Field{Name: s.Regret.Interval.Label("regret, points"), Value: inPoints(s.Regret)},
			display.Field{Name: "expected, points", Value: inPoints(s.Expected)},
			display.Field{Name: "|ln K - ln K*|", Value: display.Known(display.Number(s.LogDistance))})
	}
	return append(fields, display.Field{Name: "note", Value: s.Reason})
}

// Display is what every rule chose and lost.
func (t RuleTable) Display() display.Document {
	title := fmt.Sprintf("chosen from N = %s for N = %d, where K* = %s was measured; %s",
		diversity.ListBudgets(t.Fitted), t.Target, display.Number(t.Best.Classes.Value), display.Count(t.Repeats, "repeat"))
	return display.Document{Title: title}.Add(display.TableOf("", t.Rows))
}

// Fields are what a table of rules over several questions shows.
func (r PooledRule) Fields() []display.Field {
	fields := []display.Field{{Name: "rule", Value: r.Name}, {Name: "questions", Value: r.Questions}}
	if r.Questions == 0 {
		return fields
	}
	return append(fields,
		display.Field{Name: r.Regret.Interval.Label("mean regret, points"), Value: inPoints(r.Regret)},
		display.Field{Name: "worst, points", Value: display.Known(display.Points(r.Worst))},
		display.Field{Name: "expected, points", Value: display.Known(display.Points(r.Expected))},
		display.Field{Name: "|ln K - ln K*|", Value: display.Known(display.Number(r.LogDistance))})
}

// Display is what every rule lost.
func (p PooledRules) Display() display.Document {
	title := fmt.Sprintf("rules over %d questions (intervals over questions, which count as independent)", p.Questions)
	return display.Document{Title: title}.Add(display.TableOf("", p.Rows))
}
