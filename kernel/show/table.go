package show

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"tradeoff/diversity"
)

// Table displays rows below a header, as HTML and as text. Floating-point numbers are written with four significant
// digits and numbers are aligned right; format a value as a string to write it differently.
func Table[T any](header []string, rows [][]T) {
	cells, err := cellsOf(header, rows)
	here().table(header, cells, err)
}

func (s screen) table(header []string, cells [][]cell, err error) {
	if err != nil {
		s.complain("Table", err)
		return
	}
	s.show(bundle{protocol.MIMETextHTML: htmlTable(header, cells), protocol.MIMETextPlain: textTable(header, cells)})
}

// cell is a formatted value.
type cell struct {
	text   string
	number bool
}

func cellsOf[T any](header []string, rows [][]T) ([][]cell, error) {
	if len(header) == 0 {
		return nil, diversity.Invalid("header", "empty", "at least 1 column")
	}
	cells := make([][]cell, len(rows))
	for i, row := range rows {
		if len(row) != len(header) {
			return nil, diversity.Invalid(fmt.Sprintf("rows[%d]", i), fmt.Sprintf("%d values", len(row)), fmt.Sprintf("%d, as in the header", len(header)))
		}
		for _, value := range row {
			cells[i] = append(cells[i], cellOf(value))
		}
	}
	return cells, nil
}

func cellOf(value any) cell {
	switch value := value.(type) {
	case fmt.Stringer:
		return cell{text: value.String()}
	case float64, float32:
		return cell{fmt.Sprintf("%.4g", value), true}
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return cell{fmt.Sprint(value), true}
	}
	return cell{text: fmt.Sprint(value)}
}

func htmlTable(header []string, rows [][]cell) string {
	var b strings.Builder
	b.WriteString("<table>\n<thead><tr>")
	for _, name := range header {
		fmt.Fprintf(&b, "<th>%s</th>", html.EscapeString(name))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, c := range row {
			align := "left"
			if c.number {
				align = "right"
			}
			fmt.Fprintf(&b, `<td style="text-align:%s">%s</td>`, align, html.EscapeString(c.text))
		}
		b.WriteString("</tr>\n")
	}
	return b.String() + "</tbody>\n</table>"
}

func textTable(header []string, rows [][]cell) string {
	widths := make([]int, len(header))
	for i, name := range header {
		widths[i] = utf8.RuneCountInString(name)
		for _, row := range rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].text))
		}
	}
	lines := []string{textRow(headerCells(header), widths)}
	for _, row := range rows {
		lines = append(lines, textRow(row, widths))
	}
	return strings.Join(lines, "\n")
}

func headerCells(header []string) []cell {
	cells := make([]cell, len(header))
	for i, name := range header {
		cells[i] = cell{text: name}
	}
	return cells
}

func textRow(row []cell, widths []int) string {
	var b strings.Builder
	for i, c := range row {
		room := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c.text))
		if c.number {
			b.WriteString(room + c.text)
		} else {
			b.WriteString(c.text + room)
		}
		b.WriteString("  ")
	}
	return strings.TrimRight(b.String(), " ")
}
