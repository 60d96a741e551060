package design

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Fields are what a table of designs shows.
func (c PowerCell) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "budgets N",
			Value: diversity.ListBudgets(c.Budgets),
		}, {Name: "repeats", Value: c.Repeats}, {Name: "runs", Value: c.Runs},
		{
			Name:  "images",
			Value: c.Images,
		}, {Name: c.Power.Interval.Label("rejects, %"), Value: c.Power.Percent()},
		{Name: "mean slope", Value: display.Known(display.Number(c.Effect))},
	}
}

// Display is how often the test rejects, by design.
func (c PowerCurve) Display() display.Document {
	title := fmt.Sprintf("how often the test (%s, level %v) rejects an invariant ratio", c.Test, c.Level)
	return display.Document{Title: title}.Add(display.TableOf("", c.Cells))
}

// Fields are what a table of proposals shows.
func (s NextSize) Fields() []display.Field {
	return append(diversity.SizeFields(s.Size),
		display.Field{Name: "runs", Value: s.Repeats}, display.Field{Name: "images", Value: s.Images},
		display.Field{Name: "for N", Value: s.Target},
		display.Field{Name: "s.d. of ln K* before", Value: display.Number(s.Before)},
		display.Field{Name: "after", Value: display.Number(s.After)},
		display.Field{Name: "variance removed %", Value: display.Percent(s.Reduction)})
}

// Fields are what a table of runs shows.
func (r BatchRun) Fields() []display.Field {
	return append(diversity.SizeFields(r.Size), display.Field{Name: "runs", Value: r.Runs},
		display.Field{Name: "cost", Value: display.Number(r.Cost)})
}

// Display is what to run next.
func (b Batch) Display() display.Document {
	title := fmt.Sprintf("what to run next, to choose at N = %d (now expected to lose %v points)", b.Target,
		display.Points(b.Regret))
	return display.Document{Title: title}.Add(display.TableOf("", b.Runs))
}
