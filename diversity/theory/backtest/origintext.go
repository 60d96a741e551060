package backtest

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Header names the columns of [OriginTable.Cells].
func (t OriginTable) Header() []string {
	return []string{"from", "for", "size", "foretold, points", "measured, points", "held", "sizes held", "lost, points",
		"expected, points"}
}

// Cells are the rows as text, each as long as the header.
func (t OriginTable) Cells() [][]string {
	var cells [][]string
	for _, r := range t.Rows {
		cells = append(cells, []string{r.origin(), fmt.Sprint(r.Target), r.Size.String(), inPoints(r.Predicted),
			inPoints(r.Measured), yesOrNo(r.Held), r.sizesHeld(), inPoints(r.Lost), inPoints(r.Expected)})
	}
	return cells
}

// origin reads "256 to 1024 (3)".
func (r OriginRow) origin() string {
	return fmt.Sprintf("%d to %d (%d)", r.Fitted[0], r.Fitted[len(r.Fitted)-1], len(r.Fitted))
}

func (r OriginRow) sizesHeld() string {
	held, of := r.SizesHeld()
	return fmt.Sprintf("%d of %d", held, of)
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// Summary says how often the intervals hold what was measured.
func (t OriginTable) Summary() string {
	rows, held, sizes := 0, 0, 0
	for _, r := range t.Rows {
		if r.Held {
			rows++
		}
		h, of := r.SizesHeld()
		held, sizes = held+h, sizes+of
	}
	return heldSummary(rows, len(t.Rows), held, sizes)
}

func heldSummary(chosen, rows, held, sizes int) string {
	return fmt.Sprintf("the intervals hold the mean measured at the size chosen in %d of %d cases, and at %d of all %d sizes",
		chosen, rows, held, sizes)
}

// String is a report of several lines.
func (t OriginTable) String() string {
	return titled("every budget foretold from the smaller ones: "+t.Summary(), t.Header(), t.Cells())
}

// Fields are what a table of rows shows.
func (r OriginRow) Fields() []display.Field {
	fields := []display.Field{{Name: "from", Value: diversity.ListBudgets(r.Fitted)}, {Name: "for", Value: r.Target}}
	fields = append(fields, diversity.SizeFields(r.Size)...)
	return append(fields,
		display.Field{Name: r.Predicted.Interval.Label("foretold, points"), Value: inPoints(r.Predicted)},
		display.Field{Name: r.Measured.Interval.Label("measured, points"), Value: inPoints(r.Measured)},
		display.Field{Name: "held", Value: yesOrNo(r.Held)}, display.Field{Name: "sizes held", Value: r.sizesHeld()},
		display.Field{Name: "lost, points", Value: inPoints(r.Lost)},
		display.Field{Name: "expected, points", Value: inPoints(r.Expected)})
}

// Display is what was foretold of every budget.
func (t OriginTable) Display() display.Document {
	return display.Document{Title: "every budget foretold from the smaller ones: " + t.Summary()}.Add(
		display.TableOf("", t.Rows))
}

// Fields are what a table of sizes shows.
func (s OriginSize) Fields() []display.Field {
	return append(diversity.SizeFields(s.Size),
		display.Field{Name: s.Predicted.Interval.Label("foretold, points"), Value: inPoints(s.Predicted)},
		display.Field{Name: s.Measured.Interval.Label("measured, points"), Value: inPoints(s.Measured)},
		display.Field{Name: "held", Value: yesOrNo(s.Held)})
}
