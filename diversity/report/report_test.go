package report_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/report"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// reportOf is a report that must be made.
func reportOf(t *testing.T, table report.Table, o report.Options) report.Report {
	t.Helper()
	r, err := report.OfTable(context.Background(), table, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// measured are runs of a world whose best ratio is 1 at every budget.
func measured(t *testing.T, sizes []diversity.Size, repeats int) []diversity.Measurement {
	t.Helper()
	return testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}, sizes, repeats, 2)
}

// says demands that a report has some words, in a text whose lines are joined.
func says(t *testing.T, r report.Report, words ...string) {
	t.Helper()
	for _, want := range words {
		if text := strings.Join(strings.Fields(r.String()), " "); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, r)
		}
	}
}

func TestReportOfAKnownWorld(t *testing.T) {
	points := measured(t, testkit.Ladder(256, 1024, 4096), 3)
	control := []diversity.Measurement{{Error: 0.9}, {Error: 0.92, Repeat: 1}}
	r := reportOf(t, report.Table{Name: "known", Points: points, Controls: control}, report.Options{Seed: 1})
	want, err := theory.Predict(context.Background(), points, 16384, theory.PredictOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if p := r.Prediction; p == nil || p.Size != want.Size || p.Error != want.Error || p.Regret != want.Regret {
		t.Fatalf("the answer is %+v, by theory.Predict %+v", r.Prediction, want)
	}
	// x* = 1, so that K* = sqrt N: 128 at 16384, 181 at twice that.
	if k := r.Prediction.Size.Classes; k < 110 || k > 150 {
		t.Errorf("K = %d of 16384, want about 128", k)
	}
	says(t, r, fmt.Sprintf("For N = 16384 images label K = %d classes with n = %d images each", want.Size.Classes, want.Size.PerClass),
		"is expected to lose 0.0", "For twice as many images: K = 1", "If a new class costs as much as 10 images",
		"Half as many classes as the best are expected to lose", "The worst rule of thumb, ", "consistent: The data are consistent with an invariant best ratio",
		"cost: not known: a table has no times", "arXiv:2305.12224")
	for _, sentence := range r.Changes {
		if strings.HasPrefix(sentence, "As good") && strings.Contains(sentence, "most classes") {
			t.Errorf("nothing is known of n = 1, but: %s", sentence)
		}
	}
	if len(r.Minima) != 3 || len(r.Verdicts) != 5 || r.Calculator == nil || r.Control == nil {
		t.Fatalf("%d minima, %d verdicts", len(r.Minima), len(r.Verdicts))
	}
	testkit.Near(t, "control", r.Control.Error.Value, 0.91, 1e-12)
	for _, w := range r.Warnings {
		for _, lack := range []string{"random weights", "run twice", "one budget"} {
			if strings.Contains(w, lack) {
				t.Errorf("nothing lacks, but: %s", w)
			}
		}
	}
}

// TestReportWhereDataAreFew provokes what keeps an answer from being one.
func TestReportWhereDataAreFew(t *testing.T) {
	row := func(k, n, repeat int, e float64) diversity.Measurement {
		return diversity.Measurement{Size: diversity.Size{Classes: k, PerClass: n}, Run: fmt.Sprint(k, n, repeat),
			Repeat: repeat, Error: e}
	}
	ladder := func(errors ...float64) (points []diversity.Measurement) {
		for i, e := range errors {
			points = append(points, row(2<<i, 512>>i, 0, e))
		}
		return points
	}
	for name, c := range map[string]struct {
		points   []diversity.Measurement
		controls []diversity.Measurement
		answer   bool
		says     []string
	}{
		"one budget": {measured(t, testkit.Ladder(1024), 3), nil, false,
			[]string{"No size can be named for N = 4096: ", "At N = 1024 the lowest mean is at K=", "is known of one budget, N = 1024",
				"undecided: Cannot tell whether the best ratio is invariant", "No network with random weights was measured"}},
		"no repeats": {measured(t, testkit.Ladder(256, 1024, 4096), 1), nil, true,
			[]string{"No size was run twice: the noise is not known"}},
		"some repeats": {append(measured(t, testkit.Ladder(256, 1024), 2), measured(t, testkit.Ladder(4096), 1)...), nil, true,
			[]string{"10 of 24 sizes were run once only"}},
		"ties": {append(ladder(.4, .3, .2995, .4), row(4, 256, 1, .29), row(8, 128, 1, .31), row(2, 512, 1, .41), row(16, 64, 1, .41)), nil,
			false, []string{"cannot be told from those of other sizes, whose intervals hold it: at N = 1024 (K = 4 from 8"}},
		"no inner optimum": {append(ladder(.5, .4, .3, .2, .1), row(2, 512, 1, .51), row(32, 32, 1, .11)), nil, false,
			[]string{"the best size measured has the most classes (K = 32): the optimum may have more"}},
		"fewest are best": {ladder(.1, .2, .3, .4), nil, false,
			[]string{"the best size measured has the fewest classes (K = 2): the optimum may have fewer"}},
		"all errors alike": {ladder(.3, .3, .3, .3), nil, false,
			[]string{"No size can be named", "The best size of no budget is known: ", "all of budget 1024 are 0.3"}},
		"one size": {[]diversity.Measurement{row(8, 8, 0, .5)}, nil, false,
			[]string{"The best size of no budget is known", "budget 64 has one size"}},
		"a lone size beside a curve": {append(ladder(.4, .3, .35, .4), row(8, 8, 0, .5)), nil, false,
			[]string{"Of N = 64 one size was measured"}},
		"no better than chance": {ladder(.5, .4, .45, .5), []diversity.Measurement{{Error: .3}}, false,
			[]string{"No size is better than random weights (30.0 %)"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := reportOf(t, report.Table{Points: c.points, Controls: c.controls}, report.Options{})
			if (r.Prediction != nil) != c.answer || (r.Calculator != nil) != c.answer || (len(r.Changes) > 0) != c.answer {
				t.Errorf("an answer: %v, want %v", r.Prediction != nil, c.answer)
			}
			says(t, r, c.says...)
			if len(r.Display().Parts) == 0 {
				t.Error("nothing is shown")
			}
		})
	}
}

func TestReportUsesTheWords(t *testing.T) {
	points := measured(t, testkit.Ladder(256, 1024, 4096), 2)
	scale := estimate.Scale{Groups: "participants", PerGroup: "minutes", Score: "correlation", Rises: true, Unit: 0.5, From: 1,
		Step: -1}
	r := reportOf(t, report.Table{Points: points, Scale: scale}, report.Options{Budget: 8192})
	says(t, r, "With N minutes in all: how many participants K, and how many minutes n = N/K of each, give the highest correlation",
		"For N = 4096 minutes take K = ", " participants with n = ", "The expected correlation is 0.7",
		"If a new participant costs as much as 10 minutes besides its own, for the price of 4096 minutes: K = ")
	for _, word := range []string{"classes", "images", " error", " points", "random weights", "pre-training: "} {
		if text := r.String() + fmt.Sprint(r.Display()); strings.Contains(text, word) {
			t.Errorf("%q in\n%s", word, text)
		}
	}
}

func TestReportRefuses(t *testing.T) {
	points := measured(t, testkit.Ladder(256, 1024), 2)
	mixed := append(points[:len(points):len(points)], points[0])
	mixed[len(mixed)-1].Task = "another"
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for says, c := range map[string]struct {
		ctx    context.Context
		points []diversity.Measurement
		o      report.Options
		is     error
	}{
		"Options.Budget = -1":         {o: report.Options{Budget: -1}, is: diversity.ErrInvalid},
		"Limits.Classes = -2":         {o: report.Options{Limits: diversity.Limits{Classes: -2}}, is: diversity.ErrInvalid},
		"Options.Spend.PerSample = 0": {o: report.Options{Spend: theory.Spend{Total: 9}}, is: diversity.ErrInvalid},
		"0 where Options.Spend asks":  {o: report.Options{Budget: 9, Spend: theory.Spend{Total: 9, PerSample: 1}}, is: diversity.ErrInvalid},
		"MinimaOptions.Tolerance":     {o: report.Options{Tolerance: 0.5}, is: diversity.ErrInvalid},
		"Options.Ceiling":             {o: report.Options{Ceiling: math.NaN()}, is: diversity.ErrInvalid},
		"":                            {points: []diversity.Measurement{}, is: diversity.ErrTooFew},
		"another":                     {points: mixed, is: diversity.ErrMixed},
		"context canceled":            {ctx: cancelled, is: context.Canceled},
	} {
		if c.points == nil {
			c.points = points
		}
		if c.ctx == nil {
			c.ctx = context.Background()
		}
		_, err := report.OfTable(c.ctx, report.Table{Points: c.points}, c.o)
		if !errors.Is(err, c.is) || !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("%v, want %v with %q", err, c.is, says)
		}
	}
}
