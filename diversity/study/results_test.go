package study

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/errtest"
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
			NewTaskError(TaskProbeOf(task, s.Probes[0]), []probe.Score{{Wrong: ridge, Tested: 100}}),
			NewTaskError(TaskProbeOf(task, s.Probes[1]), []probe.Score{{Wrong: mean, Tested: 50}, {Wrong: mean, Tested: 50}}),
		}})
	}
	add(s.ControlAt(0), 80, 45)
	add(s.RunAt(diversity.Size{Classes: 8, PerClass: 8}, 0), 25, 20)
	add(s.RunAt(size, 0), 20, 15)
	add(s.RunAt(size, 1), 30, 15)
	return results
}

func TestPointsAndMeans(t *testing.T) {
	r, ridge := handmade(), Metric{Probe: "ridge"}
	size := diversity.Size{Classes: 4, PerClass: 4}
	points, err := r.Points(ridge)
	if err != nil || len(points) != 3 || points[1].Error != 0.2 || points[1].Size != size ||
		points[1].Task != r.Tasks()[0] || points[1].Probe != "ridge" || points[2].Repeat != 1 {
		t.Errorf("%v: points %+v", err, points)
	}
	for _, p := range points {
		if err := p.Validate(); err != nil {
			t.Error(err)
		}
	}
	if control, err := r.ControlPoints(Metric{Probe: "nearest-mean"}); err != nil || len(control) != 1 ||
		control[0].Error != 0.9 || control[0].Tested != 100 {
		t.Errorf("%v: control %+v", err, control)
	}
	mean, err := r.MeanError(ridge, size)
	if err != nil || math.Abs(mean.Error.Value-0.25) > 1e-12 || mean.Runs != 2 {
		t.Errorf("%v: mean %+v", err, mean)
	}
	// Two values 0.2 and 0.3: standard error 0.05, half width 12.706 times that; the interval of a share begins at 0.
	if i := mean.Error.Interval; i.Low != 0 || math.Abs(i.High-0.25-12.706205*0.05) > 1e-6 || i.Level != 0.95 {
		t.Errorf("interval %+v", i)
	}
	alone := estimate.Estimate{Value: 0.25}
	if means, err := r.Means(ridge); err != nil || len(means) != 2 || means[0].Size != size || means[1].Error != alone {
		t.Errorf("%v: means %+v", err, means)
	}
	if _, err := r.MeanError(ridge, diversity.Size{Classes: 1, PerClass: 1}); !errors.Is(err, ErrMissing) {
		t.Errorf("a size that was not computed has a mean: %v", err)
	}
	if _, err := (&Results{Study: small()}).ControlMean(ridge); !errors.Is(err, ErrMissing) {
		t.Errorf("a study without runs has a control: %v", err)
	}
}

// The interval is that of theory's summaries of the same runs, and its text is that of an estimate.
func TestMeansAreThoseOfSummaries(t *testing.T) {
	r, ridge := handmade(), Metric{Probe: "ridge"}
	for i, wrong := range []int{40, 44, 50} { // of 100 tested
		size := diversity.Size{Classes: 2, PerClass: 4}
		r.Runs = append(r.Runs, Result{Run: r.Study.RunAt(size, i), Measurements: []TaskError{
			NewTaskError(TaskProbeOf(r.Study.Tasks[0], r.Study.Probes[0]), []probe.Score{{Wrong: wrong, Tested: 100}}),
		}})
	}
	means, err := r.Means(ridge)
	points, err2 := r.Points(ridge)
	summaries, err3 := estimate.Summary(points)
	if err := errors.Join(err, err2, err3); err != nil || len(means) != len(summaries) {
		t.Fatal(err, len(means), len(summaries))
	}
	for i, s := range summaries {
		if means[i] != s {
			t.Errorf("mean %+v, the summary has %+v", means[i], s)
		}
	}
	// 40, 44, 50: standard deviation 5.0332, divided by sqrt 3 and times 4.3027 a half width of 12.503.
	if text := means[0].String(); text != "44.7 [32.2, 57.2]" {
		t.Errorf("it reads %q", text)
	}
}

// A metric that could be several, or is none of the study's, is refused with those that there are.
func TestMetricsHaveToBeNamed(t *testing.T) {
	for says, m := range map[string]Metric{
		`Metric.Probe = ""`:      {},
		`Metric.Probe = "other"`: {Probe: "other"},
		`Metric.Task = "other"`:  {Task: "other", Probe: "ridge"},
		`Metric.Task = "ridge"`:  {Task: "ridge", Probe: "5-way 2-shot"}, // swapped
	} {
		_, err := handmade().Points(m)
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%+v: %v, want %s", m, err, says)
		}
		if strings.Contains(says, "Probe") && !strings.Contains(err.Error(), "ridge, nearest-mean") {
			t.Errorf("%+v: %v does not say which there are", m, err)
		}
	}
	r := handmade()
	r.Study.Probes = r.Study.Probes[:1]
	if points, err := r.Points(Metric{}); err != nil || len(points) != 3 {
		t.Errorf("the only task and probe: %d points, %v", len(points), err)
	}
}

func TestTable(t *testing.T) {
	want := `small
N               K  n  x = K/n  runs  5-way 2-shot, ridge, error % [95%]  5-way 2-shot, nearest-mean, error % [95%]
16              4  4  1        2     25.0 [0.0, 88.5]                    30.0
64              8  8  1        1     25.0                                40.0
random weights                 1     80.0                                90.0
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
		"control with a size": func(r *Result) { r.Run.Control = true },
		"run without a size":  func(r *Result) { r.Run.Size = diversity.Size{} },
		"negative size":       func(r *Result) { r.Run.Size.Classes = -1 },
		"nothing measured":    func(r *Result) { r.Measurements = nil },
		"no episodes":         func(r *Result) { r.Measurements[0] = TaskError{Task: "a"} },
		"more wrong than all": func(r *Result) { r.Measurements[0].Episodes[0].Wrong = 101 },
		"a candidate with more wrong than all": func(r *Result) {
			r.Measurements[0].Candidates = []probe.Candidate{{Wrong: 2, Of: 1}}
		},
		"a candidate without a value": func(r *Result) {
			r.Measurements[0].Candidates = []probe.Candidate{{Value: math.NaN()}}
		},
		"chosen more often than there are episodes": func(r *Result) {
			r.Measurements[0].Candidates = []probe.Candidate{{Chosen: 99}}
		},
		"too many candidates": func(r *Result) {
			r.Measurements[0].Candidates = make([]probe.Candidate, 1_000_000)
		},
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

// Results that somebody put together without tasks have no points, and say so.
func TestResultsWithoutTasks(t *testing.T) {
	_, err := (&Results{Study: Study{Name: "empty"}}).Points(Metric{})
	errtest.Want(t, err, diversity.ErrInvalid, "Study.Tasks = none")
}
