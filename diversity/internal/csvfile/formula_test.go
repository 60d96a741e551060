package csvfile

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"omniglot": "omniglot", "": "", "a=b": "a=b", "'quoted'": "'quoted'", "5 shots": "5 shots", "'": "'",
		"=1+1": "'=1+1", "+49": "'+49", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "＝1": "'＝1",
		`=HYPERLINK("http://x","y")`: `'=HYPERLINK("http://x","y")`, "'=1": "''=1", "''=1": "'''=1", "\xff=": "\xff=",
	} {
		if got := Text(text); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
		if got := PlainText(want); got != text {
			t.Errorf("%q is read %q, want %q", want, got, text)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("=1")
	f.Add("'")
	f.Fuzz(func(t *testing.T, text string) {
		cell := Text(text)
		if PlainText(cell) != text {
			t.Errorf("%q is read back as %q", text, PlainText(cell))
		}
		if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
			t.Errorf("%q is written as the formula %q", text, cell)
		}
	})
}
