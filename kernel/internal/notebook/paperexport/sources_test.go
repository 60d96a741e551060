package paperexport

import (
	"fmt"
	"slices"
	"testing"

	"tradeoff/kernel/internal/draw/paper"
	"tradeoff/kernel/internal/jupyter/ipynb"
)

func layoutOf(width float64) paper.Layout { return paper.Layout{Width: width} }

func codeCells(sources ...string) *ipynb.Notebook {
	n := &ipynb.Notebook{}
	for _, s := range sources {
		n.Cells = append(n.Cells, ipynb.Cell{Type: ipynb.Code, Source: ipynb.Text(s)})
	}
	return n
}

func TestWhereResultsComeFrom(t *testing.T) {
	s := sourcesOf(codeCells(
		`func load(name string) int { return open("studies/quick.zip") }; a := open("other.zip")`, // 0
		`func (t T) load() { use("third") }; for i, x := range list { y := 1 }`,                   // 1
		`%time`+"\n"+`b, c = load("x"), 2`,                                                        // 2
		`d := pool("large-" + name)`,                                                              // 3
		`show(b); func helper() { d }`,                                                            // 4
		`show(helper()); e.a`,                                                                     // 5
		`x`,                                                                                       // 6
	))
	for cell, want := range map[int][]int{4: {0, 2, 4}, 5: {3, 4, 5}, 6: {6}} {
		if got := cells(s.behind(cell)); !slices.Equal(got, want) {
			t.Errorf("cell %d rests on %v, want %v", cell, got, want)
		}
	}
	if got := cells(s.behindExpression("c.Value + unknown")); !slices.Equal(got, []int{0, 2}) {
		t.Errorf("an expression rests on %v", got)
	}
	for _, c := range []struct {
		cell int
		name string
		want bool
	}{{4, "quick", true}, {4, "other", false}, {0, "other", true}, {4, "qui", false}, {5, "large-model", true},
		{5, "larger", false}, {4, "third", false}} {
		if got := s.names(s.behind(c.cell), c.name); got != c.want {
			t.Errorf("cell %d names %s: %v", c.cell, c.name, got)
		}
	}
}

func TestSourcesOfAnything(t *testing.T) {
	for _, text := range []string{"", "}", "))}}", "func", "func (", "func (a", `"`, "for {", "\x00", "func (a) b("} {
		n := codeCells(text, "x")
		if got := cells(sourcesOf(n).behind(1)); !slices.Equal(got, []int{1}) {
			t.Errorf("%q: %v", text, got)
		}
	}
	if got := fmt.Sprint(cells(nil)); got != "[]" {
		t.Error(got)
	}
}
