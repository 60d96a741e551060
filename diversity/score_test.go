package diversity

import (
	"strings"
	"testing"

	"tradeoff/diversity/internal/errtest"
)

func TestScoreOfALossAndBack(t *testing.T) {
	for score, want := range map[Score]struct {
		shown, loss float64 // of a loss of 0.2; of a recorded 0.3
		recorded    Score
	}{
		"": {0.2, 0.3, ScoreError}, ScoreError: {0.2, 0.3, ScoreError}, ScoreAccuracy: {0.8, 0.3, ScoreError},
		ScoreTop5Error: {0.2, 0.3, ScoreTop5Error}, ScoreTop5Accuracy: {0.8, 0.3, ScoreTop5Error},
		ScoreClassAccuracy: {0.8, 0.3, ScoreClassError}, ScoreMacroF1: {0.8, 0.7, ScoreMacroF1},
		ScoreCalibration: {0.2, 0.3, ScoreCalibration},
	} {
		if score.Show(0.2) != want.shown || score.Loss(0.3) != want.loss || score.Recorded() != want.recorded {
			t.Errorf("%q: %v, %v, %q, want %+v", score, score.Show(0.2), score.Loss(0.3), score.Recorded(), want)
		}
	}
	for _, score := range Scores() {
		if err := score.Validate("Score"); err != nil || score.Rises() != (score.Fitted() != score) ||
			score.Fitted().Rises() || score.Fitted().Show(0.3) != 0.3 {
			t.Errorf("%q: %v, it is fitted as %q", score, err, score.Fitted())
		}
	}
	errtest.Want(t, Score("Error").Validate("Metric.Score"), ErrInvalid, `Metric.Score = "Error"`, "error, accuracy, top-5-error")
}

func TestMeasurementOfAScore(t *testing.T) {
	m := Measurement{Size: Size{Classes: 2, PerClass: 3}, Error: 0.25, Score: ScoreAccuracy}
	if err := m.Validate(); err != nil || m.Shown() != 0.75 {
		t.Errorf("%v, %v", m.Shown(), err)
	}
	found := false
	for _, f := range m.Fields() {
		found = found || f.Name == "accuracy %"
	}
	if !found {
		t.Errorf("%+v", m.Fields())
	}
	m.Score = "beauty"
	if err := m.Validate(); err == nil || !strings.Contains(err.Error(), "Measurement.Score") {
		t.Errorf("error %v", err)
	}
}
