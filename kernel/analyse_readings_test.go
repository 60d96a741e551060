package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
)

// losses are those of Besiroglu et al. 2024 without noise, of single runs at no common budget.
func losses() string {
	var b strings.Builder
	b.WriteString("params,tokens,loss\n")
	for i := range 12 {
		n := 4.4e7 * math.Pow(360, float64(i)/11)
		for _, ratio := range []float64{3, 11, 37} {
			d := n * ratio * (1 + 0.07*float64(i%3))
			fmt.Fprintf(&b, "%.0f,%.0f,%.12f\n", n, d, 1.8172+477.84*math.Pow(n, -0.3473)+2143.86*math.Pow(d, -0.3672))
		}
	}
	return b.String()
}

// TestAnalyseFitsAScalingLaw: the logarithm of the loss with a Huber delta of 0.001, as in the field, from the command.
func TestAnalyseFitsAScalingLaw(t *testing.T) {
	code, out, errs := call(t, losses(), "analyse", "-", "--groups", "params", "--per-group", "tokens", "--score", "loss",
		"--laws", "untied", "--log", "--huber", "0.001", "--json")
	if code != 0 {
		t.Fatal(errs)
	}
	var r jsonReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	fit := r.Fitted[0]
	for name, want := range map[string]float64{"E": 1.8172, "A": 477.84, "B": 2143.86, "a": 0.3473, "b": 0.3672} {
		if got := *fit.Parameters[name].Value; math.Abs(got/want-1) > 1e-4 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	if !fit.Converged || !fit.Log || fit.Huber != 0.001 {
		t.Errorf("%+v", fit)
	}
}

func TestAnalyseListsParameters(t *testing.T) {
	code, out, errs := call(t, worldTable(t), "analyse", "-", "--task", "cars", "--log", "--laws", "tied,untied,capped",
		"--budget", "16384")
	for _, want := range []string{"THE LAWS FITTED TO THE LOGARITHM OF THE ERROR", "tied, objective", "Its best K for N = 16384"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("no %q in %s%s", want, out, errs)
		}
	}
	code, _, errs = call(t, worldTable(t), "analyse", "-", "--huber", "-1")
	if code == 0 || !strings.Contains(errs, "--huber") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
