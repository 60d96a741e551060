package document

import (
	"encoding/base64"
	"fmt"
	"html"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/draw/table"
)

// The frame of a document. MathJax leaves elements of this class alone, and with them dollar signs in names.
const (
	head = `<div class="mathjax_ignore">`
	foot = "</div>"
)

// HTML is the document as an element of a page.
func HTML(d display.Document) string {
	parts := []string{head}
	if d.Title != "" {
		parts = append(parts, "<p><strong>"+escaped(d.Title, mostCell)+"</strong></p>")
	}
	for _, part := range bounded(d) {
		parts = append(parts, partHTML(part))
	}
	return strings.Join(append(parts, foot), "\n")
}

// Frame puts a table into the frame of a document.
func Frame(page string) string { return head + "\n" + page + "\n" + foot }

func escaped(s string, most int) string { return html.EscapeString(cut(s, most)) }

func paragraph(s string) string {
	return `<p style="overflow-wrap:anywhere">` + strings.ReplaceAll(escaped(s, mostParagraph), "\n", "<br>") + "</p>"
}

func partHTML(part display.Part) string {
	switch p := part.(type) {
	case display.Text:
		return paragraph(string(p))
	case display.Warning:
		return paragraph("⚠ " + string(p))
	case display.Formula:
		return "<p>" + formulaHTML(string(p)) + "</p>"
	case display.Facts:
		if rows := factRows(p); len(rows) > 0 {
			return table.HTML(nil, rows)
		}
	case display.Table:
		return tableHTML(p)
	case display.Card:
		return cardHTML(p)
	case display.Picture:
		return pictureHTML(p)
	}
	return ""
}

func tableHTML(t display.Table) string {
	rows, note := cells(t)
	text := table.HTML(header(t), rows)
	if t.Title != "" {
		text = "<p>" + escaped(t.Title, mostCell) + "</p>\n" + text
	}
	if note != "" {
		text += "\n<p>" + note + "</p>"
	}
	return text
}

// header is nil for a table whose columns have no names.
func header(t display.Table) []string {
	shown, named := make([]string, len(t.Header)), false
	for i, name := range t.Header {
		shown[i] = cut(name, mostCell)
		named = named || name != ""
	}
	if !named {
		return nil
	}
	return shown
}

// factRows has a row for each name and value; what is blank is left out.
func factRows(facts display.Facts) (rows [][]table.Cell) {
	for _, fact := range facts {
		value := CellOf(fact.Value)
		value.Number = false
		if value.Text == "" {
			continue
		}
		name := cut(fact.Name, mostCell)
		rows = append(
			rows,
			[]table.Cell{{Text: name, Markup: "<strong>" + html.EscapeString(name) + "</strong>"}, value},
		)
	}
	return rows
}

// pictureHTML is an image whose data are in its address, in which nothing can act.
func pictureHTML(p display.Picture) string {
	if p.SVG == "" {
		return paragraph(p.Caption)
	}
	return fmt.Sprintf(`<p><img style="max-width:100%%" alt="%s" src="data:image/svg+xml;base64,%s"/></p>`+"\n%s",
		escaped(p.Caption, mostParagraph), base64.StdEncoding.EncodeToString([]byte(p.SVG)), paragraph(p.Caption))
}

// look is how an outcome is marked: a colour that is told from the others by everyone, and a sign for who sees none.
type look struct{ colour, sign string }

func lookOf(o display.Outcome) look {
	switch o {
	case display.Supported:
		return look{"#0072b2", "✓"}
	case display.Refuted:
		return look{"#d55e00", "✗"}
	}
	return look{"#8a8a8a", "?"}
}

func cardHTML(c display.Card) string {
	l := lookOf(c.Outcome)
	return fmt.Sprintf(`<div style="border-left:5px solid %s;padding:2px 12px;margin:6px 0">`+
		"<p><strong>%s %s</strong>%s</p>\n%s</div>",
		l.colour, l.sign, escaped(string(outcome(c)), mostCell), claimHTML(c.Claim), paragraph(c.Answer))
}

func claimHTML(claim string) string {
	if claim == "" {
		return ""
	}
	return ": " + escaped(claim, mostParagraph)
}

// outcome is undecided if it is not said.
func outcome(c display.Card) display.Outcome {
	if c.Outcome == "" {
		return display.Undecided
	}
	return c.Outcome
}
