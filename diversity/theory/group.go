package theory

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity"
)

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

// freedomOf counts the degrees of freedom of the noise between runs of one size.
func freedomOf(groups [][]diversity.Measurement) float64 {
	freedom := 0
	for _, group := range groups {
		freedom += len(group) - 1
	}
	return float64(freedom)
}

// pooledVariance is the mean variance between runs of one size, 0 if no size has two runs.
func pooledVariance(groups [][]diversity.Measurement) float64 {
	sum, freedom := 0.0, freedomOf(groups)
	for _, group := range groups {
		sum += variance(group) * float64(len(group)-1)
	}
	if freedom == 0 {
		return 0
	}
	return sum / freedom
}

// leastFreedom is from how many degrees of freedom on runs of one size tell the noise: the variance of a pair may be
// anything.
const leastFreedom = 3

// noiseVariance is [pooledVariance] where enough runs tell it, and else 0, which stands for not known.
func noiseVariance(groups [][]diversity.Measurement) float64 {
	if freedomOf(groups) < leastFreedom {
		return 0
	}
	return pooledVariance(groups)
}

// checkPoints demands valid points of one task and one probe.
func checkPoints(points []diversity.Measurement) error {
	if err := checkValues(points); err != nil {
		return err
	}
	if tasks := distinct(points, func(m diversity.Measurement) string { return m.Task }); len(tasks) > 1 {
		return fmt.Errorf("%w: %d tasks (%s): choose one, or average them by MeanOverTasks", ErrMixed, len(tasks), strings.Join(tasks, ", "))
	}
	if probes := distinct(points, func(m diversity.Measurement) string { return m.Probe }); len(probes) > 1 {
		return fmt.Errorf("%w: %d probes (%s): choose one", ErrMixed, len(probes), strings.Join(probes, ", "))
	}
	return nil
}

func checkValues(points []diversity.Measurement) error {
	if len(points) == 0 {
		return fmt.Errorf("%w: no points: measure at least one size", ErrTooFew)
	}
	for i, point := range points {
		if err := point.Validate(); err != nil {
			return fmt.Errorf("point %d: %w", i, err)
		}
	}
	return nil
}

// distinct returns the sorted different values of a key.
func distinct[K string | int](points []diversity.Measurement, key func(diversity.Measurement) K) []K {
	var keys []K
	for _, point := range points {
		keys = append(keys, key(point))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func budgetsOf(points []diversity.Measurement) []int {
	return distinct(points, func(m diversity.Measurement) int { return m.Size.Total() })
}
