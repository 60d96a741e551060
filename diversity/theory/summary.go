package theory

import (
	"cmp"
	"math"
	"slices"

	"tradeoff/diversity"

	"gonum.org/v1/gonum/stat"
)

// SizeSummary is what the runs of one size say together.
type SizeSummary struct {
	Size          diversity.Size
	Runs          int      // number of runs
	Mean          float64  // mean error, in [0, 1]
	StandardError float64  // of the mean, over runs; 0 if there is one run only
	Interval      Interval // of the mean, as in [MeanShare]; not known if there is one run only, or all agree exactly
}

// Summary returns one entry per size, by rising budget and then by rising number of classes. The points must be of one
// task and one probe (see [MeanOverTasks]). Intervals have 95% confidence.
func Summary(points []diversity.Measurement) ([]SizeSummary, error) {
	if err := checkPoints(points); err != nil {
		return nil, err
	}
	var summaries []SizeSummary
	for _, group := range groupBySize(points) {
		summaries = append(summaries, summarise(group, defaultLevel))
	}
	return summaries, nil
}

func summarise(group []diversity.Measurement, level float64) SizeSummary {
	errors := errorsOf(group)
	s := SizeSummary{Size: group[0].Size, Runs: len(group), Mean: stat.Mean(errors, nil)}
	if s.Runs < 2 {
		return s
	}
	s.StandardError = stat.StdErr(stat.StdDev(errors, nil), float64(s.Runs))
	s.Interval = meanShare(errors, level).Interval
	return s
}

func errorsOf(group []diversity.Measurement) []float64 {
	errors := make([]float64, len(group))
	for i, point := range group {
		errors[i] = point.Error
	}
	return errors
}

// groupBySize sorts points by budget, number of classes, repeat and run, and cuts them where the size changes.
func groupBySize(points []diversity.Measurement) [][]diversity.Measurement {
	sorted := slices.Clone(points)
	slices.SortStableFunc(sorted, comparePoints)
	var groups [][]diversity.Measurement
	for start := 0; start < len(sorted); {
		end := start
		for end < len(sorted) && sorted[end].Size == sorted[start].Size {
			end++
		}
		groups = append(groups, sorted[start:end])
		start = end
	}
	return groups
}

// comparePoints orders points so that results do not depend on the order in which runs finished.
func comparePoints(a, b diversity.Measurement) int {
	return cmp.Or(
		cmp.Compare(a.Size.Total(), b.Size.Total()),
		cmp.Compare(a.Size.Classes, b.Size.Classes),
		cmp.Compare(a.Repeat, b.Repeat),
		cmp.Compare(a.Run, b.Run),
		cmp.Compare(a.Error, b.Error),
	)
}

// sameRepeats reports whether each of two groups holds every repeat once and both hold the same repeats.
func sameRepeats(a, b []diversity.Measurement) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Repeat != b[i].Repeat || (i > 0 && a[i].Repeat == a[i-1].Repeat) {
			return false
		}
	}
	return true
}

// variance is the sample variance of the errors of a group, 0 if it has one point.
func variance(group []diversity.Measurement) float64 {
	if len(group) < 2 {
		return 0
	}
	mean, sum := 0.0, 0.0
	for _, point := range group {
		mean += point.Error / float64(len(group))
	}
	for _, point := range group {
		sum += math.Pow(point.Error-mean, 2)
	}
	return sum / float64(len(group)-1)
}
