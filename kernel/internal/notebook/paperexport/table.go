package paperexport

import (
	"fmt"
	"strings"

	"tradeoff/kernel/internal/draw/document"
	"tradeoff/kernel/internal/draw/table"
)

// The bounds of a table; what is beyond is left out, and said.
const (
	mostRows    = 500
	mostColumns = 40
)

// grid is a table of texts.
type grid struct {
	header []string // nil for one without
	rows   [][]string
	right  []bool // of each column: set to the right
}

// columns is the number of columns, at least one.
func (g grid) columns() int {
	most := max(1, len(g.header))
	for _, row := range g.rows {
		most = max(most, len(row))
	}
	return min(most, mostColumns)
}

// bounded is the table within the bounds, its rows of one length, and what was left out.
func (g grid) bounded() (grid, string) {
	said := ""
	if len(g.rows) > mostRows {
		said = fmt.Sprintf("a table of %d rows is cut after %d", len(g.rows), mostRows)
		g.rows = g.rows[:mostRows]
	}
	n := g.columns()
	out := grid{header: padded(g.header, n), right: make([]bool, n)}
	copy(out.right, g.right)
	for _, row := range g.rows {
		if len(row) > n {
			said = fmt.Sprintf("a table is cut after %d columns", n)
		}
		out.rows = append(out.rows, padded(row, n))
	}
	return out, said
}

func padded(row []string, n int) []string {
	out := make([]string, n)
	copy(out, row)
	return out
}

// myst is the table as a directive with a caption that is MyST already.
func (g grid) myst(label, caption string) string {
	rows := []string{":::{table} " + caption, ":label: " + label, "", pipeRow(escapedCells(g.header)),
		rule(len(g.right), func(i int) bool { return g.right[i] })}
	for _, row := range g.rows {
		rows = append(rows, pipeRow(escapedCells(row)))
	}
	return strings.Join(append(rows, "", ":::"), "\n")
}

func escapedCells(row []string) []string {
	out := make([]string, len(row))
	for i, text := range row {
		out[i] = inTable(text)
	}
	return out
}

func pipeRow(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }

// rule is the line below the header of a table.
func rule(columns int, right func(int) bool) string {
	cells := make([]string, columns)
	for i := range cells {
		cells[i] = ":--"
		if right(i) {
			cells[i] = "--:"
		}
	}
	return pipeRow(cells)
}

// latex is the table for \input, as picture.SaveLaTeX writes tables.
func (g grid) latex() string {
	rows := make([][]table.Cell, len(g.rows))
	for i, row := range g.rows {
		for j, text := range row {
			rows[i] = append(rows[i], table.Cell{Text: text, Number: g.right[j]})
		}
	}
	header := g.header
	if strings.Join(header, "") == "" {
		header = nil
	}
	return document.Tabular(header, rows) + "\n"
}
