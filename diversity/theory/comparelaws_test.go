package theory_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

func compareLaws(t testing.TB, points []diversity.Measurement, candidates []laws.Law,
	o theory.CompareOptions) []theory.LawScore {
	t.Helper()
	scores, err := theory.CompareLaws(context.Background(), points, candidates, o)
	if err != nil {
		t.Fatal(err)
	}
	return scores
}

// TestCompareLawsFindsTheTruth: of the candidates, the one that the world follows predicts best and has most of the
// weight.
func TestCompareLawsFindsTheTruth(t *testing.T) {
	candidates := []laws.Law{laws.Flat{}, laws.Pooled{}, laws.Tied{}, laws.Untied{}}
	cases := []struct {
		world worlds.World
		best  string
	}{
		{worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.3, Beta: 0.9, Noise: 0.005}, "untied"},
		{worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.005}, "tied"},
	}
	for _, c := range cases {
		points := testkit.Measure(t, c.world, testkit.Ladder(256, 512, 1024, 4096), 3, 1)
		scores := compareLaws(t, points, candidates, theory.CompareOptions{})
		total, wins := 0.0, 0.0
		for i, s := range scores {
			t.Log(s)
			total, wins = total+s.Weight, wins+s.Wins
			if s.Rank != i+1 || i > 0 && s.HeldOut < scores[i-1].HeldOut {
				t.Errorf("rank %d at place %d", s.Rank, i)
			}
		}
		testkit.Near(t, "sum of the weights", total, 1, 1e-12)
		testkit.Near(t, "sum of the wins", wins, 1, 1e-9)
		if scores[0].Law.Name() != c.best || scores[0].Weight < 0.5 || scores[0].HeldOut > 0.006 {
			t.Errorf("want %s first: %v", c.best, scores[0])
		}
		if scores[3].Law.Name() != "flat" && scores[3].Law.Name() != "pooled" || scores[3].LackOfFit.PValue > 1e-6 {
			t.Errorf("last is %v", scores[3])
		}
	}
}

// TestAICcByHand checks the formula at a law that is linear: E + A K^-1/2 + B n^-1/2 has 3 parameters, and the noise is
// one more.
func TestAICcByHand(t *testing.T) {
	law := laws.Tied{Exponent: 0.5}
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.02},
		testkit.Ladder(256, 1024, 4096), 2, 1)
	s := compareLaws(t, points, []laws.Law{law}, theory.CompareOptions{BootstrapSamples: -1})[0]
	squares, n, k := 0.0, float64(len(points)), 4.0
	f := testkit.Fit(t, points, law, theory.FitOptions{BootstrapSamples: -1})
	for _, point := range points {
		squares += math.Pow(point.Error-f.FittedError(float64(point.Size.Classes), float64(point.Size.PerClass)), 2)
	}
	testkit.Near(t, "AICc", s.AICc, n*math.Log(squares/n)+2*k+2*k*(k+1)/(n-k-1), 1e-9)
	testkit.Near(t, "weight of the only law", s.Weight, 1, 0)
	testkit.Near(t, "wins without refits", s.Wins, 0, 0)
	if v := theory.JudgeLaws([]theory.LawScore{s}); v.Outcome != theory.Undecided ||
		!strings.Contains(v.Sentence, "no other law") {
		t.Errorf("verdict on one law: %v", v)
	}
}

// TestCompareLawsHoldsOut computes the held-out error of one law by hand, also with two budgets held out.
func TestCompareLawsHoldsOut(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01},
		testkit.Ladder(256, 512, 1024, 4096), 2, 1)
	for count := 1; count <= 2; count++ {
		s := compareLaws(t, points, []laws.Law{laws.Untied{}}, theory.CompareOptions{HeldOut: count, BootstrapSamples: -1})[0]
		var seen, hidden []diversity.Measurement
		for _, point := range points {
			if point.Size.Total() < []int{4096, 1024}[count-1] {
				seen = append(seen, point)
			} else {
				hidden = append(hidden, point)
			}
		}
		f := testkit.Fit(t, seen, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
		summaries, err := estimate.Summary(hidden)
		if err != nil {
			t.Fatal(err)
		}
		squares := 0.0
		for _, size := range summaries {
			squares += math.Pow(size.Error.Value-f.FittedError(float64(size.Size.Classes), float64(size.Size.PerClass)), 2)
		}
		testkit.Near(t, "held-out rms", s.HeldOut, math.Sqrt(squares/float64(len(summaries))), 1e-12)
		if count == 1 {
			testkit.Near(t, "regret", s.Regret, regretOn(summaries, f), 1e-12)
		}
	}
}

// regretOn is what the choice of a fit loses on one budget.
func regretOn(sizes []estimate.SizeSummary, f *theory.LawFit) float64 {
	at := func(s estimate.SizeSummary) float64 {
		return f.FittedError(float64(s.Size.Classes), float64(s.Size.PerClass))
	}
	chosen, best := sizes[0], sizes[0]
	for _, s := range sizes {
		if at(s) < at(chosen) {
			chosen = s
		}
		if s.Error.Value < best.Error.Value {
			best = s
		}
	}
	return chosen.Error.Value - best.Error.Value
}

// TestCompareLawsHidesNoFailure: a law that cannot be fitted keeps its row and its reason.
func TestCompareLawsHidesNoFailure(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}, testkit.Ladder(64, 128),
		2, 1)
	scores := compareLaws(t, points, []laws.Law{laws.Tied{}, testkit.Broken{Law: laws.Tied{}}, nil},
		theory.CompareOptions{})
	failed := 0
	for _, s := range scores {
		if s.HeldOutErr == nil || !math.IsNaN(s.HeldOut) || !math.IsNaN(s.Regret) || s.Wins != 0 {
			t.Errorf("two budgets leave one to learn from, and yet: %v", s)
		}
		if s.Err != nil {
			failed++
			if !errors.Is(s.Err, laws.ErrLaw) || s.Weight != 0 || !strings.Contains(s.String(), "cannot be fitted") {
				t.Errorf("%v", s)
			}
		} else if !strings.Contains(s.String(), "one budget (N = 64)") {
			t.Errorf("no reason in %v", s)
		}
	}
	if failed != 2 || scores[0].Err != nil {
		t.Errorf("%d candidates failed, and the failed ones come last: %v", failed, scores)
	}
	if v := theory.JudgeLaws(scores); v.Outcome != theory.Undecided ||
		!strings.Contains(v.Sentence, "none could be fitted") {
		t.Errorf("%v", v)
	}
}

func TestJudgeLawsOfStudies(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.25, Beta: 1, Noise: 0.003}
	clear := theory.JudgeLaws(compareLaws(t, testkit.Measure(t, world, testkit.Ladder(256, 512, 1024, 4096), 4, 1),
		[]laws.Law{laws.Tied{}, laws.Untied{}, laws.Flat{}}, theory.CompareOptions{}))
	if clear.Outcome != theory.Consistent || !strings.Contains(clear.Sentence, "untied law misses the held-out budgets") {
		t.Errorf("%v", clear)
	}
	close := theory.JudgeLaws(compareLaws(t, testkit.Measure(t, testkit.Invariant, testkit.Ladder(256, 512, 1024), 3, 1),
		[]laws.Law{laws.Tied{}, laws.Untied{}}, theory.CompareOptions{}))
	if close.Outcome != theory.Undecided || !strings.Contains(close.Sentence, "Too close to tell") {
		t.Errorf("%v", close)
	}
	for _, task := range []string{"hz", "om"} {
		scores := compareLaws(t, testkit.Measured(t, testkit.StudyA, task), nil, theory.CompareOptions{})
		for _, s := range scores {
			t.Log(task, s)
		}
		if v := theory.JudgeLaws(scores); task == "hz" && !strings.Contains(v.Sentence, "Even so it misfits") {
			t.Errorf("study A misfits every law: %v", v)
		} else if !strings.Contains(v.Sentence, "says nothing of the best size") || !math.IsNaN(scores[0].Regret) &&
			!math.IsNaN(scores[1].Regret) {
			t.Errorf("on study A the level is predicted best by a law without an optimum: %v", v)
		}
	}
}

func TestCompareLawsIsTheSameOnAnyNumberOfCores(t *testing.T) {
	points := testkit.Measure(t, testkit.Drifting, testkit.Ladder(256, 512, 1024), 3, 1)
	candidates := []laws.Law{laws.Tied{}, laws.Untied{}}
	many := compareLaws(t, points, candidates, theory.CompareOptions{BootstrapSamples: 60})
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if one := compareLaws(t, points, candidates, theory.CompareOptions{BootstrapSamples: 60}); !reflect.DeepEqual(many,
		one) {
		t.Errorf("many cores %v, one %v", many, one)
	}
}

func TestCompareLawsRefuses(t *testing.T) {
	points := testkit.Measure(t, testkit.Drifting, testkit.Ladder(256, 512, 1024), 2, 1)
	cases := []struct {
		points     []diversity.Measurement
		candidates []laws.Law
		o          theory.CompareOptions
		want       error
		says       string
	}{
		{nil, nil, theory.CompareOptions{}, diversity.ErrTooFew, "no points"},
		{points, []laws.Law{}, theory.CompareOptions{}, diversity.ErrInvalid, "laws"},
		{points, nil, theory.CompareOptions{HeldOut: -1}, diversity.ErrInvalid, "CompareOptions.HeldOut = -1"},
		{points, nil, theory.CompareOptions{HeldOut: 3}, diversity.ErrTooFew, "3 budgets, of which 3"},
		{points, nil, theory.CompareOptions{Ceiling: 2}, diversity.ErrInvalid, "Ceiling = 2"},
		{points, nil, theory.CompareOptions{Weighting: "odd"}, diversity.ErrInvalid, "Weighting = odd"},
		{points, nil, theory.CompareOptions{BootstrapSamples: 1e8}, diversity.ErrInvalid, "BootstrapSamples"},
	}
	for _, c := range cases {
		if _, err := theory.CompareLaws(context.Background(), c.points, c.candidates, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("want %q, got %v", c.says, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.CompareLaws(ctx, points, nil, theory.CompareOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}
