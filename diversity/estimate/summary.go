package estimate

import (
	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/numeric"
)

// SizeSummary is the mean error of the runs of one size.
type SizeSummary struct {
	Size  diversity.Size // zero for networks with random weights
	Runs  int            // how many there are
	Error Estimate       // their mean, a share in [0, 1], with its interval as in [MeanShare]
	// StdErr is the standard error of the mean, 0 if there is one run only. Times the square root of Runs it is the
	// standard deviation between runs.
	StdErr float64
	Score  diversity.Score // of what Error is, see [diversity.Measurement]; "" is the error
}

// Shown is the mean of the score with its interval: Error, or 1 less it where more is better.
func (s SizeSummary) Shown() Estimate {
	if !s.Score.Rises() {
		return s.Error
	}
	shown := Estimate{Value: 1 - s.Error.Value}
	if i := s.Error.Interval; i.Known() {
		shown.Interval = Interval{Low: 1 - i.High, High: 1 - i.Low, Level: i.Level}
	}
	return shown
}

// String reads "12.3 [11.0, 13.7]": the error, or what else Score names, in per cent with its interval, if it has one.
func (s SizeSummary) String() string { return s.Shown().Percent() }

// Summary returns one entry per size, by rising budget and then by rising number of classes. The points must be of one
// task and one probe (see [MeanOverTasks]). Intervals have 95% confidence.
func Summary(points []diversity.Measurement) ([]SizeSummary, error) {
	if err := grouping.CheckPoints(points); err != nil {
		return nil, err
	}
	var summaries []SizeSummary
	for _, group := range grouping.BySize(points) {
		summaries = append(summaries, Summarise(group, DefaultLevel))
	}
	return summaries, nil
}

// Summarise is the entry of [Summary] of measurements of one size, at any level of confidence within (0, 1).
func Summarise(group []diversity.Measurement, level float64) SizeSummary {
	errors := grouping.Errors(group)
	s := SizeSummary{Size: group[0].Size, Runs: len(group), Error: meanShare(errors, level),
		Score: group[0].Score}
	s.StdErr = numeric.StdErr(errors)
	return s
}
