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

// The error of a few-shot task, with intervals over episodes and runs.
func ExampleResults_Episodes() {
	s := greek()
	results := study.Results{Study: s}
	for repeat, wrong := range [][]int{{2, 4, 6}, {3, 5, 8}} {
		var episodes []probe.Score
		for _, w := range wrong {
			episodes = append(episodes, probe.Score{Wrong: w, Tested: 20})
		}
		run := s.RunAt(diversity.Size{Classes: 8, PerClass: 8}, repeat)
		results.Runs = append(results.Runs, study.Result{Run: run, Hash: s.RunHash(run),
			Measurements: []study.TaskError{study.NewTaskError(study.TaskProbeOf(s.Tasks[0], probe.Ridge{}), episodes)}})
	}
	all, err := results.Episodes(study.Metric{})
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range all {
		fmt.Println(e.Size, e)
		fmt.Println("other episodes, these runs:", e.OverEpisodes.Percent())
		fmt.Println("other runs, these episodes:", e.OverRuns.Percent())
	}
	// Output:
	// K=8 n=8 23.3 [0.0, 47.8], 2 runs on 3 episodes
	// other episodes, these runs: 23.3 [0.0, 51.3]
	// other runs, these episodes: 23.3 [0.0, 65.7]
}
