package runner

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/internal/errtest"
	"tradeoff/diversity/study"
)

// Diagnostics that are asked for later train nothing, are what they would have been from the start, change no other
// number, and are read as they were written.
func TestDiagnosticsAddedLaterTrainNothing(t *testing.T) {
	root := t.TempDir()
	s := partial()
	before := runIn(t, s, root)
	_, err := before.Diagnostics(study.Metric{})
	errtest.Want(t, err, study.ErrMissing, "diagnostics of 4 runs: set Study.Diagnostics")
	s.Diagnostics = true
	if s.Hash() != before.Study.Hash() {
		t.Error("diagnostics change the hash")
	}
	after, fresh := runIn(t, s, root), runIn(t, s, t.TempDir())
	if got, want := measured(t, after), measured(t, before); got != want {
		t.Errorf("with diagnostics the results differ:\n%s\n%s", got, want)
	}
	for i, r := range after.Runs {
		if r.Timings.Train != before.Runs[i].Timings.Train || r.Timings.Features < 0 || r.Timings.Diagnose <= 0 {
			t.Errorf("%v: timings %+v, before %+v", r.Run, r.Timings, before.Runs[i].Timings)
		}
		got, _ := json.Marshal(r.Diagnostics)
		ofHead := fresh.Runs[i].Diagnostics.Pretraining // a network's file has no head
		if _, have := ofHead[diagnose.TrainedHeadLeast]; have == r.Run.Control {
			t.Errorf("%v: %v of the trained head", r.Run, ofHead)
		}
		delete(ofHead, diagnose.TrainedHeadLeast)
		delete(ofHead, diagnose.TrainedHeadCondition)
		want, _ := json.Marshal(fresh.Runs[i].Diagnostics)
		if string(got) != string(want) {
			t.Errorf("%v: %s, computed from the start %s", r.Run, got, want)
		}
		if (r.Diagnostics.Pretraining == nil) != r.Run.Control || len(r.Diagnostics.Tasks) != 1 {
			t.Errorf("%v: %s", r.Run, got)
		}
	}
	points, err := after.Diagnostics(study.Metric{})
	if err != nil || len(points) != 4 {
		t.Fatal(len(points), err)
	}
	for _, p := range points {
		for _, name := range diagnose.Names() {
			lacking := []diagnose.Name{diagnose.LogNormalisedMargin, diagnose.NC1, diagnose.TrainedHeadLeast,
				diagnose.TrainedHeadCondition}
			if _, have := p.Values[name]; !have && !slices.Contains(lacking, name) {
				t.Errorf("%v repeat %d has no %s", p.Size, p.Repeat, name)
			}
		}
		if a := p.Values[diagnose.Agreement]; !(a > -0.5 && a < 1.0001) {
			t.Errorf("agreement %v", a)
		}
	}
}

// The random network of a repeat is one for all sizes, so that its control agrees with itself in another study.
func TestDiagnosticsInAWorkerAreThose(t *testing.T) {
	s := partial()
	s.Diagnostics = true
	here := runIn(t, s, t.TempDir())
	r, err := New(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	again, err := r.Run(context.Background(), here.Runs[0].Run)
	if err != nil {
		t.Fatal(err)
	}
	if a := again.Diagnostics.Similarities.Alignment(here.Runs[0].Diagnostics.Similarities); !(a > 0.9999 && a < 1.0001) {
		t.Errorf("agreement with itself %v", a)
	}
}

func TestBalancedImages(t *testing.T) {
	for _, c := range []struct {
		labels []int32
		most   int
		want   []int
	}{
		{[]int32{7, 7, 7, 3, 3, 9}, 4, []int{0, 1, 3, 4}},
		{[]int32{7, 7, 7, 3, 3, 9}, 100, []int{0, 1, 2, 3, 4, 5}},
		{[]int32{0, 1, 2, 3, 0, 1, 2, 3}, 4, []int{0, 1, 4, 5}},
		{nil, 4, nil},
	} {
		if got := balanced(c.labels, c.most); !slices.Equal(got, c.want) {
			t.Errorf("%d of %v: %v, want %v", c.most, c.labels, got, c.want)
		}
	}
	if got := renumbered([]int32{7, 3, 7, 9}); !slices.Equal(got, []int32{0, 1, 0, 2}) {
		t.Errorf("%v", got)
	}
}
