// Package table writes tables as HTML and as text. It is light: cells link it.
package table

import (
	"cmp"
	"fmt"
	"html"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"tradeoff/diversity/display"
)

// Cell is a formatted value; numbers are set to the right.
type Cell struct {
	Text   string
	Number bool
	Markup string // in [HTML] instead of the text: HTML that this program made, never text from elsewhere
}

// CellOf writes floating-point numbers with four significant digits, and what has a String or Error method by it.
func CellOf(value any) Cell {
	switch value.(type) {
	case fmt.Stringer, error:
		return Cell{Text: fmt.Sprint(value)} // which takes a nil receiver
	}
	kind := reflect.ValueOf(value).Kind()
	if kind == reflect.Float64 || kind == reflect.Float32 {
		return Cell{Text: fmt.Sprintf("%.4g", value), Number: true}
	}
	return Cell{Text: fmt.Sprint(value), Number: kind >= reflect.Int && kind <= reflect.Uintptr}
}

// HTML is the table as an HTML element; without a header if that is nil. Headers are aligned with their columns: to the
// right above numbers only.
func HTML(header []string, rows [][]Cell) string {
	var b strings.Builder
	if len(header) > mostColumns {
		b.WriteString(`<table style="font-size:80%">` + "\n")
	} else {
		b.WriteString("<table>\n")
	}
	if header != nil {
		b.WriteString("<thead><tr>")
		for _, c := range headerCells(header, rows) {
			writeHTML(&b, "th", c, len(header) > mostColumns)
		}
		b.WriteString("</tr></thead>\n")
	}
	b.WriteString("<tbody>\n")
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, c := range row {
			writeHTML(&b, "td", c, len(row) > mostColumns)
		}
		b.WriteString("</tr>\n")
	}
	return b.String() + "</tbody>\n</table>"
}

func writeHTML(b *strings.Builder, element string, c Cell, crowded bool) {
	align := "left"
	if c.Number {
		align = "right"
	}
	markup := c.Markup
	markup = cmp.Or(markup, html.EscapeString(c.Text))
	if crowded && !c.Number || slices.ContainsFunc(strings.Fields(c.Text), isLong) {
		align += ";overflow-wrap:anywhere"
	}
	fmt.Fprintf(b, `<%s style="text-align:%s">%s</%s>`, element, align, markup, element)
}

// What would make a table wider than a page: then also words are broken.
const (
	longWord    = 28 // characters
	mostColumns = 9  // of which the words stay whole; those of numbers do always
)

func isLong(word string) bool { return utf8.RuneCountInString(word) > longWord }

// Text is the table in columns, aligned as in [HTML], a line for each row.
func Text(header []string, rows [][]Cell) string {
	all := make([][]Cell, 0, len(rows)+1)
	if header != nil {
		all = append(all, oneLine(headerCells(header, rows)))
	}
	for _, row := range rows {
		all = append(all, oneLine(row))
	}
	var widths []int
	for _, row := range all {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(c.Text))
		}
	}
	lines := make([]string, len(all))
	for i, row := range all {
		lines[i] = textRow(row, widths)
	}
	return strings.Join(lines, "\n")
}

// oneLine joins the lines of each cell and makes it printable.
func oneLine(row []Cell) []Cell {
	cells := make([]Cell, len(row))
	for i, c := range row {
		line := strings.Join(strings.FieldsFunc(c.Text, isLineEnd), " ")
		cells[i] = Cell{Text: display.Printable(line), Number: c.Number}
	}
	return cells
}

func isLineEnd(r rune) bool { return r == '\n' || r == '\r' }

// headerCells aligns each name with its column.
func headerCells(header []string, rows [][]Cell) []Cell {
	cells := make([]Cell, len(header))
	for i, name := range header {
		cells[i] = Cell{Text: name, Number: len(rows) > 0}
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
