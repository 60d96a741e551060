package aligned

import "testing"

// Letters that take several bytes are as wide as others, and no line ends in blanks.
func TestRows(t *testing.T) {
	for want, rows := range map[string][][]string{
		"size  n\n→ü    10\na\n":         {{"size", "n"}, {"→ü", "10"}, {"a", ""}},
		"":                               nil,
		"K     error\n64    0.5\n1024\n": {{"K", "error"}, {"64", "0.5"}, {"1024", ""}},
		"±é  x\nb   y  more\n":           {{"±é", "x"}, {"b", "y", "more"}},
		"tab\tin  a\nb       cell\n":     {{"tab\tin", "a"}, {"b", "cell"}},
	} {
		if got := Rows(rows); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
