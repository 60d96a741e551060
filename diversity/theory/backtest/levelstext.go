package backtest

import (
	"fmt"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
)

// Summary says how often the intervals held what was measured.
func (t LevelsTable) Summary() string {
	chosen, held, sizes := 0, 0, 0
	for _, r := range t.Rows {
		if r.Held {
			chosen++
		}
		held, sizes = held+r.SizesHeld, sizes+r.Sizes
	}
	return heldSummary(chosen, len(t.Rows), held, sizes)
}

// Fields are what a table of rows shows.
func (r LevelsRow) Fields() []display.Field {
	fields := []display.Field{{Name: "from", Value: estimate.Count(r.Origin)}, {Name: "for", Value: estimate.Count(r.Target)}}
	fields = append(fields, r.Size.Fields()...)
	return append(fields, display.Field{Name: r.Predicted.Interval.Label("foretold"), Value: r.Predicted.Number()},
		display.Field{Name: "measured", Value: display.Number(r.Measured.Value)},
		display.Field{Name: "held", Value: yesOrNo(r.Held)},
		display.Field{Name: "sizes held", Value: fmt.Sprintf("%d of %d", r.SizesHeld, r.Sizes)},
		display.Field{Name: "lost", Value: display.Known(display.Number(r.Lost.Value))},
		display.Field{Name: "expected", Value: display.Number(r.Expected.Value)})
}

// Fields are what a table of rules shows.
func (r LevelsRule) Fields() []display.Field {
	fields := []display.Field{{Name: "rule", Value: r.Name}}
	if r.Reason != nil {
		return append(fields, display.Field{Name: "note", Value: r.Reason.Error()})
	}
	return append(append(fields, r.Size.Fields()...),
		display.Field{Name: "lost", Value: display.Known(display.Number(r.Lost.Value))},
		display.Field{Name: "expected", Value: display.Known(display.Number(r.Expected.Value))})
}

// Display is what was foretold of every budget, and what every rule chose for the largest.
func (t LevelsTable) Display() display.Document {
	d := display.Document{Title: "every budget foretold from the cheaper ones: " + t.Summary()}.Add(
		display.TableOf("", t.Rows))
	if t.RulesReason != nil {
		return d.Add(display.Text(t.RulesReason.Error()))
	}
	return d.Add(display.TableOf("Every rule tried on "+estimate.Count(t.RulesTarget), t.Rules))
}
