package study

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
	"tradeoff/diversity/probe"
)

// scored is an executor that records scores as those do which compute: macro F1 is 1 - error^2, and nothing is given
// with probabilities.
type scored struct{}

func (scored) Execute(ctx context.Context, job Job) error {
	return job.Store.Work(ctx, job.Runs, func(_ context.Context, order Assignment) (Result, error) {
		r := stubResult(job.Store.Study(), order.Run)
		for i, m := range r.Measurements {
			f1 := 1 - m.Error*m.Error
			r.Measurements[i].Scores = probe.Scores{diversity.ScoreMacroF1: &f1, diversity.ScoreCalibration: nil}
		}
		return r, nil
	})
}

// The accuracy needs nothing recorded: a switch of what is shown, with the same errors to fit.
func TestAccuracyIsASwitch(t *testing.T) {
	results := mustRun(t, small(), RunOptions{Root: t.TempDir(), Executor: inProcess{}})
	errors, err := results.Points(Metric{Probe: "ridge"})
	if err != nil {
		t.Fatal(err)
	}
	accuracies, err := results.Points(Metric{Probe: "ridge", Score: diversity.ScoreAccuracy})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range accuracies {
		if m.Error != errors[i].Error || m.Shown() != 1-errors[i].Error || m.Score != diversity.ScoreAccuracy {
			t.Errorf("%+v for %+v", m, errors[i])
		}
	}
	means, err := results.Means(Metric{Probe: "ridge", Score: diversity.ScoreAccuracy})
	plain, err2 := results.Means(Metric{Probe: "ridge"})
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for i, mean := range means {
		e, a := plain[i].Error, mean.Shown()
		if a.Value != 1-e.Value || a.Interval.Low != 1-e.Interval.High || a.Interval.High != 1-e.Interval.Low {
			t.Errorf("accuracy %v for error %v", a, e)
		}
	}
	results.Study.Score = diversity.ScoreAccuracy
	table := results.Table()
	if got := table.Header[5]; !strings.HasSuffix(got, "accuracy % [95%]") || table.Rows[0][5] != means[0].String() {
		t.Errorf("column %q with %q, want %q", got, table.Rows[0][5], means[0].String())
	}
}

func TestMainScoreOfAStudy(t *testing.T) {
	root := t.TempDir()
	mustRun(t, small(), RunOptions{Root: root, Executor: inProcess{}})
	s := small()
	s.Score = diversity.ScoreMacroF1
	old, err := small().Load(RunOptions{Root: root})
	if err != nil || len(old.Runs) != 14 {
		t.Fatal(err)
	}
	_, err = old.Points(Metric{Probe: "ridge", Score: diversity.ScoreMacroF1})
	errtest.Want(t, err, ErrMissing, "macro F1 was not recorded of 12 runs", `set Study.Score to "macro-f1"`)
	lacking, err := s.Load(RunOptions{Root: root})
	if err != nil || len(lacking.Runs) != 0 || len(lacking.Missing) != 14 {
		t.Fatalf("%d runs count as finished (%v)", len(lacking.Runs), err)
	}
	if got := s.Requirements().Lacking(old.Runs[0]); len(got) != 2 || !strings.HasPrefix(got[0], "macro F1 of task ") {
		t.Errorf("lacking %q", got)
	}
	results := mustRun(t, s, RunOptions{Root: root, Executor: scored{}})
	points, err := results.Points(Metric{Probe: "ridge"})
	if err != nil || len(points) != 12 {
		t.Fatal(len(points), err)
	}
	errors, err := results.Points(Metric{Probe: "ridge", Score: diversity.ScoreError})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range points {
		want := errors[i].Error * errors[i].Error
		if math.Abs(m.Error-want) > 1e-12 || math.Abs(m.Shown()-(1-want)) > 1e-12 || m.Score != diversity.ScoreMacroF1 {
			t.Errorf("%+v, want a loss of %v", m, want)
		}
	}
	_, err = results.Points(Metric{Probe: "ridge", Score: diversity.ScoreCalibration})
	errtest.Want(t, err, diversity.ErrInvalid, `Metric.Score = "calibration-error"`, "probe ridge gives: it has no probabilities")
	if table := results.Table(); !strings.Contains(strings.Join(table.Header, " "), "macro F1 %") {
		t.Errorf("columns %q", table.Header)
	}
}

func TestScoreThatThereIsNot(t *testing.T) {
	s := small()
	s.Score = "beauty"
	errtest.Want(t, s.Validate(), diversity.ErrInvalid, `Study.Score = "beauty"`, "macro-f1")
	_, err := (&Results{Study: small()}).Points(Metric{Probe: "ridge", Score: "beauty"})
	errtest.Want(t, err, diversity.ErrInvalid, `Metric.Score = "beauty"`, "top-5-accuracy")
}

// Scores are read as encoding/json reads them, and neither they nor the main score are part of a hash.
func TestScoresAreWrittenAndRead(t *testing.T) {
	s := small()
	s.Score = diversity.ScoreTop5Accuracy
	run := mustPlan(t, s)[0]
	if s.Hash() != small().Hash() || s.RunHash(run) != small().RunHash(run) {
		t.Error("the main score changes a hash")
	}
	text, err := json.Marshal(s)
	var read Study
	if err != nil || json.Unmarshal(text, &read) != nil || read.Score != s.Score {
		t.Errorf("main score %q (%v)", read.Score, err)
	}
	root := t.TempDir()
	results := mustRun(t, small(), RunOptions{Root: root, Executor: scored{}})
	again, err := small().Load(RunOptions{Root: root})
	if err != nil || !reflect.DeepEqual(again.Runs, results.Runs) {
		t.Errorf("read otherwise than written (%v)", err)
	}
	two := 2.
	bad := results.Runs[0]
	bad.Measurements[0].Scores[diversity.ScoreMacroF1] = &two
	errtest.Want(t, bad.Validate(), diversity.ErrInvalid, `Measurements[0].Scores["macro-f1"] = 2`)
}
