package study

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"tradeoff/diversity"
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
	writer := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = diversity.Printable(cell)
		}
		fmt.Fprintln(writer, strings.Join(cells, "\t"))
	}
	writer.Flush()
	return out.String()
}

// Table lists the mean error in percent at every size, with its standard error over the repeats, one column for each task
// and probe; the last row is the control.
func (r *Results) Table() Table {
	table := Table{Title: r.Study.Name, Header: []string{"N", "K", "n", "x = K/n", "runs"}}
	var columns [][2]string
	for _, task := range r.Tasks() {
		for _, p := range r.Probes() {
			columns = append(columns, [2]string{task, p})
			table.Header = append(table.Header, fmt.Sprintf("%s, %s, error %% ± s.e.", task, p))
		}
	}
	if len(columns) == 0 {
		return table
	}
	for i, mean := range r.Means("", "") {
		size := mean.Size
		row := []string{
			fmt.Sprint(size.Total()), fmt.Sprint(size.Classes), fmt.Sprint(size.PerClass),
			fmt.Sprintf("%.3g", size.Ratio()), fmt.Sprint(mean.Count),
		}
		for _, column := range columns {
			row = append(row, r.Means(column[0], column[1])[i].String())
		}
		table.Rows = append(table.Rows, row)
	}
	return r.withControl(table, columns)
}

func (r *Results) withControl(table Table, columns [][2]string) Table {
	control, have := r.ControlMean("", "")
	if !have {
		return table
	}
	row := []string{"random weights", "", "", "", fmt.Sprint(control.Count)}
	for _, column := range columns {
		mean, _ := r.ControlMean(column[0], column[1])
		row = append(row, mean.String())
	}
	table.Rows = append(table.Rows, row)
	return table
}

// String reads "12.3 ± 0.4": percent and standard error, which a single repeat does not have.
func (m Mean) String() string {
	if math.IsNaN(m.StandardError) {
		return fmt.Sprintf("%.1f", 100*m.Error)
	}
	return fmt.Sprintf("%.1f ± %.1f", 100*m.Error, 100*m.StandardError)
}
