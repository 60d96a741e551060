// Package grouping cuts measurements into the groups that statistics are taken over: runs of one size, sizes of a
// budget.
package grouping

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/numeric"
)

// Errors are the errors of measurements, as shares in [0, 1].
func Errors(group []diversity.Measurement) []float64 {
	errors := make([]float64, len(group))
	for i, point := range group {
		errors[i] = point.Error
	}
	return errors
}

// BySize sorts points by budget, number of classes, repeat and run, and cuts them where the size changes.
func BySize(points []diversity.Measurement) [][]diversity.Measurement {
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

// SameRepeats reports whether each of two groups holds every repeat once and both hold the same repeats.
func SameRepeats(a, b []diversity.Measurement) bool {
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

// Variance is the sample variance of the errors of a group, 0 if it has one point or all are the same.
func Variance(group []diversity.Measurement) float64 { return numeric.Variance(Errors(group)) }

// DegreesOfFreedom counts the degrees of freedom of the noise between runs of one size.
func DegreesOfFreedom(groups [][]diversity.Measurement) float64 {
	freedom := 0
	for _, group := range groups {
		freedom += len(group) - 1
	}
	return float64(freedom)
}

// PooledVariance is the mean variance between runs of one size, 0 if no size has two runs.
func PooledVariance(groups [][]diversity.Measurement) float64 {
	sum, freedom := 0.0, DegreesOfFreedom(groups)
	for _, group := range groups {
		sum += Variance(group) * float64(len(group)-1)
	}
	if freedom == 0 {
		return 0
	}
	return sum / freedom
}

// LeastDegreesOfFreedom is from how many degrees of freedom on runs of one size tell the noise: the variance of a pair
// may be anything.
const LeastDegreesOfFreedom = 3

// NoiseVariance is [pooledVariance] where enough runs tell it, and else 0, which stands for not known.
func NoiseVariance(groups [][]diversity.Measurement) float64 {
	if DegreesOfFreedom(groups) < LeastDegreesOfFreedom {
		return 0
	}
	return PooledVariance(groups)
}

// CheckPoints demands valid points of one task, one probe and one policy.
func CheckPoints(points []diversity.Measurement) error {
	if err := CheckValues(points); err != nil {
		return err
	}
	if tasks := Distinct(points, func(m diversity.Measurement) string { return m.Task }); len(tasks) > 1 {
		return fmt.Errorf("%w: %d tasks (%s): choose one, or average them by MeanOverTasks", diversity.ErrMixed, len(tasks),
			strings.Join(tasks, ", "))
	}
	if probes := Distinct(points, func(m diversity.Measurement) string { return m.Probe }); len(probes) > 1 {
		return fmt.Errorf("%w: %d probes (%s): choose one", diversity.ErrMixed, len(probes), strings.Join(probes, ", "))
	}
	if policies := Distinct(points, func(m diversity.Measurement) string { return m.Policy }); len(policies) > 1 {
		return fmt.Errorf("%w: %d policies (%s): choose one, or compare them by PairedMinima", diversity.ErrMixed,
			len(policies), strings.Join(policies, ", "))
	}
	return CheckScore(points)
}

// CheckScore demands that all measurements are of one score.
func CheckScore(points []diversity.Measurement) error {
	scores := Distinct(points, func(m diversity.Measurement) string {
		return string(cmp.Or(m.Score, diversity.ScoreError))
	})
	if len(scores) > 1 {
		return fmt.Errorf("%w: %d scores (%s): choose one", diversity.ErrMixed, len(scores), strings.Join(scores, ", "))
	}
	return nil
}

// CheckValues demands at least one measurement and that each is valid.
func CheckValues(points []diversity.Measurement) error {
	if len(points) == 0 {
		return fmt.Errorf("%w: no points: measure at least one size", diversity.ErrTooFew)
	}
	for i, point := range points {
		if err := point.Validate(); err != nil {
			return fmt.Errorf("point %d: %w", i, err)
		}
	}
	return nil
}

// Distinct returns the sorted different values of a key.
func Distinct[K string | int](points []diversity.Measurement, key func(diversity.Measurement) K) []K {
	var keys []K
	for _, point := range points {
		keys = append(keys, key(point))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Budgets are the different numbers of images N, rising.
func Budgets(points []diversity.Measurement) []int {
	return Distinct(points, func(m diversity.Measurement) int { return m.Size.Total() })
}
