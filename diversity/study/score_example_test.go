package study_test

import (
	"fmt"
	"log"

	"tradeoff/diversity"
	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
)

// Accuracies in place of errors: the same numbers to fit, shown otherwise.
func ExampleMetric() {
	s := greek()
	m := study.NewTaskError(study.TaskProbeOf(s.Tasks[0], probe.Ridge{}), []probe.Score{{Wrong: 2, Tested: 10}})
	results := study.Results{Study: s,
		Runs: []study.Result{{Run: s.RunAt(diversity.Size{Classes: 8, PerClass: 8}, 0), Measurements: []study.TaskError{m}}}}
	means, err := results.Means(study.Metric{Score: diversity.ScoreAccuracy})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(means[0].Size, means[0], "fitted as", means[0].Error.Value)
	// Output: K=8 n=8 80.0 fitted as 0.2
}

// What theories say of a run's network, beside its error.
func ExampleResults_Diagnostics() {
	s := greek()
	s.Diagnostics = true
	m := study.NewTaskError(study.TaskProbeOf(s.Tasks[0], probe.Ridge{}), []probe.Score{{Wrong: 2, Tested: 10}})
	results := study.Results{Study: s, Runs: []study.Result{{
		Run: s.RunAt(diversity.Size{Classes: 8, PerClass: 8}, 0), Measurements: []study.TaskError{m},
		Diagnostics: &study.Diagnostics{Pretraining: diagnose.Values{diagnose.RankMe: 12},
			Tasks: map[string]diagnose.Values{m.TaskHash: {diagnose.Distance: 0.25}}},
	}}}
	points, err := results.Diagnostics(study.Metric{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(points[0].Error, points[0].Values[diagnose.RankMe], points[0].Values[diagnose.Distance])
	// Output: 0.2 12 0.25
}
