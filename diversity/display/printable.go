package display

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes a text safe to show on one line of a terminal: control characters, line ends and tabs included,
// characters that reverse the direction of writing, and bytes that are no UTF-8 are written as Go writes them in a
// string: \x1b, \n, \u202e. Whatever a file, a label or another machine's name holds, it then neither commands the
// terminal nor hides what it says.
func Printable(text string) string { return printable(text, "") }

// PrintableLines is [Printable] for a text of several lines, whose line ends and tabs stay.
func PrintableLines(text string) string { return printable(text, "\n\t") }

func printable(text, kept string) string {
	if plain(text) {
		return text
	}
	var out strings.Builder
	for at, size := 0, 0; at < len(text); at += size {
		r, width := utf8.DecodeRuneInString(text[at:])
		size = width
		switch {
		case r == utf8.RuneError && width == 1:
			fmt.Fprintf(&out, `\x%02x`, text[at])
		case commands(r) && !strings.ContainsRune(kept, r):
			out.WriteString(escaped(r))
		default:
			out.WriteString(text[at : at+width])
		}
	}
	return out.String()
}

// plain reports whether a text has printable ASCII only, as most have.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// commands reports whether a character does something instead of showing itself.
func commands(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// escaped is the character as in a Go string.
func escaped(r rune) string {
	quoted := fmt.Sprintf("%+q", string(r))
	return quoted[1 : len(quoted)-1]
}
