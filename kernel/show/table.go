package show

import (
	"fmt"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/diversity"
	"tradeoff/kernel/internal/table"
)

// Table displays rows below a header, as HTML and as text. Floating-point numbers are written with four significant
// digits and numbers are aligned right; format a value as a string to write it differently.
func Table[T any](header []string, rows [][]T) {
	cells, err := cellsOf(header, rows)
	here().table(header, cells, err)
}

func (s screen) table(header []string, cells [][]table.Cell, err error) {
	if err != nil {
		s.complain("Table", err)
		return
	}
	s.show(bundle{protocol.MIMETextHTML: table.HTML(header, cells), protocol.MIMETextPlain: table.Text(header, cells)})
}

func cellsOf[T any](header []string, rows [][]T) ([][]table.Cell, error) {
	if len(header) == 0 {
		return nil, diversity.Invalid("header", "empty", "at least 1 column")
	}
	cells := make([][]table.Cell, len(rows))
	for i, row := range rows {
		if len(row) != len(header) {
			return nil, diversity.Invalid(fmt.Sprintf("rows[%d]", i), fmt.Sprintf("%d values", len(row)), fmt.Sprintf("%d, as in the header", len(header)))
		}
		for _, value := range row {
			cells[i] = append(cells[i], table.CellOf(value))
		}
	}
	return cells, nil
}
