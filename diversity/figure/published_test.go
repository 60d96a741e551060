package figure

import (
	"strings"
	"testing"

	"tradeoff/diversity"
)

// TestCurvesShowPublishedWeights: a line of its own beside that of random weights, named in legend, caption and table.
func TestCurvesShowPublishedWeights(t *testing.T) {
	size := diversity.Size{Classes: 4, PerClass: 8}
	points := []diversity.Measurement{{Size: size, Run: "a", Error: 0.4}, {Size: size, Run: "b", Repeat: 1, Error: 0.5}}
	f, err := Curves(points, CurvesOptions{
		Control:   []diversity.Measurement{{Run: "c", Error: 0.9}},
		Published: []diversity.Measurement{{Run: "d", Error: 0.125}},
	})
	must(t, err)
	p := parse(t, f)
	published, random := p.of("line", "published weights"), p.of("line", "random weights")
	if len(published) != 1 || len(random) != 1 || published[0].LineStyle.Type != "dashed" ||
		random[0].LineStyle.Type != "dotted" {
		t.Fatalf("%d lines of published and %d of random weights", len(published), len(random))
	}
	near(t, "published", published[0].numbers()[0][1], 12.5, 1e-9)
	near(t, "random", random[0].numbers()[0][1], 90, 1e-9)
	if !strings.Contains(f.Caption, "Dashed grey: the same probe on published weights (12.5%).") {
		t.Errorf("caption %q", f.Caption)
	}
	mixed := []diversity.Measurement{{Error: 0.1, Task: "a"}, {Error: 0.1, Task: "b"}}
	_, err = Curves(points, CurvesOptions{Published: mixed})
	if err == nil || !strings.Contains(err.Error(), "published weights") {
		t.Errorf("published weights on two tasks: %v", err)
	}
}
