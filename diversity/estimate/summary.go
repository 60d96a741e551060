package estimate

import (
	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"

	"gonum.org/v1/gonum/stat"
)

// SizeSummary is what the runs of one size say together.
type SizeSummary struct {
	Size     diversity.Size
	Runs     int      // number of runs
	Mean     float64  // mean error, in [0, 1]
	StdErr   float64  // of the mean, over runs; 0 if there is one run only
	Interval Interval // of the mean, as in [MeanShare]; not known if there is one run only, or all agree exactly
}

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
	s := SizeSummary{Size: group[0].Size, Runs: len(group), Mean: stat.Mean(errors, nil)}
	if s.Runs < 2 {
		return s
	}
	s.StdErr = stat.StdErr(stat.StdDev(errors, nil), float64(s.Runs))
	s.Interval = meanShare(errors, level).Interval
	return s
}
