package csvfile

import (
	"strings"
	"unicode/utf8"
)

// startsFormula are the characters with which a cell begins that spreadsheets take for a formula, or that they skip
// before one.
const startsFormula = "=+-@\t\r\n＝＋－＠"

// mark begins a cell that is text. Spreadsheets show it or drop it, but compute nothing.
const mark = "'"

// Text is the cell of a text: one that a spreadsheet would take for a formula gets an apostrophe in front, as does one
// that reads like such a cell already. [PlainText] takes it away again.
func Text(text string) string {
	if risky(text) {
		return mark + text
	}
	return text
}

// PlainText is the text of a cell that [Text] made.
func PlainText(cell string) string {
	if text, marked := strings.CutPrefix(cell, mark); marked && risky(text) {
		return text
	}
	return cell
}

// risky reports whether a text is a formula behind any number of marks.
func risky(text string) bool {
	first, size := utf8.DecodeRuneInString(strings.TrimLeft(text, mark))
	return size > 0 && strings.ContainsRune(startsFormula, first) && first != utf8.RuneError
}
