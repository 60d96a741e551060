// Package document writes what package display describes as HTML, as text and as LaTeX. It is light: cells link it.
//
// The HTML is what JupyterLab keeps of an untrusted output: tables, paragraphs, and styles of borders and margins.
// Colours are those of the page, light or dark, but for the bar of a verdict. No text in it is taken for a formula.
package document

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/draw/formula"
	"tradeoff/kernel/internal/draw/table"
)

// The bounds of a document; what is beyond is counted, or cut.
const (
	mostParts     = 40
	mostCell      = 300   // characters
	mostParagraph = 5_000 // characters
)

// lineWidth is where paragraphs of the text form are broken.
const lineWidth = 100

const more = "…"

// cut shortens a text that is too long.
func cut(s string, most int) string { return atMost(strings.TrimSpace(s), most) }

// atMost is cut with the spaces at both ends.
func atMost(s string, most int) string {
	s = display.PrintableLines(s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + more
}

// bounded returns the parts that are shown and a sentence on the others.
func bounded(d display.Document) []display.Part {
	if len(d.Parts) <= mostParts {
		return d.Parts
	}
	left := fmt.Sprintf("and %d more parts", len(d.Parts)-mostParts)
	return append(d.Parts[:mostParts:mostParts], display.Text(left))
}

// CellOf is a value in a table.
func CellOf(value any) table.Cell {
	switch v := value.(type) {
	case nil:
		return table.Cell{}
	case display.Formula:
		return formulaCell(string(v))
	}
	c := table.CellOf(value)
	switch value.(type) {
	case display.Percent, display.Points, display.Number:
		c.Number = true
	}
	c.Text = cut(c.Text, mostCell)
	return c
}

func formulaCell(tex string) table.Cell {
	return table.Cell{Text: cut(formula.Text(tex), mostCell), Markup: formulaHTML(tex)}
}

// formulaHTML typesets a formula, or leaves one that is not known to JupyterLab.
func formulaHTML(tex string) string {
	if page, ok := formula.HTML(tex); ok {
		return `<span style="font-family:serif;font-size:115%">` + page + "</span>"
	}
	if strings.ContainsAny(tex, "$\n") || len(tex) > mostCell {
		return "<code>" + html.EscapeString(cut(tex, mostCell)) + "</code>"
	}
	return `<span class="mathjax_process">$` + html.EscapeString(display.PrintableLines(tex)) + `$</span>`
}

// cells are the cells of a table, and the row that says what is left out.
func cells(t display.Table) (rows [][]table.Cell, note string) { return allCells(t.Short()) }

// allCells are the cells of a table of any length.
func allCells(t display.Table) (rows [][]table.Cell, note string) {
	for i, row := range t.Rows {
		if t.Omitted > 0 && i == t.Gap {
			rows = append(rows, gap(len(t.Header)))
		}
		line := make([]table.Cell, len(t.Header))
		for j := range min(len(row), len(line)) {
			line[j] = CellOf(row[j])
		}
		rows = append(rows, line)
	}
	alignBlanks(rows)
	if t.Omitted > 0 {
		note = Counted(len(t.Rows)+t.Omitted, len(t.Rows))
	}
	return rows, note
}

// Counted says how many of the rows of a table are shown.
func Counted(rows, shown int) string {
	return fmt.Sprintf("%s, %d of them shown", display.Count(rows, "row"), shown)
}

// Gap is the row that stands for those left out, aligned as another.
func Gap(like []table.Cell) []table.Cell {
	row := gap(len(like))
	for i := range row {
		row[i].Number = like[i].Number
	}
	return row
}

func gap(columns int) []table.Cell {
	row := make([]table.Cell, columns)
	for i := range row {
		row[i].Text = more
	}
	return row
}

// alignBlanks lets blank cells and gaps stand as the others of their column do, and numbers among words as these.
func alignBlanks(rows [][]table.Cell) {
	if len(rows) == 0 {
		return
	}
	for j := range rows[0] {
		numbers, words := false, false
		for _, row := range rows {
			blank := row[j].Text == "" || row[j].Text == more
			numbers = numbers || row[j].Number && !blank
			words = words || !row[j].Number && !blank
		}
		for _, row := range rows {
			if row[j].Text == "" || row[j].Text == more {
				row[j].Number = numbers
			}
			row[j].Number = row[j].Number && !words
		}
	}
}
