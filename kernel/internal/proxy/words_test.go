package proxy

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tradeoff/kernel/internal/proxy/saved"
	"tradeoff/kernel/keep"
)

// TestTablesOfVariablesAreText has texts that came out of files and would act on a terminal, or fill it.
func TestTablesOfVariablesAreText(t *testing.T) {
	text := list(map[string]keep.Entry{
		"a": {Cell: 1, Shown: "struct { A int \x1b[2J }", Problem: "a[\u202e\n] is a function"},
		"b": {Cell: 2, Shown: strings.Repeat("ä", 10<<20)},
	})
	if strings.ContainsAny(text, "\x1b\u202e") || strings.Count(text, "\n") != 3 || len(text) > 4000 || !strings.Contains(text, `A int \x1b[2J }`) {
		t.Errorf("%d bytes: %.500q", len(text), text)
	}
	left := map[string]error{strings.Repeat("n", 10<<20): errors.New("\x1b[2J" + strings.Repeat("e", 10<<20))}
	for i := range 1000 {
		left[fmt.Sprint("\x1b", i)] = errors.New("bad")
	}
	text = restoredText(saved.Restored{Left: left})
	if strings.Contains(text, "\x1b") || strings.Count(text, "\n") != mostLeft+2 || len(text) > 10_000 ||
		!strings.Contains(text, "981 more have not come back.\n") || !strings.Contains(text, `"\x1b0" has not come back: bad`) {
		t.Errorf("%d bytes: %.900q", len(text), text)
	}
}
