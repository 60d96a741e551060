package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// worldTable is a table of two tasks in a world with a known best size: x* = (A/B)^(1/a) = 1 at every budget.
func worldTable(t *testing.T) string {
	t.Helper()
	world := theory.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	var sizes []diversity.Size
	for _, budget := range []int{256, 1024, 4096} {
		for k := 4; k <= budget/4; k *= 2 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
		}
	}
	points, err := world.Measure(sizes, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("K,n,repeat,task,error\n")
	for _, p := range points {
		for _, task := range []string{"birds", "cars"} {
			fmt.Fprintf(&b, "%d,%d,%d,%s,%v\n", p.Size.Classes, p.Size.PerClass, p.Repeat, task, p.Error)
		}
	}
	return b.String()
}

func TestAnalyseFindsTheKnownOptimum(t *testing.T) {
	file := filepath.Join(t.TempDir(), "table.csv")
	if err := os.WriteFile(file, []byte(worldTable(t)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"analyse", file, "--budget", "16384"},
		{"analyse", "-", "--budget", "16384", "--task", "cars"},
	} {
		code, out, errs := call(t, worldTable(t), args...)
		if code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, errs)
		}
		for _, want := range []string{
			"256   5      K=16 n=16", "1024  7      K=32 n=32", "4096  9      K=64 n=64",
			"consistent  The data are consistent with an invariant best ratio",
			" 1 tied a=0.5", "choose K=128 n=128",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("%v: no %q in\n%s", args, want, out)
			}
		}
	}
}

func TestAnalyseRefuses(t *testing.T) {
	table := worldTable(t)
	for _, c := range []struct {
		in   string
		args []string
		code int
		says string
	}{
		{table, nil, exitUsage, "want one table, have 0"},
		{table, []string{"none.csv"}, exitFailed, "none.csv"},
		{table, []string{"-", "--task", "dogs"}, exitUsage, `--task "dogs" is not in the table, which has birds, cars`},
		{"K,n,error\n4,4,50\n", []string{"-"}, exitFailed, `line 2: column error is "50", want a share of wrong answers in 0..1 (not per cent)`},
		{"K,n,error\n4,4,0.5\n", []string{"-"}, exitFailed, "budget 16 has one size"},
		{table, []string{"-", "--budget", "-3"}, exitFailed, "-3"},
		{table, []string{"-", "--budget", "16384", "--max-classes", "2", "--max-per-class", "2"}, exitFailed, "16384"},
	} {
		code, _, errs := call(t, c.in, append([]string{"analyse"}, c.args...)...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("analyse %v: exit code %d, want %d and %q: %s", c.args, code, c.code, c.says, errs)
		}
	}
}
