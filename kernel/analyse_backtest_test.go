package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestAnalyseBacktest tries rules and intervals on what was measured, as text and as JSON in the words of the table.
func TestAnalyseBacktest(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short no averages are fitted twice; backtest has tests of its own")
	}
	code, out, errs := call(t, worldTable(t), "analyse", "-", "--task", "birds", "--backtest", "--laws", "tied")
	if code != 0 {
		t.Fatal(errs)
	}
	plain := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{"EVERY RULE TRIED ON THE LARGEST BUDGET", "EVERY BUDGET FORETOLD FROM THE SMALLER ONES",
		"from for N size foretold measured held at sizes", "sizes. An interval foretold"} {
		if !strings.Contains(plain, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	code, out, errs = call(t, worldTable(t), "analyse", "-", "--task", "birds", "--backtest", "--laws", "tied", "--json")
	var r jsonReport
	if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
		t.Fatal(err, errs)
	}
	if len(r.Origins) == 0 {
		t.Fatal("no origins")
	}
	for _, o := range r.Origins {
		inside := *o.Score.Low <= *o.Measured.Value && *o.Measured.Value <= *o.Score.High
		if o.Held != inside || o.Budget <= o.Fitted[len(o.Fitted)-1] || len(o.Sizes) < 2 || o.Lost.Value == nil {
			t.Errorf("%+v", o)
		}
	}
}

// TestAnalyseBacktestSaysWhyNot: two budgets leave none to foretell from two.
func TestAnalyseBacktestSaysWhyNot(t *testing.T) {
	table := "K,n,error\n4,16,0.5\n8,8,0.4\n16,4,0.45\n4,32,0.45\n8,16,0.34\n16,8,0.36\n"
	code, out, errs := call(t, table, "analyse", "-", "--backtest")
	if code != 0 || !strings.Contains(out, "None can be foretold: ") {
		t.Errorf("exit code %d: %s\n%s", code, errs, out)
	}
}
