package study

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
)

// handmade are three runs of one size and one control, with errors chosen by hand.
func handmade() *Results {
	s := small()
	size := diversity.Size{Classes: 4, PerClass: 4}
	results := &Results{Study: s}
	add := func(run Run, ridge, mean int) {
		task := s.Tasks[0]
		results.Runs = append(results.Runs, Result{Format: Format, Hash: s.RunHash(run), Run: run, Measurements: []TaskError{
			NewTaskError(task.Name, task.Hash(), "ridge", ProbeHash(s.Probes[0]), []probe.Score{{Wrong: ridge, Tested: 100}}),
			NewTaskError(task.Name, task.Hash(), "nearest-mean", ProbeHash(s.Probes[1]), []probe.Score{{Wrong: mean, Tested: 50}, {Wrong: mean, Tested: 50}}),
		}})
	}
	add(s.ControlAt(0), 80, 45)
	add(s.RunAt(diversity.Size{Classes: 8, PerClass: 8}, 0), 25, 20)
	add(s.RunAt(size, 0), 20, 15)
	add(s.RunAt(size, 1), 30, 15)
	return results
}

func TestPointsAndMeans(t *testing.T) {
	r := handmade()
	size := diversity.Size{Classes: 4, PerClass: 4}
	points := r.Points("", "")
	if len(points) != 3 || points[1].Error != 0.2 || points[1].Size != size || points[1].Task != r.Tasks()[0] || points[1].Probe != "ridge" || points[2].Repeat != 1 {
		t.Errorf("points %+v", points)
	}
	for _, p := range points {
		if err := p.Validate(); err != nil {
			t.Error(err)
		}
	}
	if control := r.ControlPoints("", "nearest-mean"); len(control) != 1 || control[0].Error != 0.9 || control[0].Tested != 100 {
		t.Errorf("control %+v", control)
	}
	mean, have := r.MeanError("", "", size)
	// Two values 0.2 and 0.3: mean 0.25, standard deviation 0.1 / sqrt 2, standard error 0.05.
	if !have || math.Abs(mean.Error-0.25) > 1e-12 || math.Abs(mean.StandardError-0.05) > 1e-12 || mean.Count != 2 {
		t.Errorf("mean %+v", mean)
	}
	if means := r.Means("", ""); len(means) != 2 || means[0].Size != size || !math.IsNaN(means[1].StandardError) {
		t.Errorf("means %+v", means)
	}
	if _, have := r.MeanError("", "", diversity.Size{Classes: 1, PerClass: 1}); have {
		t.Error("a size that was not computed has a mean")
	}
	if got := r.Points("other", ""); got != nil {
		t.Errorf("points of an unknown task: %v", got)
	}
	if got := r.Points("", "other"); got != nil {
		t.Errorf("points of an unknown probe: %v", got)
	}
}

func TestTable(t *testing.T) {
	want := `small
N               K  n  x = K/n  runs  5-way 2-shot, ridge, error % ± s.e.  5-way 2-shot, nearest-mean, error % ± s.e.
16              4  4  1        2     25.0 ± 5.0                           30.0 ± 0.0
64              8  8  1        1     25.0                                 40.0
random weights                 1     80.0                                 90.0
`
	if got := handmade().Table().String(); got != want {
		t.Errorf("table is\n%s\nwant\n%s", got, want)
	}
	empty := (&Results{Study: small()}).Table()
	if len(empty.Rows) != 0 || len(empty.Header) != 7 {
		t.Errorf("table of no results: %+v", empty)
	}
}

func TestResultValidate(t *testing.T) {
	valid := func() Result { return handmade().Runs[1] }
	if err := valid().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Result){
		"control with a size":  func(r *Result) { r.Run.Control = true },
		"run without a size":   func(r *Result) { r.Run.Size = diversity.Size{} },
		"negative size":        func(r *Result) { r.Run.Size.Classes = -1 },
		"nothing measured":     func(r *Result) { r.Measurements = nil },
		"no episodes":          func(r *Result) { r.Measurements[0] = TaskError{Task: "a"} },
		"more wrong than all":  func(r *Result) { r.Measurements[0].Episodes[0].Wrong = 101 },
		"negative":             func(r *Result) { r.Measurements[0].Episodes[0].Wrong = -1 },
		"sum of wrong differs": func(r *Result) { r.Measurements[0].Wrong++ },
		"error differs":        func(r *Result) { r.Measurements[0].Error += 0.01 },
		"error is not one":     func(r *Result) { r.Measurements[0].Error = math.NaN() },
	} {
		result := valid()
		change(&result)
		if err := result.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.HasPrefix(err.Error(), "Result.") {
			t.Errorf("%s: error %v, want ErrInvalid that names the field", name, err)
		}
	}
}

func TestTimings(t *testing.T) {
	if got := (Timings{Draw: 1, Train: 2, Features: 3, Probe: 4}).Total(); got != 10 {
		t.Errorf("total %v", got)
	}
}
