package main

import (
	"fmt"
	"math"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory/backtest"
)

// writeBacktest says what every rule would have lost at the largest budget, fitted to the smaller ones.
func (f findings) writeBacktest(r *report) {
	if !f.backtest {
		return
	}
	r.title("Every rule tried on the largest budget")
	if f.backtestErr != nil {
		r.paragraph("They cannot be tried: %v.", f.backtestErr)
		return
	}
	t := f.backtested
	table := study.Table{Header: []string{"  rule", "size", "lost, " + f.gapUnit(), "expected to lose"}}
	for _, row := range t.Rows {
		if !row.Applied() {
			table.Rows = append(table.Rows, []string{"  " + f.InWords(row.Name), "-", "-", "-"})
			continue
		}
		size := "-"
		if row.Size.Classes > 0 {
			size = f.SizeText(row.Size)
		}
		table.Rows = append(table.Rows, []string{"  " + f.InWords(row.Name), size, f.gapOrDash(row.Regret),
			f.gapOrDash(row.Expected)})
	}
	r.WriteString(table.String())
	r.item(2, "",
		fmt.Sprintf("Each rule saw N = %s and chose for N = %s, where K* = %s was measured. A dash: it cannot be applied, or expects nothing.",
			f.listed(t.Fitted), f.TotalText(t.Target), f.about(t.Best.Classes.Value)))
}

// writeOrigins says of every budget what was foretold of it by the smaller ones.
func (f findings) writeOrigins(r *report) {
	if !f.backtest {
		return
	}
	r.title("Every budget foretold from the smaller ones")
	if f.originsErr != nil {
		r.paragraph("None can be foretold: %v.", f.originsErr)
		return
	}
	table := study.Table{Header: []string{"  from", "for N", "size", "foretold", "measured", "held", "at sizes",
		"lost, " + f.gapUnit(), "expected"}}
	for _, row := range f.origins.Rows {
		table.Rows = append(table.Rows, f.originCells(row))
	}
	r.WriteString(table.String())
	r.item(2, "", fmt.Sprintf("From the smallest budgets up to one: %s. An interval foretold is that of the mean %s of as many runs as the sizes have on average. Lost is against the best size by other runs, expected what the answer itself expects to lose.",
		f.origins.Summary(), f.score()))
}

func (f findings) originCells(row backtest.OriginRow) []string {
	held, of := row.SizesHeld()
	return []string{"  " + f.TotalText(row.Fitted[len(row.Fitted)-1]), f.TotalText(row.Target), f.SizeText(row.Size),
		f.scored(row.Predicted), f.scored(estimate.Estimate{Value: row.Measured.Value}), yesOrNo(row.Held),
		fmt.Sprintf("%d of %d", held, of), f.gapOrDash(row.Lost),
		f.gapOrDash(estimate.Estimate{Value: row.Expected.Value})}
}

// gapOrDash is a difference of errors, with its interval if there is one.
func (w words) gapOrDash(e estimate.Estimate) string {
	if math.IsNaN(e.Value) {
		return "-"
	}
	text := w.gap(e.Value)
	if i := e.Interval; i.Bounded() {
		text += fmt.Sprintf(" (%s to %s)", w.gap(i.Low), w.gap(i.High))
	}
	return text
}
