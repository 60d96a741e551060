package estimate_test

import (
	"fmt"
	"log"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// Three repeats have two degrees of freedom: 0.3 +- 4.303 * 0.1 / sqrt(3).
func ExampleMean() {
	e := estimate.Mean([]float64{0.2, 0.3, 0.4})
	fmt.Printf("%.3f, %.3f .. %.3f\n", e.Value, e.Interval.Low, e.Interval.High)
	// Output: 0.300, 0.052 .. 0.548
}

// An error rate is never below 0.
func ExampleMeanShare() {
	e := estimate.MeanShare([]float64{0.0, 0.1, 0.2})
	fmt.Printf("%.3f, %.3f .. %.3f\n", e.Value, e.Interval.Low, e.Interval.High)
	// Output: 0.100, 0.000 .. 0.348
}

// The two-sided quantile of 80% with two degrees of freedom is 1.886.
func ExampleMeanAt() {
	e := estimate.MeanAt([]float64{0.2, 0.3, 0.4}, 0.8)
	fmt.Printf("%.3f, %.3f .. %.3f\n", e.Value, e.Interval.Low, e.Interval.High)
	// Output: 0.300, 0.191 .. 0.409
}

func ExampleQuantileT() {
	fmt.Printf("%.3f %.3f\n", estimate.QuantileT(0.95, 2), estimate.QuantileT(0.95, 1e9))
	// Output: 4.303 1.960
}

// One size, two runs of two tasks each.
var measured = []diversity.Measurement{
	{Size: diversity.Size{Classes: 4, PerClass: 4}, Run: "a", Task: "letters", Error: 0.2, Tested: 100},
	{Size: diversity.Size{Classes: 4, PerClass: 4}, Run: "a", Task: "digits", Error: 0.4, Tested: 100},
	{Size: diversity.Size{Classes: 4, PerClass: 4}, Run: "b", Task: "letters", Error: 0.3, Tested: 100},
	{Size: diversity.Size{Classes: 4, PerClass: 4}, Run: "b", Task: "digits", Error: 0.5, Tested: 100},
}

func ExampleMeanOverTasks() {
	points, err := estimate.MeanOverTasks(measured)
	for _, p := range points {
		fmt.Printf("%s %v %.2f\n", p.Run, p.Size, p.Error)
	}
	_, missing := estimate.MeanOverTasks(measured[:3])
	fmt.Println(err, missing)
	// Output:
	// a K=4 n=4 0.30
	// b K=4 n=4 0.40
	// <nil> too few data: run "b" (K=4 n=4) was not measured on task "digits": measure it, or leave out the run or the task
}

func ExampleSummary() {
	points, err := estimate.MeanOverTasks(measured)
	if err != nil {
		panic(err)
	}
	sizes, err := estimate.Summary(points)
	for _, s := range sizes {
		fmt.Printf("%v, %d runs, %.3f, standard error %.3f\n", s.Size, s.Runs, s.Error.Value, s.StdErr)
	}
	fmt.Println(err)
	// Output:
	// K=4 n=4, 2 runs, 0.350, standard error 0.050
	// <nil>
}

func ExampleSummarise() {
	s := estimate.Summarise(measured[:1], 0.95)
	fmt.Println(s.Runs, s.Error.Value, s.StdErr)
	// Output: 1 0.2 0
}

func ExampleReadTable() {
	table, err := estimate.ReadTable(strings.NewReader("K,n,error,control\n4,64,0.42,no\n64,4,0.40,no\n,,0.8,yes\n"))
	if err != nil {
		panic(err)
	}
	for _, p := range table.Points {
		fmt.Println(p.Size, p.Error)
	}
	fmt.Println(len(table.Controls), "network with random weights")
	// Output:
	// K=4 n=64 0.42
	// K=64 n=4 0.4
	// 1 network with random weights
}

// Of 10 none was counted: Wilson's interval ends at z^2/(10 + z^2) with z = 1.96.
func ExampleShare() {
	e := estimate.Share(0, 10)
	fmt.Printf("%.3f, %.3f .. %.3f\n", e.Value, e.Interval.Low, e.Interval.High)
	// Output: 0.000, 0.000 .. 0.278
}

func ExampleSuiteOf() {
	measured := func(classes int, task string, err float64) diversity.Measurement {
		size := diversity.Size{Classes: classes, PerClass: 64 / classes}
		return diversity.Measurement{Size: size, Run: size.String(), Task: task, Probe: "ridge", Error: err}
	}
	suite, err := estimate.SuiteOf([]diversity.Measurement{
		measured(8, "letters", 0.2), measured(8, "digits", 0.1), measured(16, "letters", 0.1), measured(16, "digits", 0.3),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range suite.Sizes {
		fmt.Printf("%v: mean error %.2f, mean rank %.1f\n", s.Size, s.Average.Value, s.Rank.Value)
	}
	// Output:
	// K=8 n=8: mean error 0.15, mean rank 1.5
	// K=16 n=4: mean error 0.20, mean rank 1.5
}

func ExampleEpisodesOf() {
	e, err := estimate.EpisodesOf([][]float64{ // errors of three runs on the same four episodes
		{0.20, 0.30, 0.25, 0.35},
		{0.22, 0.31, 0.30, 0.37},
		{0.24, 0.33, 0.28, 0.39},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(e)
	fmt.Println("these episodes:", e.OverRuns.Percent())
	// Output:
	// 29.5 [19.9, 39.1], 3 runs on 4 episodes
	// these episodes: 29.5 [25.0, 34.0]
}

func ExampleCount() {
	fmt.Println(estimate.Count(16), estimate.Count(2.5), estimate.Count(1.0/3))
	// Output: 16 2.5 0.3333
}
