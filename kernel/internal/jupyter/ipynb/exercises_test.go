package ipynb

import (
	"errors"
	"strings"
	"testing"
)

// TestExercisesLeaveSolutionsOut: their text, code and outputs, and nothing else.
func TestExercisesLeaveSolutionsOut(t *testing.T) {
	const notebook = `{"cells":[
		{"cell_type":"markdown","id":"q","metadata":{"tags":["exercise"]},"source":["What?"]},
		{"cell_type":"code","id":"t","metadata":{},"source":["try()"],"outputs":[{"output_type":"stream","text":["tried"]}],"execution_count":3},
		{"cell_type":"code","id":"s","metadata":{"tags":["hard","solution"]},"source":["solve()"],"outputs":[{"output_type":"stream","text":["42"]}]},
		{"cell_type":"markdown","id":"n","metadata":{"tags":["instructor"]},"source":["Ask them."]},
		{"cell_type":"markdown","id":"o","metadata":{"tags":"solution"},"source":["No list of tags."]}
	],"metadata":{"kernelspec":{"language":"go"}},"nbformat":4,"nbformat_minor":5}`
	out, removed, err := Exercises([]byte(notebook))
	if err != nil || removed != 2 {
		t.Fatalf("%d removed, %v", removed, err)
	}
	n, err := Parse(out)
	if err != nil || len(n.Cells) != 3 || n.Cells[0].ID != "q" || n.Cells[1].ID != "t" || n.Cells[2].ID != "o" {
		t.Fatalf("%v: %s", err, out)
	}
	for _, gone := range []string{"solve()", "42", "Ask them.", "tried"} {
		if strings.Contains(string(out), gone) {
			t.Errorf("%q is left", gone)
		}
	}
	again, removed, err := Exercises(out)
	if err != nil || removed != 0 || string(again) != string(out) {
		t.Errorf("again: %d removed, %v\n%s", removed, err, again)
	}
	for _, bad := range []string{"", "[]", `{"nbformat":3}`} {
		if _, _, err := Exercises([]byte(bad)); !errors.Is(err, ErrNotebook) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
