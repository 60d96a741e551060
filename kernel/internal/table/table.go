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

// HTML is the table as an HTML element. Headers are aligned with their columns: to the right above numbers only.
func HTML(header []string, rows [][]Cell) string {
	var b strings.Builder
	b.WriteString("<table>\n<thead><tr>")
	for _, c := range headerCells(header, rows) {
		writeHTML(&b, "th", c)
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, c := range row {
			writeHTML(&b, "td", c)
		}
		b.WriteString("</tr>\n")
	}
	return b.String() + "</tbody>\n</table>"
}

func writeHTML(b *strings.Builder, element string, c Cell) {
	align := "left"
	if c.Number {
		align = "right"
	}
	fmt.Fprintf(b, `<%s style="text-align:%s">%s</%s>`, element, align, html.EscapeString(c.Text), element)
}

// Text is the table in columns, aligned as in [HTML].
func Text(header []string, rows [][]Cell) string {
	widths := make([]int, len(header))
	for i, name := range header {
		widths[i] = utf8.RuneCountInString(name)
		for _, row := range rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(row[i].Text))
		}
	}
	lines := []string{textRow(headerCells(header, rows), widths)}
	for _, row := range rows {
		lines = append(lines, textRow(row, widths))
	}
	return strings.Join(lines, "\n")
}

// headerCells aligns each name with its column.
func headerCells(header []string, rows [][]Cell) []Cell {
	cells := make([]Cell, len(header))
	for i, name := range header {
		cells[i] = Cell{name, len(rows) > 0}
		for _, row := range rows {
			cells[i].Number = cells[i].Number && row[i].Number
		}
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
