package study

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/probe"
)

// The errors of a study's episodes are those that estimate judges, of each size and probe by themselves; their mean is
// the error of the runs.
func TestEpisodesOfAStudy(t *testing.T) {
	r, ridge := twoTasks(), Metric{Task: "second", Probe: "ridge"}
	wrong := [][]int{{10, 20, 30}, {20, 40, 60}}
	for i := range r.Runs {
		var scores []probe.Score
		for _, w := range wrong[i] {
			scores = append(scores, probe.Score{Wrong: w, Tested: 100})
		}
		m := &r.Runs[i].Measurements[1]
		*m = NewTaskError(TaskProbe{m.Task, m.TaskHash, m.Probe, m.ProbeHash}, scores)
	}
	got, err := r.Episodes(ridge)
	want, _ := estimate.EpisodesOf([][]float64{{0.1, 0.2, 0.3}, {0.2, 0.4, 0.6}})
	want.Size = diversity.Size{Classes: 4, PerClass: 4}
	if err != nil || len(got) != 1 || got[0] != want {
		t.Fatalf("%+v (%v), want %+v", got, err, want)
	}
	mean, err := r.MeanError(ridge, want.Size)
	if err != nil || math.Abs(mean.Error.Value-got[0].Both.Value) > 1e-12 ||
		mean.Error.Interval != want.OverRuns.Interval {
		t.Errorf("the mean of the runs is %+v (%v), that of the episodes %+v", mean.Error, err, got[0].OverRuns)
	}
}

func TestEpisodesOfAStudyRefuse(t *testing.T) {
	r := twoTasks()
	last := &r.Runs[1].Measurements[1]
	last.Episodes = append(last.Episodes, probe.Score{Wrong: 1, Tested: 2})
	for field, m := range map[string]Metric{
		"Metric.Task":    {Probe: "ridge"},
		"len(errors[1])": {Task: "second", Probe: "ridge"},
	} {
		if _, err := r.Episodes(m); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), field) {
			t.Errorf("error %v, want one about %s", err, field)
		}
	}
	for i := range r.Runs {
		half := 0.5
		for j := range r.Runs[i].Measurements {
			r.Runs[i].Measurements[j].Scores = probe.Scores{diversity.ScoreMacroF1: &half}
		}
	}
	_, err := r.Episodes(Metric{Task: "second", Probe: "ridge", Score: diversity.ScoreMacroF1})
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "Metric.Score") {
		t.Errorf("macro F1: %v", err)
	}
}
