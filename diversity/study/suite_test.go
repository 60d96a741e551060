package study

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/split"
)

// twoTasks are two runs of one size, measured by hand on two tasks.
func twoTasks() *Results {
	s := small()
	second := s.Tasks[0]
	second.Name, second.Seed = "second", 7
	s.Tasks = append([]split.Task{s.Tasks[0]}, second)
	r := &Results{Study: s}
	for repeat, wrong := range [][2]int{{20, 40}, {30, 70}} {
		run := s.RunAt(diversity.Size{Classes: 4, PerClass: 4}, repeat)
		result := Result{Run: run, Hash: s.RunHash(run)}
		for i, task := range s.Tasks {
			result.Measurements = append(result.Measurements,
				NewTaskError(TaskProbeOf(task, s.Probes[0]), []probe.Score{{Wrong: wrong[i], Tested: 100}}))
		}
		r.Runs = append(r.Runs, result)
	}
	return r
}

func TestSuiteOfAStudy(t *testing.T) {
	r, ridge := twoTasks(), Metric{Probe: "ridge"}
	suite, err := r.Suite(ridge)
	if err != nil || len(suite.Tasks) != 2 || len(suite.Sizes) != 1 {
		t.Fatalf("%+v (%v)", suite, err)
	}
	if size := suite.Sizes[0]; size.Runs != 2 || math.Abs(size.Average.Value-0.4) > 1e-12 || size.Rank.Value != 1 {
		t.Errorf("%+v", size)
	}
	one, err := r.Suite(ridge, "second")
	if err != nil || len(one.Tasks) != 1 || math.Abs(one.Sizes[0].Average.Value-0.55) > 1e-12 {
		t.Errorf("%+v (%v)", one, err)
	}
}

func TestSuiteOfAStudyRefuses(t *testing.T) {
	r := twoTasks()
	for want, ask := range map[string]func() error{
		"Metric.Task": func() error { _, err := r.Suite(Metric{Task: "second", Probe: "ridge"}); return err },
		"each task once": func() error {
			_, err := r.Suite(Metric{Probe: "ridge"}, "second", "second")
			return err
		},
		`"third"`: func() error { _, err := r.Suite(Metric{Probe: "ridge"}, "third"); return err },
	} {
		if err := ask(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
