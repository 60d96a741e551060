package export

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/study"
)

// Points returns the errors of all pre-trained runs, in the order of the rows, for package theory to fit. An empty task
// or probe of the metric means the only one of the rows. The error for a name that no row has, or that is empty where
// the rows have several, wraps diversity.ErrInvalid and lists the choices. The error wraps study.ErrMissing where a row
// lacks the metric's score, of which "" is the error. No rows have no points.
func Points(rows []Row, m study.Metric) ([]diversity.Measurement, error) {
	return measurements(rows, m, false)
}

// ControlPoints is [Points] for the networks with random weights. Their Size is zero.
func ControlPoints(rows []Row, m study.Metric) ([]diversity.Measurement, error) {
	return measurements(rows, m, true)
}

func measurements(rows []Row, m study.Metric, control bool) ([]diversity.Measurement, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	tasks, probes, policies := names(rows)
	if control { // they are those of all policies
		policies, m.Policy = nil, ""
	}
	m, err := m.Among(tasks, probes, policies, "Metric")
	if err != nil {
		return nil, err
	}
	var points []diversity.Measurement
	for _, r := range rows {
		if r.Control != control || r.Task != m.Task || r.Probe != m.Probe || r.Policy != m.Policy {
			continue
		}
		loss, err := r.loss(m.Score)
		if err != nil {
			return nil, err
		}
		points = append(points, diversity.Measurement{
			Size: r.Size(), Run: r.Run, Repeat: r.Repeat, Policy: r.Policy, Task: r.Task, Probe: r.Probe, Error: loss,
			Tested: r.Tested, Score: m.Score,
		})
	}
	return points, nil
}

// loss is a score as a diversity.Measurement holds it.
func (r Row) loss(score diversity.Score) (float64, error) {
	column := r.score(score)
	if column == nil {
		return r.Error, nil
	}
	if *column == nil {
		return 0, fmt.Errorf("%w: the table has no %s of run %s with task %q and probe %s: run the study with Study.Score %q and export it again",
			study.ErrMissing, score.Label(), r.Run, r.Task, r.Probe, string(score))
	}
	return score.Loss(**column), nil
}

// names lists the tasks, probes and policies of rows, each once, in the order of the rows.
func names(rows []Row) (tasks, probes, policies []string) {
	for _, r := range rows {
		if !slices.Contains(tasks, r.Task) {
			tasks = append(tasks, r.Task)
		}
		if !slices.Contains(probes, r.Probe) {
			probes = append(probes, r.Probe)
		}
		if !r.Control && !slices.Contains(policies, r.Policy) {
			policies = append(policies, r.Policy)
		}
	}
	return tasks, probes, policies
}
