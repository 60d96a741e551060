package main

import (
	"strings"
	"testing"

	"tradeoff/kernel/internal/proxy/proxytest"
)

// TestIntegrationStale has values, functions and types change under the cells that used them. The front end has no
// notebook: the order of cells is that in which they ran first, and the kernel runs them again by itself.
func TestIntegrationStale(t *testing.T) {
	k := newLaboratory(t).start(t, proxytest.ShortTemp(t))
	defer k.shutDown(t)
	runSteps(t, k, []step{
		{"var n = len(os.Getenv(\"LETTERS\"))", ""},                                                            // 1
		{"func twice() int { return 2 * n }", ""},                                                              // 2
		{"words := map[string]*int{}\nfor _, w := range []string{\"a\", \"b\"} {\n\twords[w] = new(n)\n}", ""}, // 3
		{"twice() + 1", "1"},             // 4
		{"len(words)", "2"},              // 5
		{"sum := *words[\"a\"] + n", ""}, // 6
		{"%stale", "No cell is stale."},
		{"%rerun stale", "No cell is stale."},
		{"words := map[string]*int{}\nfor _, w := range []string{\"a\", \"b\"} {\n\twords[w] = new(n)\n}", ""}, // equal, at other addresses
		{"%stale", "No cell is stale."},
		{"%env LETTERS=abc", "Set: LETTERS=\"abc\""},
		{"var n = len(os.Getenv(\"LETTERS\"))", ""}, // 12
		{"%stale", "Cell[9] uses n, which Cell[12] changed\n    words := map[string]*int{} ...\n" +
			"Cell[4] uses n, which Cell[12] changed\n    twice() + 1\n" +
			"Cell[5] uses words of Cell[9], which is stale\n    len(words)\n" +
			"Cell[6] uses n, which Cell[12] changed; uses words of Cell[9], which is stale\n    sum := *words[\"a\"] + n"},
		{"%rerun stale", "Cell[9] again:\nCell[4] again:\nCell[5] again:\nCell[6] again:\n72"}, {"sum", "6"},
		{"%stale", "No cell is stale."},
		{"%rerun", "ERROR ValueError: %rerun needs to be told what: %rerun stale"},
	})
	if got := said(t, k, "%help"); !strings.Contains(got, "%rerun stale") {
		t.Errorf("help is\n%s", got)
	}
}
