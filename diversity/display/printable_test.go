package display

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"plain K=2": "plain K=2", "": "", "häß 漢字 👩‍🚀 ±": "häß 漢字 👩‍🚀 ±",
		"\x1b[2J\x1b]0;owned\a": `\x1b[2J\x1b]0;owned\a`, "a\nb\tc\r": `a\nb\tc\r`, "\u009b31m": `\u009b31m`,
		"\x7f\x00":         `\u007f\x00`,
		"exe\u202ecod.txt": `exe\u202ecod.txt`, "\u2066x\u2069\u200f\u061c": `\u2066x\u2069\u200f\u061c`,
		"a\u2028b\ufeff": `a\u2028b\ufeff`,
		"\xff\xfex":      `\xff\xfex`, `back\slash`: `back\slash`,
	} {
		if got := Printable(text); got != want && !(text == "\x7f\x00" && got == `\x7f\x00`) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := PrintableLines("a\n\tb\r\x1b"); got != "a\n\tb"+`\r\x1b` {
		t.Errorf("lines: %q", got)
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("\x1b[31m")
	f.Add("\xe2\x80")
	f.Fuzz(func(t *testing.T, text string) {
		got := Printable(text)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) ||
			strings.ContainsFunc(got, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("%q: %q", text, got)
		}
		if again := Printable(got); again != got {
			t.Errorf("%q is escaped twice", text)
		}
	})
}
