package main

import (
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// textWidth is the number of characters that a line may have: that of the terminal, or of COLUMNS; 100 elsewhere.
func textWidth(stream any) int {
	const usual, least, most = 100, 40, 160
	width, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || width < 1 {
		width = usual
		if f, ok := stream.(*os.File); ok {
			if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
				width = columns
			}
		}
	}
	return min(max(width, least), most)
}

// wrapText breaks text between words so that no line is longer than width, if no word is. The first line begins with
// the first string, which is as wide as the second, with which all others begin.
func wrapText(text, first, others string, width int) string {
	var b strings.Builder
	b.WriteString(first)
	used := utf8.RuneCountInString(first)
	indent := utf8.RuneCountInString(others)
	for _, word := range strings.Fields(text) {
		size := utf8.RuneCountInString(word)
		switch {
		case used == indent:
		case used+1+size > width:
			b.WriteString("\n" + others)
			used = indent
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += size
	}
	return b.String()
}
