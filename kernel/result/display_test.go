package result

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// The types of a user.
type (
	trial   struct{ wrong int }
	ledger  struct{ lines []string }
	formula struct{ tex string }
	fragile struct{}
	pointed struct{ n int }
)

func (t trial) Fields() []display.Field { return []display.Field{{Name: "wrong", Value: t.wrong}} }
func (l ledger) Display() display.Document {
	return display.Document{Title: "ledger"}.Add(display.Text(strings.Join(l.lines, ", ")))
}
func (f formula) TeX() string              { return f.tex }
func (fragile) Display() display.Document  { panic("no") }
func (p *pointed) Fields() []display.Field { return []display.Field{{Name: "n", Value: p.n}} }

func TestDisplays(t *testing.T) {
	for name, c := range map[string]struct {
		values []any
		text   string
	}{
		"record":          {[]any{trial{3}}, "wrong  3"},
		"records":         {[]any{[]trial{{3}, {4}}}, "wrong\n    3\n    4"},
		"array":           {[]any{[1]trial{{3}}}, "wrong\n    3"},
		"of interfaces":   {[]any{[]any{trial{3}, trial{4}}}, "wrong\n    3\n    4"},
		"map":             {[]any{map[int]trial{10: {3}, 9: {4}}}, "key  wrong\n9        4\n10       3"},
		"no error beside": {[]any{trial{3}, nil}, "wrong  3"},
		"value":           {[]any{ledger{[]string{"a", "b"}}}, "ledger\na, b"},
		"values":          {[]any{[]ledger{{[]string{"a"}}, {[]string{"b"}}}}, "ledger\na\nledger\nb"},
		"map of values":   {[]any{map[string]ledger{"x": {[]string{"a"}}}}, "x:\nledger\na"},
		"many values":     {[]any{slices.Repeat([]ledger{{}}, 12)}, strings.Repeat("ledger\n", 10) + "and 2 more"},
		"formula":         {[]any{formula{`K^{-a}`}}, "K^-a"},
		"by pointer":      {[]any{&pointed{3}}, "n  3"},
		"not addressable": {[]any{pointed{3}}, "n  3"},
		"nil pointer":     {[]any{(*pointed)(nil)}, "<nil>"},
		"nil among them":  {[]any{[]*pointed{{3}, nil}}, "[&{n:3} <nil>]"},
		"mixed":           {[]any{[]any{trial{3}, 4}}, "[{wrong:3} 4]"},
		"empty":           {[]any{[]trial{}}, "[]"},
		"panics":          {[]any{fragile{}}, "result.fragile\n(its display panics: no)"},
		"sizes":           {[]any{[]diversity.Size{{Classes: 4, PerClass: 8}}}, "K  n   N  x = K/n\n4  8  32      0.5"},
		"laws": {[]any{[]laws.Law{laws.Flat{}}},
			"law   error(K, n)    coefficients  exponents\nflat  E + C (Kn)^-c  E, C          c in 0.02..4"},
		"verdicts": {[]any{[]theory.Verdict{{Claim: "c", Outcome: "rejected", Sentence: "No."}}}, "REJECTED: c\nNo."},
	} {
		forms := formsOf(c.values)
		if !strings.HasPrefix(forms[0].Text, c.text) {
			t.Errorf("%s:\n%s\nwant\n%s", name, forms[0].Text, c.text)
		}
	}
}

// TestManyMeasurements has a table of a large study: the first and last rows, and hashes of eight digits.
func TestManyMeasurements(t *testing.T) {
	points := make([]diversity.Measurement, 200_000)
	for i := range points {
		run := fmt.Sprintf("%064x", i)
		points[i] = diversity.Measurement{Size: diversity.Size{Classes: 2, PerClass: 3}, Repeat: i, Run: run, Task: "plain",
			Probe: "ridge", Error: 0.123456}
	}
	forms := formsOf([]any{points, nil})
	text, page := forms[0].Text, forms[1].Text
	for _, part := range []string{"N  K  n  repeat  task   probe  error %  run", "12.3  00000000", "199999",
		"200000 rows, 30 of them shown"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
	if strings.Count(text, "\n") != 32 || len(page) > 20_000 || strings.Contains(page, "000000000") {
		t.Errorf("%d lines, %d bytes:\n%s", strings.Count(text, "\n"), len(page), text)
	}
}
