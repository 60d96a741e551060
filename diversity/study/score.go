package study

import (
	"cmp"
	"fmt"

	"tradeoff/diversity"
)

// Has reports whether a score was recorded, if only that the probe does not give it.
func (m TaskError) Has(score diversity.Score) bool {
	recorded := score.Recorded()
	_, have := m.Scores[recorded]
	return have || recorded == diversity.ScoreError
}

// Loss is the score as a diversity.Measurement holds it: itself where less is better, else 1 less it. The error wraps
// ErrMissing, and says what to do, for a score that was not recorded, and diversity.ErrInvalid for one that the probe
// does not give.
func (m TaskError) Loss(score diversity.Score) (float64, error) {
	recorded := score.Recorded()
	switch value := m.Scores[recorded]; {
	case recorded == diversity.ScoreError:
		return m.Error, nil
	case !m.Has(score):
		return 0, notRecorded(score, 1)
	case value == nil:
		return 0, diversity.Invalid("Metric.Score", fmt.Sprintf("%q", string(score)),
			fmt.Sprintf("a score that probe %s gives: it has no %s", m.Probe, whatIsMissing(recorded)))
	default:
		return score.Loss(*value), nil
	}
}

// whatIsMissing is what a probe would have to give for a score.
func whatIsMissing(recorded diversity.Score) string {
	if recorded == diversity.ScoreCalibration {
		return "probabilities"
	}
	return "ranking of the classes"
}

// notRecorded says how a score comes into results without it.
func notRecorded(score diversity.Score, runs int) error {
	return fmt.Errorf("%w: %s was not recorded of %s: set Study.Score to %q and run the study again; networks that were kept are not trained anew",
		ErrMissing, score.Label(), countedRuns(runs), string(cmp.Or(score, diversity.ScoreError)))
}

func countedRuns(runs int) string {
	if runs == 1 {
		return "1 run"
	}
	return fmt.Sprintf("%d runs", runs)
}
