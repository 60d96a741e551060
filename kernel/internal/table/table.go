// Package table writes tables as HTML and as text. It is light: cells link it.
package table

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// Cell is a formatted value; numbers are set to the right.
type Cell struct {
	Text   string
	Number bool
}

// CellOf writes floating-point numbers with four significant digits.
func CellOf(value any) Cell {
	switch value := value.(type) {
	case fmt.Stringer:
		return Cell{Text: value.String()}
	case float64, float32:
		return Cell{fmt.Sprintf("%.4g", value), true}
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return Cell{fmt.Sprint(value), true}
	}
	return Cell{Text: fmt.Sprint(value)}
}

// HTML is the table as an HTML element.
func HTML(header []string, rows [][]Cell) string {
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
			if c.Number {
				align = "right"
			}
			fmt.Fprintf(&b, `<td style="text-align:%s">%s</td>`, align, html.EscapeString(c.Text))
		}
		b.WriteString("</tr>\n")
	}
	return b.String() + "</tbody>\n</table>"
}

// Text is the table in columns.
func Text(header []string, rows [][]Cell) string {
	widths := make([]int, len(header))
	for i, name := range header {
		widths[i] = utf8.RuneCountInString(name)
		for _, row := range rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].Text))
		}
	}
	lines := []string{textRow(headerCells(header), widths)}
	for _, row := range rows {
		lines = append(lines, textRow(row, widths))
	}
	return strings.Join(lines, "\n")
}

func headerCells(header []string) []Cell {
	cells := make([]Cell, len(header))
	for i, name := range header {
		cells[i] = Cell{Text: name}
	}
	return cells
}

func textRow(row []Cell, widths []int) string {
	var b strings.Builder
	for i, c := range row {
		room := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c.Text))
		if c.Number {
			b.WriteString(room + c.Text)
		} else {
			b.WriteString(c.Text + room)
		}
		b.WriteString("  ")
	}
	return strings.TrimRight(b.String(), " ")
}
