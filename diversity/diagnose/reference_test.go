package diagnose

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"tradeoff/diversity/probe"
)

// reference is what testdata/numpy_reference.py wrote.
type reference struct {
	Cases []struct {
		Dim        int
		Features   []float32
		Labels     []int32
		Task       []float32
		TaskLabels []int32 `json:"task_labels"`
		Layers     []Layer
		Want       Values
		WantTask   Values `json:"want_task"`
		CKA        float64
		Unbiased   float64
	}
}

func TestAgainstNumpy(t *testing.T) {
	text, err := os.ReadFile("testdata/numpy_reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(text, &r); err != nil || len(r.Cases) != 4 {
		t.Fatal(len(r.Cases), err)
	}
	for number, c := range r.Cases {
		n, err := Pretraining(probe.Set{Features: c.Features, Labels: c.Labels, Dim: c.Dim},
			PretrainingOptions{Layers: c.Layers, ImageNorm: 12.5})
		if err != nil {
			t.Fatal(err)
		}
		same(t, number, n.Values(), c.Want)
		task, err := Task(probe.Set{Features: c.Task, Labels: c.TaskLabels, Dim: c.Dim}, n)
		if err != nil {
			t.Fatal(err)
		}
		same(t, number, task, c.WantTask)
		size := min(len(c.Features), len(c.Task))
		got, err := CKA(c.Features[:size], c.Dim, c.Task[:size], c.Dim)
		if err != nil || math.Abs(got-c.CKA) > 1e-9 {
			t.Errorf("case %d: CKA %v (%v), want %v", number, got, err, c.CKA)
		}
		a, err := NewSimilarities(c.Features[:size], c.Dim)
		b, err2 := NewSimilarities(c.Task[:size], c.Dim)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if got := a.Alignment(b); math.Abs(got-c.Unbiased) > 1e-5 { // they are kept in float32
			t.Errorf("case %d: unbiased CKA %v, want %v", number, got, c.Unbiased)
		}
	}
}

func same(t *testing.T, number int, got, want Values) {
	t.Helper()
	for name, value := range want {
		if math.Abs(got[name]-value) > 1e-7*(1+math.Abs(value)) {
			t.Errorf("case %d: %s is %.12g, want %.12g", number, name, got[name], value)
		}
	}
	if len(got) != len(want) {
		t.Errorf("case %d: %v, want %v", number, got, want)
	}
}
