package proxy

import (
	"strings"
	"testing"
)

func TestFolded(t *testing.T) {
	for calls, want := range map[string]string{
		"":                    "",
		"a b c":               "a b c",
		"a a a b":             "a|2 b",
		"a b a b c":           "a b|2:1 c",
		"a a b a a b a a b":   "a a b|3:2",
		"x a b c d a b c d":   "x a b c d|4:1",
		"a b c d e a b c d e": "a b c d e a b c d e", // longer than what is looked for
		"a b a":               "a b a",
	} {
		got := strings.Join(folded(strings.Fields(calls)), " ")
		for text, short := range map[string]string{"    ... the same call 2 times more": "|2",
			"    ... the same call once more":    "|1",
			"    ... the same 2 calls once more": "|2:1", "    ... the same 3 calls 2 times more": "|3:2",
			"    ... the same 4 calls once more": "|4:1"} {
			got = strings.ReplaceAll(got, " "+text, short)
		}
		if got != want {
			t.Errorf("%q becomes %q, want %q", calls, got, want)
		}
	}
}
