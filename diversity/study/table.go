package study

import (
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/aligned"
)

// Table is text in rows and columns, for display.
type Table struct {
	Title  string
	Header []string
	Rows   [][]string // each as long as Header
}

// String aligns the columns with spaces. Cells are made printable, see [diversity.Printable].
func (t Table) String() string {
	var out strings.Builder
	if t.Title != "" {
		fmt.Fprintln(&out, diversity.Printable(t.Title))
	}
	var rows [][]string
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = diversity.Printable(cell)
		}
		rows = append(rows, cells)
	}
	return out.String() + aligned.Rows(rows)
}

// Table lists the mean of the study's main score in percent at every size, with its 95% interval over the repeats, one
// column for each task and probe that give it; the last rows are the controls. A single repeat has no interval, nor
// have repeats that agree exactly.
func (r *Results) Table() Table {
	table := Table{Title: r.Study.Name, Header: []string{"N", "K", "n", "x = K/n", "runs"}}
	var columns [][]estimate.SizeSummary
	var given []Metric
	for _, m := range r.Metrics() {
		means, err := r.Means(m)
		if err != nil {
			continue // not recorded, or not given by the probe
		}
		columns, given = append(columns, means), append(given, m)
		name := fmt.Sprintf("%s, %s, %s", m.Task, m.Probe, meanLabel(m.Score))
		if m.Policy != "" {
			name = m.Policy + ": " + name
		}
		table.Header = append(table.Header, name)
	}
	if len(columns) == 0 {
		return table
	}
	for i, mean := range columns[0] {
		size := mean.Size
		row := []string{
			fmt.Sprint(size.Total()), fmt.Sprint(size.Classes), fmt.Sprint(size.PerClass),
			fmt.Sprintf("%.3g", size.Ratio()), fmt.Sprint(mean.Runs),
		}
		for _, means := range columns {
			row = append(row, means[i].String())
		}
		table.Rows = append(table.Rows, row)
	}
	return withControl(withControl(table, randomWeights, given, r.ControlMean), publishedWeights, given, r.publishedMean)
}

// withControl adds the row of a control, if it is finished.
func withControl(table Table, name string, given []Metric, mean func(Metric) (estimate.SizeSummary, error)) Table {
	row := []string{name, "", "", "", ""}
	for _, m := range given {
		mean, err := mean(m)
		if err != nil {
			return table
		}
		row[4] = fmt.Sprint(mean.Runs)
		row = append(row, mean.String())
	}
	table.Rows = append(table.Rows, row)
	return table
}

// meanLabel names a column of means, "error % [95%]".
func meanLabel(score diversity.Score) string {
	return estimate.Interval{Level: estimate.DefaultLevel}.Label(score.Label() + " %")
}
