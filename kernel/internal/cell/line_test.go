package cell

import (
	"slices"
	"strings"
	"testing"
)

func TestWordsOfCommands(t *testing.T) {
	for text, want := range map[string]CommandWord{
		"%|":                  {"", "%", 0},
		"%re|":                {"", "%re", 0},
		"%del |":              {Del, "", 5},
		"%del a b|c":          {Del, "b", 7},
		"x := 1\n  %who ro|":  {Who, "ro", 14},
		"//gonb:%del q|":      {Del, "q", 12},
		"\"ä\"\n%restore ä|":  {Restore, "ä", 13},
		"%rerun s|\nfmt.Pr":   {Rerun, "s", 7},
		"%%bash\n%del |":      {},
		"x % del|":            {},
		"fmt.Pr|":             {},
		"!ls |":               {},
		"`\n%del |\n`":        {},
		"%del x\nprintln(x|)": {},
	} {
		position := len([]rune(text[:strings.Index(text, "|")]))
		got, ok := CommandAt(strings.Replace(text, "|", "", 1), position)
		if got != want || ok != (want != CommandWord{}) {
			t.Errorf("%q: %+v, %v; want %+v", text, got, ok, want)
		}
	}
}

func TestCommandsThatBeginSo(t *testing.T) {
	if got := CommandsLike("%re"); !slices.Equal(got, []string{"%remove", "%rerun", "%reset", "%restore"}) {
		t.Errorf("%v", got)
	}
	if got := CommandsLike("%"); slices.Contains(got, "%%") || !slices.Contains(got, Who) {
		t.Errorf("%v", got)
	}
}
