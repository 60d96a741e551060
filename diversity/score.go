package diversity

import (
	"fmt"
	"strings"
)

// Score names what is counted of the predictions of a probe. All are in [0, 1]. The empty text is the error.
//
// What is fitted and minimised is always [Measurement.Error]: the score itself where less is better, and 1 less it
// where more is. A law of an accuracy is thus a law of 1 - accuracy, with the same best sizes as that of the error, and
// only what is shown to a reader differs: [Score.Show] turns one into the other.
type Score string

// The scores.
const (
	ScoreError         Score = "error"             // share of images whose most likely class is not theirs
	ScoreAccuracy      Score = "accuracy"          // 1 - error
	ScoreTop5Error     Score = "top-5-error"       // share of images whose class is not among the five most likely
	ScoreTop5Accuracy  Score = "top-5-accuracy"    // 1 - top-5 error
	ScoreClassError    Score = "class-error"       // 1 - mean per-class accuracy
	ScoreClassAccuracy Score = "class-accuracy"    // mean over classes of the share of its images that are taken for it
	ScoreMacroF1       Score = "macro-f1"          // mean over classes of the harmonic mean of precision and recall
	ScoreMacroF1Loss   Score = "macro-f1-loss"     // 1 - macro F1
	ScoreCalibration   Score = "calibration-error" // expected calibration error
)

// scoreKind is what there is to know of a score.
type scoreKind struct {
	score    Score
	label    string // for axes and tables
	rises    bool   // more is better
	fitted   Score  // what is fitted of it
	recorded Score  // of which stored number it is made
}

var scoreKinds = []scoreKind{
	{ScoreError, "error", false, ScoreError, ScoreError},
	{ScoreAccuracy, "accuracy", true, ScoreError, ScoreError},
	{ScoreTop5Error, "top-5 error", false, ScoreTop5Error, ScoreTop5Error},
	{ScoreTop5Accuracy, "top-5 accuracy", true, ScoreTop5Error, ScoreTop5Error},
	{ScoreClassError, "mean per-class error", false, ScoreClassError, ScoreClassError},
	{ScoreClassAccuracy, "mean per-class accuracy", true, ScoreClassError, ScoreClassError},
	{ScoreMacroF1, "macro F1", true, ScoreMacroF1Loss, ScoreMacroF1},
	{ScoreMacroF1Loss, "1 - macro F1", false, ScoreMacroF1Loss, ScoreMacroF1},
	{ScoreCalibration, "calibration error", false, ScoreCalibration, ScoreCalibration},
}

// Scores lists the names of all scores.
func Scores() []Score {
	var all []Score
	for _, k := range scoreKinds {
		all = append(all, k.score)
	}
	return all
}

// kind returns the entry of a score; that of the error for the empty text and for a name that no score has.
func (s Score) kind() scoreKind {
	for _, k := range scoreKinds {
		if k.score == s {
			return k
		}
	}
	return scoreKinds[0]
}

// Validate returns an error wrapping [ErrInvalid], which names the field and the choices, for a name that no score has.
func (s Score) Validate(field string) error {
	if s == "" || s.kind().score == s {
		return nil
	}
	var names []string
	for _, k := range scoreKinds {
		names = append(names, string(k.score))
	}
	return Invalid(field, fmt.Sprintf("%q", string(s)), strings.Join(names, ", ")+`, or "" for error`)
}

// Label is how the score is called on axes and in tables, "mean per-class accuracy".
func (s Score) Label() string { return s.kind().label }

// Fitted is what is fitted and minimised of it, a score of which less is better: the error for the accuracy.
func (s Score) Fitted() Score { return s.kind().fitted }

// Rises reports whether more is better.
func (s Score) Rises() bool { return s.kind().rises }

// Show turns a [Measurement.Error], or a law's value, into the score.
func (s Score) Show(loss float64) float64 {
	if s.Rises() {
		return 1 - loss
	}
	return loss
}

// Recorded is the score that is measured and stored, of which this one is made: the error for the accuracy.
func (s Score) Recorded() Score { return s.kind().recorded }

// Loss turns the number that is stored under [Score.Recorded] into a [Measurement.Error].
func (s Score) Loss(recorded float64) float64 {
	if s.Recorded().Rises() {
		return 1 - recorded
	}
	return recorded
}
