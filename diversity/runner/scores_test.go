package runner

import (
	"context"
	"errors"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/errtest"
	"tradeoff/diversity/study"
)

// withoutScores computes runs as versions did that recorded no scores.
type withoutScores struct{}

func (withoutScores) Execute(ctx context.Context, job study.Job) (err error) {
	r, err := New(ctx, job.Store.Study())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return job.Store.Work(ctx, job.Runs, func(ctx context.Context, a study.Assignment) (study.Result, error) {
		result, err := r.Compute(ctx, a)
		for i := range result.Measurements {
			result.Measurements[i].Scores = nil
		}
		return result, err
	})
}

// A score that old results lack is measured on their networks, to what it would have been from the start.
func TestScoreAddedLaterTrainsNothing(t *testing.T) {
	root := t.TempDir()
	s := partial()
	old, err := s.Run(context.Background(), study.RunOptions{Root: root, Executor: withoutScores{}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = old.Points(study.Metric{Score: diversity.ScoreTop5Error})
	errtest.Want(t, err, study.ErrMissing, "top-5 error was not recorded", `set Study.Score to "top-5-error"`)
	s.Score = diversity.ScoreMacroF1
	after := runIn(t, s, root)
	fresh := runIn(t, s, t.TempDir())
	if got, want := measured(t, after), measured(t, fresh); got != want {
		t.Errorf("scores added later differ:\n%s\n%s", got, want)
	}
	for i, r := range after.Runs {
		if r.Timings.Train != old.Runs[i].Timings.Train {
			t.Errorf("%v was trained again", r.Run)
		}
		if was, is := old.Runs[i].Measurements[0], r.Measurements[0]; is.Error != was.Error || len(is.Scores) != 4 {
			t.Errorf("%v: error %v, before %v, with %d scores", r.Run, is.Error, was.Error, len(is.Scores))
		}
	}
	points, err := after.Points(study.Metric{})
	if err != nil || len(points) == 0 || points[0].Score != diversity.ScoreMacroF1 {
		t.Errorf("%v points (%v)", points, err)
	}
	_, err = after.Points(study.Metric{Score: diversity.ScoreCalibration})
	errtest.Want(t, err, diversity.ErrInvalid, `Metric.Score = "calibration-error"`, "it has no probabilities")
}
