package estimate

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"tradeoff/diversity"
)

// suitePoints are two repeats of two sizes of one budget, and a size of another, on three tasks. Errors by hand.
func suitePoints() (points []diversity.Measurement) {
	for _, run := range []struct {
		size   diversity.Size
		repeat int
		errors [3]float64
	}{
		{diversity.Size{Classes: 2, PerClass: 8}, 0, [3]float64{0.1, 0.5, 0.3}},
		{diversity.Size{Classes: 4, PerClass: 4}, 0, [3]float64{0.2, 0.4, 0.3}},
		{diversity.Size{Classes: 2, PerClass: 8}, 1, [3]float64{0.1, 0.2, 0.3}},
		{diversity.Size{Classes: 4, PerClass: 4}, 1, [3]float64{0.4, 0.5, 0.6}},
		{diversity.Size{Classes: 4, PerClass: 4}, 2, [3]float64{0, 0, 0}}, // its rival is lacking
		{diversity.Size{Classes: 8, PerClass: 4}, 0, [3]float64{0.3, 0.6, 0.9}},
	} {
		for i, task := range []string{"a", "b", "c"} {
			points = append(points, diversity.Measurement{Size: run.size, Run: fmt.Sprint(run.size, run.repeat),
				Repeat: run.repeat, Task: task, Probe: "ridge", Error: run.errors[i]})
		}
	}
	return points
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

func TestSuite(t *testing.T) {
	s, err := SuiteOf(suitePoints())
	if err != nil || !slices.Equal(s.Tasks, []string{"a", "b", "c"}) || len(s.Sizes) != 3 {
		t.Fatalf("%+v (%v)", s, err)
	}
	two, four, eight := s.Sizes[0], s.Sizes[1], s.Sizes[2]
	if two.Runs != 2 || !near(two.Average.Value, (0.3+0.2)/2) || !near(two.Task[1].Value, 0.35) {
		t.Errorf("K=2: %+v", two)
	}
	// runs of 0.3 and 0.2: standard error 0.05, t of one degree of freedom 12.706
	if i := two.Average.Interval; i.Low != 0 || math.Abs(i.High-0.25-12.706205*0.05) > 1e-6 {
		t.Errorf("interval %+v: it is over runs, not over tasks", i)
	}
	if four.Runs != 3 || !near(four.Average.Value, (0.3+0.5+0)/3) {
		t.Errorf("K=4: %+v", four)
	}
	// In repeat 0 K=2 is first, second, tied: (1 + 2 + 1.5) / 3; in repeat 1 first on all.
	if two.Ranked != 2 || !near(two.Rank.Value, (1.5+1)/2) || four.Ranked != 2 || !near(four.Rank.Value, (1.5+2)/2) {
		t.Errorf("ranks %+v of %d and %+v of %d", two.Rank, two.Ranked, four.Rank, four.Ranked)
	}
	if eight.Ranked != 1 || eight.Rank.Value != 1 || eight.Rank.Interval.Known() || !near(eight.Average.Value, 0.6) {
		t.Errorf("alone in its budget: %+v", eight)
	}
	if text := s.String(); text != "3 sizes on 3 tasks" {
		t.Error(text)
	}
}

// A budget no repeat of which is whole has no ranks.
func TestSuiteWithoutRanks(t *testing.T) {
	points := suitePoints()[:3]                     // K=2 of repeat 0
	points = append(points, suitePoints()[9:12]...) // K=4 of repeat 1
	s, err := SuiteOf(points)
	if err != nil || len(s.Sizes) != 2 {
		t.Fatalf("%+v (%v)", s, err)
	}
	for _, size := range s.Sizes {
		if size.Ranked != 0 || !math.IsNaN(size.Rank.Value) {
			t.Errorf("%v: rank %v of %d", size.Size, size.Rank, size.Ranked)
		}
	}
}

func TestSuiteRefuses(t *testing.T) {
	probes := suitePoints()
	probes[3].Probe = "knn"
	for name, c := range map[string]struct {
		points []diversity.Measurement
		want   error
	}{
		"a task is lacking": {suitePoints()[:17], diversity.ErrTooFew},
		"a task twice":      {append(suitePoints(), suitePoints()[0]), diversity.ErrMixed},
		"two probes":        {probes, diversity.ErrTooFew}, // each lacks tasks
	} {
		if _, err := SuiteOf(c.points); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
	if _, err := SuiteOf(nil); err == nil {
		t.Error("of nothing there is a suite")
	}
	scores := suitePoints()
	scores[0].Score = diversity.ScoreAccuracy
	if _, err := SuiteOf(scores); !errors.Is(err, diversity.ErrMixed) {
		t.Errorf("two scores: %v", err)
	}
}
