package study

import (
	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// SuitePoints are the points of several tasks, all of the study's if none is named, by the metric's probe, policy and
// score: for [estimate.SuiteOf], or with [estimate.MeanOverTasks] for laws and figures of the average. The metric names
// no task. Errors are those of [Results.Points].
func (r *Results) SuitePoints(m Metric, tasks ...string) ([]diversity.Measurement, error) {
	if m.Task != "" {
		return nil, diversity.Invalid("Metric.Task", m.Task, `"", as the tasks of a suite are named beside it`)
	}
	if len(tasks) == 0 {
		tasks = r.Tasks()
	}
	var all []diversity.Measurement
	for i, task := range tasks {
		for _, other := range tasks[:i] {
			if other == task {
				return nil, diversity.Invalid("tasks", task, "each task once")
			}
		}
		of := m
		of.Task = task
		points, err := r.Points(of)
		if err != nil {
			return nil, err
		}
		all = append(all, points...)
	}
	return all, nil
}

// Suite judges several tasks together, all of the study's if none is named: see [estimate.SuiteOf] and
// [Results.SuitePoints].
func (r *Results) Suite(m Metric, tasks ...string) (estimate.Suite, error) {
	points, err := r.SuitePoints(m, tasks...)
	if err != nil {
		return estimate.Suite{}, err
	}
	return estimate.SuiteOf(points)
}
