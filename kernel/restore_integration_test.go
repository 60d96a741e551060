package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradeoff/kernel/internal/install/paths"
	"tradeoff/kernel/internal/proxy/proxytest"
	"tradeoff/kernel/keep"
)

// TestIntegrationRestore has the values of a notebook survive its kernel: one that is shut down, and one that is killed.
func TestIntegrationRestore(t *testing.T) {
	l := newLaboratory(t)
	of := func(notebook string) *liveKernel {
		mine := *l
		mine.env = append(append([]string{}, l.env...), notebookVariable+"="+notebook)
		return mine.start(t, proxytest.ShortTemp(t))
	}
	first := of("/work/mine.ipynb")
	runSteps(t, first, []step{
		{"%restore", "ERROR ValueError: %restore: no earlier session of this notebook has left values: /work/mine.ipynb"},
		{"type Row struct{ Name string }\nrows := []Row{{\"a\"}, {\"b\"}}\ntail := rows[1:]", ""},
		{"large := make([]float64, 100_000)\nlarge[9] = 3\nf := func() {}", ""}, {"x := 1\nx", "1"},
	})
	first.shutDown(t)

	second := of("/work/mine.ipynb")
	runSteps(t, second, []step{
		{"x", "ERROR CompileError: undefined: x..."}, {"x := 5", ""}, {"%restore", "3 variables of 2..."}, {"x + int(large[9])", "8"},
		{"rows", "ERROR CompileError: rows was a value of cell 2 of 2..."},
		{"type Row struct{ Name string }", ""}, {"tail[0].Name = \"c\"\nrows", "Name\na\nc"}, {"f", "ERROR CompileError: undefined: f..."},
		{"x = 6", ""},
	})
	if who := said(t, second, "%who large x"); !strings.Contains(who, "3 of 2") || !strings.Contains(who, "int         13 B") {
		t.Errorf("%s", who)
	}
	waitUntilSaved(t, l, "x", 9)
	if err := second.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	second.end(t)

	other := of("/work/other.ipynb")
	runSteps(t, other, []step{{"%restore", "ERROR ValueError: ..."}, {"x := 7", ""}})
	third := of("/work/mine.ipynb")
	runSteps(t, third, []step{{"%restore x nosuch", "1 variable of 2..."}, {"x", "6"}, {"large", "ERROR CompileError: undefined: large..."}})
	third.shutDown(t)
	other.shutDown(t)
	nameless := of("")
	runSteps(t, nameless, []step{{"%restore", "ERROR ValueError: %restore: the front end does not say which notebook this is..."}})
	nameless.shutDown(t)
}

// waitUntilSaved waits until what a cell has left of a variable is on disk, which is done beside the next cells.
func waitUntilSaved(t *testing.T, l *laboratory, name string, cell int) {
	t.Helper()
	home := ""
	for _, v := range l.env {
		if dir, ok := strings.CutPrefix(v, paths.DataVariable+"="); ok {
			home = dir
		}
	}
	for started := time.Now(); time.Since(started) < proxytest.Patience; time.Sleep(10 * time.Millisecond) {
		dirs, _ := filepath.Glob(filepath.Join(home, "values", "*", "*"))
		for _, dir := range dirs {
			if index, err := (keep.Store{Dir: dir}).Index(); err == nil && index[name].Cell == cell {
				return
			}
		}
	}
	t.Fatalf("%s of cell %d is not saved below %s", name, cell, home)
}
