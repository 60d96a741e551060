package estimate

import (
	"fmt"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
)

// DefaultLevel is the confidence of intervals unless an option says otherwise.
const DefaultLevel = 0.95

// MeanOverTasks averages the tasks of each run, so that one point per run and probe is left. Every run must have been
// measured on the same tasks, else the mean would change with the run for no reason of its own; the error names the
// run and the task that is missing.
func MeanOverTasks(points []diversity.Measurement) ([]diversity.Measurement, error) {
	if err := grouping.CheckValues(points); err != nil {
		return nil, err
	}
	if err := grouping.CheckScore(points); err != nil {
		return nil, err
	}
	tasks := grouping.Distinct(points, func(m diversity.Measurement) string { return m.Task })
	means := map[grouping.RunKey]*diversity.Measurement{}
	seen := map[grouping.RunKey]map[string]bool{}
	var order []grouping.RunKey
	for _, point := range points {
		key := grouping.KeyOf(point)
		if means[key] == nil {
			first := point
			first.Task, first.Error, first.Tested = "mean of "+strings.Join(tasks, ", "), 0, 0
			means[key], seen[key], order = &first, map[string]bool{}, append(order, key)
		}
		if seen[key][point.Task] {
			return nil, fmt.Errorf("%w: run %q (%v) has task %q twice", diversity.ErrMixed, point.Run, point.Size, point.Task)
		}
		seen[key][point.Task] = true
		means[key].Error += point.Error / float64(len(tasks))
		means[key].Tested += point.Tested
	}
	averaged := make([]diversity.Measurement, 0, len(order))
	for _, key := range order {
		for _, task := range tasks {
			if !seen[key][task] {
				return nil, fmt.Errorf("%w: run %q (%v) was not measured on task %q: measure it, or leave out the run or the task",
					diversity.ErrTooFew, key.Run, key.Size, task)
			}
		}
		averaged = append(averaged, *means[key])
	}
	return averaged, nil
}
