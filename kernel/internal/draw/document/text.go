package document

import (
	"strings"
	"unicode/utf8"

	"tradeoff/diversity/display"
	"tradeoff/kernel/internal/draw/formula"
	"tradeoff/kernel/internal/draw/table"
)

// Text is the document as lines of text.
func Text(d display.Document) string {
	var parts []string
	if d.Title != "" {
		parts = append(parts, cut(d.Title, mostCell))
	}
	for _, part := range bounded(d) {
		if text := partText(part); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n")
}

func partText(part display.Part) string {
	switch p := part.(type) {
	case display.Text:
		return wrapped(string(p))
	case display.Warning:
		return wrapped("! " + string(p))
	case display.Formula:
		return cut(formula.Text(string(p)), mostParagraph)
	case display.Facts:
		return table.Text(nil, factRows(p))
	case display.Table:
		return tableText(p)
	case display.Card:
		text := strings.ToUpper(string(outcome(p)))
		if p.Claim != "" {
			text += ": " + p.Claim
		}
		return wrapped(text) + "\n" + wrapped(p.Answer)
	case display.Picture:
		return strings.TrimPrefix(atMost(strings.Trim(p.Letters, "\n"), mostParagraph)+"\n"+wrapped(p.Caption), "\n")
	}
	return ""
}

func tableText(t display.Table) string {
	rows, note := cells(t)
	lines := []string{table.Text(header(t), rows)}
	if t.Title != "" {
		lines = append([]string{cut(t.Title, mostCell)}, lines...)
	}
	if note != "" {
		lines = append(lines, note)
	}
	return strings.Join(lines, "\n")
}

// wrapped breaks a paragraph between words.
func wrapped(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(cut(s, mostParagraph), "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		used := 0
		for j, word := range strings.Fields(line) {
			size := utf8.RuneCountInString(word)
			switch {
			case j == 0:
			case used+1+size > lineWidth:
				b.WriteByte('\n')
				used = 0
			default:
				b.WriteByte(' ')
				used++
			}
			b.WriteString(word)
			used += size
		}
	}
	return b.String()
}
