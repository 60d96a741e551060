package compare

import (
	"strings"
	"testing"

	"tradeoff/kernel/internal/jupyter/ipynb"
)

// Numbers of running text are compared as those of outputs are; the text around is the author's.
func TestNumbersOfTheText(t *testing.T) {
	of := func(texts ...string) *ipynb.Notebook {
		n := &ipynb.Notebook{}
		for _, text := range texts {
			n.Cells = append(n.Cells, ipynb.Cell{Type: ipynb.Markdown, Source: ipynb.Text(text)})
		}
		return n
	}
	committed := of("# Title", "The slope is <!--= slope -->0.598 [0.43, 0.81]<!--/-->.")
	for now, want := range map[string]string{
		"The slope is <!--= slope -->0.598 [0.43, 0.81]<!--/-->.":   "",
		"Edited: <!--= slope -->0.5980000001 [0.43, 0.81]<!--/-->.": "",
		"The slope is <!--= slope -->0.612 [0.43, 0.81]<!--/-->.":   "Markdown, slope",
		"The slope is <!--= slope -->.":                             "Markdown, slope",
	} {
		r, err := Notebooks(committed, of("# Title", now), Tolerance{Relative: 1e-6})
		if err != nil {
			t.Fatal(err)
		}
		if (len(r.Differences) > 0) != (want != "") || want != "" && !strings.Contains(r.Differences[0].String(), want) {
			t.Errorf("%s: %v", now, r.Differences)
		}
	}
	for _, bad := range []*ipynb.Notebook{of("# Title"), of("# Title", "no numbers"), of("# Title", "<!--= ) -->")} {
		if _, err := Notebooks(committed, bad, Tolerance{}); err == nil {
			t.Error("no error")
		}
	}
}
