package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestAnalyseTestsPairs: in a world of the tied law the law by which only N counts is refused, and the untied law does
// not beat the tied one.
func TestAnalyseTestsPairs(t *testing.T) {
	args := []string{"analyse", "-", "--task", "cars", "--pairs", "--laws", "tied,untied,flat,saturating"}
	code, out, errs := call(t, worldTable(t), args...)
	if code != 0 || !strings.Contains(out, "THE BEST LAW AGAINST EACH OTHER ONE") || !strings.Contains(out, "over the flat law") {
		t.Errorf("%s%s", out, errs)
	}
	code, out, errs = call(t, worldTable(t), append(args, "--json")...)
	var r jsonReport
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
		t.Fatal(errs, err)
	}
	if len(r.Pairs) != 3 {
		t.Fatalf("%+v", r.Pairs)
	}
	for _, p := range r.Pairs {
		if p.Second == "flat" && p.Better != r.Laws[0].Name || p.Error != "" || p.Sentence == "" {
			t.Errorf("%+v", p)
		}
	}
}

// TestAnalysePairsWithoutRepeats says what is missing of laws that are not nested.
func TestAnalysePairsWithoutRepeats(t *testing.T) {
	code, out, errs := call(t, losses(), "analyse", "-", "--groups", "params", "--per-group", "tokens", "--pairs", "--laws",
		"untied,saturating,tied")
	if code != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), "repeat some sizes") &&
		!strings.Contains(out, "cannot be compared") {
		t.Errorf("%s%s", out, errs)
	}
}
