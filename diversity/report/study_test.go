package report_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/report"
	"tradeoff/diversity/split"
	"tradeoff/diversity/study"
	"tradeoff/diversity/suggest"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// letters is a study of the embedded letters.
func letters(name string) study.Study {
	omniglot := pool.Omniglot()
	task := split.FewShot(omniglot.Evaluation(), 5, 2)
	return study.Study{Name: name, Pool: omniglot.Background(), Tasks: []split.Task{task},
		Backbone: backbone.MLP{}, Budgets: []int{256, 1024}, Repeats: 4, Seed: 3}
}

// results are those of a study in a world, which must work.
func results(t *testing.T, s study.Study, world worlds.Planted, shift float64) *study.Results {
	t.Helper()
	r, err := simulated(s, world, shift)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// simulated are the results of a study in a world; shift is added to the error of every run.
func simulated(s study.Study, world worlds.Planted, shift float64) (*study.Results, error) {
	plan, err := s.Plan()
	if err != nil {
		return nil, err
	}
	of := study.TaskProbeOf(s.Tasks[0], s.WithDefaults().Probes[0])
	r := &study.Results{Study: s}
	for _, run := range plan {
		share := 0.9
		if run.Size.Classes > 0 {
			points, err := world.Measure([]diversity.Size{run.Size}, 1, run.Seed)
			if err != nil {
				return nil, err
			}
			share = shift + points[0].Error
		}
		scores := []probe.Score{{Wrong: int(math.Round(10000 * share)), Tested: 10000}}
		r.Runs = append(r.Runs, study.Result{Run: run, Hash: s.RunHash(run), Device: "cpu", Versions: map[string]string{"gomlx": "v1"},
			Timings: study.Timings{Train: 25, Probe: 5}, Measurements: []study.TaskError{study.NewTaskError(of, scores)}})
	}
	return r, nil
}

// planted has its best size at K/n = 4.
var planted = worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5, Noise: 0.01}

// TestReportOfAStudy gives the answer of suggest.Recommend, adds up the cost, and names the study to cite.
func TestReportOfAStudy(t *testing.T) {
	r := results(t, letters("study-a"), planted, 0)
	got, err := report.Of(context.Background(), r, study.Metric{}, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want, err := suggest.Recommend(context.Background(), r, study.Metric{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Prediction; p == nil || p.Size != want.Prediction.Size || p.Error != want.Prediction.Error {
		t.Errorf("%+v, by suggest.Recommend %+v", p, want.Prediction)
	}
	// 30 s each.
	if runs := len(r.Runs); got.Cost.Runs != runs || math.Abs(got.Cost.Minutes-float64(runs)/2) > 1e-9 {
		t.Errorf("%v", got.Cost)
	}
	says(t, got, "minutes of one worker (cpu)", "Study study-a, hash "+r.Study.Hash()+", seed 3", "gomlx v1",
		"give the lowest error on "+r.Study.Tasks[0].Name+" by ridge?")
	testkit.Near(t, "control", got.Control.Error.Value, 0.9, 1e-9)
}

func TestReportOfAStudyThatIsNotFinished(t *testing.T) {
	r := results(t, letters("study-a"), planted, 0)
	r.Missing = []study.Run{r.Runs[len(r.Runs)-1].Run}
	r.Runs = r.Runs[:len(r.Runs)-1]
	r.Failures, r.Damaged = make([]study.Failure, 2), []string{"runs/a: torn"}
	got, err := report.Of(context.Background(), r, study.Metric{}, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	total := len(r.Runs) + 3
	says(t, got, fmt.Sprintf("1 of %d runs of the plan are not finished", total), fmt.Sprintf("2 of %d runs failed", total),
		"1 file found damaged and left out")
	r.Runs = r.Runs[:1] // a control
	_, err = report.Of(context.Background(), r, study.Metric{}, report.Options{})
	if !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("a control alone: %v", err)
	}
	_, err = report.Of(context.Background(), r, study.Metric{Probe: "none"}, report.Options{})
	if !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a probe that there is not: %v", err)
	}
}

func compared(t *testing.T, a, b *study.Results) report.Comparison {
	t.Helper()
	c, err := report.Compare(a, b, report.CompareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCompareFindsADifferenceThatPairsShare: two points more everywhere, exactly, whatever the noise of the runs.
func TestCompareFindsADifferenceThatPairsShare(t *testing.T) {
	c := compared(t, results(t, letters("plain"), planted, 0), results(t, letters("noisy-labels"), planted, 0.02))
	if !c.Paired || len(c.Differences) != 8 || len(c.Minima) != 2 {
		t.Fatalf("paired: %v, %d differences, %d minima", c.Paired, len(c.Differences), len(c.Minima))
	}
	for _, d := range c.Differences {
		testkit.Near(t, "difference", d.Error.Value, 0.02, 1e-4)
		testkit.Near(t, "its interval", d.Error.Interval.High-d.Error.Interval.Low, 0, 1e-3)
	}
	for _, m := range c.Minima {
		testkit.Near(t, "ratio of K*", m.Ratio.Value, 1, 0.02)
	}
	v := c.Verdict
	if v.Outcome != theory.Undecided || !strings.Contains(v.Sentence, "The data do not show that K* moves") {
		t.Errorf("%+v", c.Verdict)
	}
}

// TestCompareFindsThatKMoves where it does: x* goes from 8 to 32, K* from 45 to 91 and from 91 to 181.
func TestCompareFindsThatKMoves(t *testing.T) {
	quiet := worlds.Planted{E: 0.1, A: 0.3 * math.Sqrt(8), B: 0.3, Alpha: 0.5, Noise: 0.002}
	moved := quiet
	moved.A *= 2
	c := compared(t, results(t, letters("plain"), quiet, 0), results(t, letters("augmented"), moved, 0))
	for _, m := range c.Minima {
		testkit.Near(t, "ratio of K*", m.Ratio.Value, 2, 0.5)
	}
	if c.Verdict.Outcome != theory.Consistent || !strings.Contains(c.Verdict.Sentence, "K* moves at 2 of 2 budgets: K* of augmented is that of plain times ") {
		t.Errorf("%+v", c.Verdict)
	}
	f, err := c.Figure()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"N = 256", "N = 1024", "in pairs of runs that share their seeds", "K* moves at 2 of 2"} {
		if !strings.Contains(f.Text(), want) {
			t.Errorf("no %q in\n%s", want, f.Text())
		}
	}
}

// TestCompareOfOneRepeat has differences without intervals, and cannot tell.
func TestCompareOfOneRepeat(t *testing.T) {
	s, other := letters("plain"), letters("plain")
	s.Repeats, other.Seed = 1, 9
	c := compared(t, results(t, s, planted, 0), results(t, other, planted, 0))
	if c.Paired || c.Second != "plain (second)" {
		t.Errorf("paired: %v, second %q", c.Paired, c.Second)
	}
	if d := c.Differences[0]; d.Repeats != 1 || d.Error.Interval.Known() {
		t.Errorf("%+v", d)
	}
	if !strings.Contains(c.Verdict.Sentence, "with one common repeat the noise is not known") {
		t.Errorf("%+v", c.Verdict)
	}
	if _, err := c.Figure(); err != nil {
		t.Error(err)
	}
}

func TestCompareRefuses(t *testing.T) {
	first := results(t, letters("first"), planted, 0)
	change := func(f func(*study.Study)) *study.Results {
		s := letters("second")
		f(&s)
		return results(t, s, planted, 0)
	}
	for says, second := range map[string]*study.Results{
		"the second study's Pool":  change(func(s *study.Study) { s.Pool = s.Pool.Rotations(4) }),
		"the second study's Task":  change(func(s *study.Study) { s.Tasks[0] = split.FewShot(pool.Omniglot().Evaluation(), 10, 2) }),
		"the second study's Probe": change(func(s *study.Study) { s.Probes = []probe.Probe{probe.NearestMean{}} }),
		"no size with a common repeat: N = 256, 1024 in first, N = 512 in second": change(func(s *study.Study) { s.Budgets = []int{512} }),
		"results = nil":                    nil,
		"study second has no finished run": {Study: letters("second")},
	} {
		_, err := report.Compare(first, second, report.CompareOptions{})
		known := errors.Is(err, diversity.ErrInvalid) || errors.Is(err, diversity.ErrTooFew)
		if !known || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	_, err := report.Compare(first, first, report.CompareOptions{Metric: study.Metric{Task: "none"}})
	if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "the first study: Metric.Task") {
		t.Errorf("a task that there is not: %v", err)
	}
	_, err = report.Compare(first, first, report.CompareOptions{Minima: theory.MinimaOptions{Level: 2}})
	if !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a level of 2: %v", err)
	}
}
