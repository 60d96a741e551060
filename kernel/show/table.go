package show

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/cell/protocol"
	"tradeoff/kernel/internal/draw/document"
	"tradeoff/kernel/internal/draw/table"
)

// mostRows bounds a table; of a longer one the first and the last rows are shown.
const mostRows = 1000

// Table displays rows below a header, as HTML and as text. Floating-point numbers are written with four significant
// digits and numbers are aligned right; format a value as a string to write it differently, or as one of the types of
// package display. Of more than 1,000 rows the first and the last are shown, with their number.
func Table[T any](header []string, rows [][]T) {
	cells, err := cellsOf(header, rows)
	here().table(header, cells, err)
}

// rows are those of a table that are shown, and what is said of the others.
type rows struct {
	cells [][]table.Cell
	note  string
}

func (s screen) table(header []string, r rows, err error) {
	if err != nil {
		s.complain("Table", err)
		return
	}
	text, page := table.Text(header, r.cells), table.HTML(header, r.cells)
	if r.note != "" {
		text, page = text+"\n"+r.note, page+"\n<p>"+r.note+"</p>"
	}
	page = document.Frame(page)
	s.show(bundle{protocol.HTML: page, protocol.Plain: text})
}

func cellsOf[T any](header []string, list [][]T) (shown rows, err error) {
	if len(header) == 0 {
		return rows{}, diversity.Invalid("header", "empty", "at least 1 column")
	}
	for i, row := range list {
		if len(row) != len(header) {
			have, want := fmt.Sprintf("%d values", len(row)), fmt.Sprintf("%d, as in the header", len(header))
			return rows{}, diversity.Invalid(fmt.Sprintf("rows[%d]", i), have, want)
		}
		switch {
		case len(list) <= mostRows || i < mostRows/2 || i >= len(list)-mostRows/2:
			shown.cells = append(shown.cells, cellsOfRow(row))
		case i == mostRows/2:
			shown.cells = append(shown.cells, document.Gap(shown.cells[0]))
		}
	}
	if len(list) > mostRows {
		shown.note = document.Counted(len(list), mostRows)
	}
	return shown, nil
}

func cellsOfRow[T any](row []T) (cells []table.Cell) {
	for _, value := range row {
		cells = append(cells, document.CellOf(value))
	}
	return cells
}
