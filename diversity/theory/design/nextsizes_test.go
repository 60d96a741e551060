package design_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/worlds"

	"gonum.org/v1/gonum/stat"
)

func nextSizes(t testing.TB, points []diversity.Measurement, o design.NextOptions) []design.NextSize {
	t.Helper()
	next, err := design.NextSizes(points, o)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// addRuns measures more runs of some sizes, under repeats of their own.
func addRuns(t testing.TB, w worlds.World, points []diversity.Measurement, sizes []diversity.Size, repeats int,
	seed uint64) []diversity.Measurement {
	t.Helper()
	more := append([]diversity.Measurement(nil), points...)
	for i, s := range sizes {
		for _, point := range testkit.Measure(t, w, []diversity.Size{s}, repeats, seed+1e6*uint64(i+1)) {
			point.Repeat += 100 * (i + 1)
			more = append(more, point)
		}
	}
	return more
}

// trialOfNext adds as many runs to a small study, of the proposed sizes and of random candidates, and returns how far
// off ln K* is without, with the former and with the latter.
func trialOfNext(t *testing.T, world worlds.Planted, o design.NextOptions,
	estimate func([]diversity.Measurement) float64, seed uint64) (none, proposed, random float64) {
	var sizes, candidates []diversity.Size
	for _, budget := range []int{256, 512, 1024} {
		spread, err := diversity.SpreadSizes(diversity.FactorPairs(budget), 5)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, spread[1:4]...)
	}
	for _, s := range diversity.FactorPairs(1024) {
		if s.Classes >= 4 && s.PerClass >= 4 {
			candidates = append(candidates, s)
		}
	}
	points := testkit.Measure(t, world, sizes, 2, seed)
	truth := math.Log(world.BestClasses(float64(o.Target)))
	miss := func(chosen []diversity.Size) float64 {
		return math.Pow(estimate(addRuns(t, world, points, chosen, o.Repeats, seed))-truth, 2)
	}
	var best, drawn []diversity.Size
	rng := rand.New(rand.NewPCG(seed, 1))
	for _, next := range nextSizes(t, points, o) {
		best, drawn = append(best, next.Size), append(drawn, candidates[rng.IntN(len(candidates))])
	}
	return miss(nil), miss(best), miss(drawn)
}

// TestNextSizesTellMore: the sizes proposed for K* at four times the largest budget shrink its true error by more than
// random sizes with as many runs and images do.
func TestNextSizesTellMore(t *testing.T) {
	// in 40 of them chance is greater than the difference
	studies := testkit.Simulated(t, testkit.Simulations{Plain: 120, Whole: 120, Long: 400})
	planted := []worlds.Planted{{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.4, Beta: 0.6, Noise: 0.01}}
	if testkit.Long(t) {
		planted = append(planted, worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.02})
	}
	for _, world := range planted {
		o := design.NextOptions{Target: 4096, Budgets: []int{1024}, Law: laws.Untied{}, Samples: 300, Count: 6, Repeats: 2}
		byLaw := func(points []diversity.Measurement) float64 {
			k := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1}).BestClasses(4096)
			return math.Log(min(max(k, 4), 1024))
		}
		compareNext(t, "untied law", world, o, byLaw, studies)
	}
}

func compareNext(t *testing.T, by string, world worlds.Planted, o design.NextOptions,
	estimate func([]diversity.Measurement) float64, studies int) {
	t.Helper()
	var none, proposed, random float64
	var gained []float64
	for seed := range studies {
		n, p, r := trialOfNext(t, world, o, estimate, uint64(seed))
		none, proposed, random = none+n/float64(studies), proposed+p/float64(studies), random+r/float64(studies)
		gained = append(gained, r-p)
	}
	mean, deviation := stat.MeanStdDev(gained, nil)
	half := 1.96 * deviation / math.Sqrt(float64(studies))
	t.Logf("%s, %d studies of %+v: rms error of ln K* %.3f without, %.3f with the proposed sizes, %.3f with random ones; mean squares differ by %.4f +- %.4f",
		by, studies, world, math.Sqrt(none), math.Sqrt(proposed), math.Sqrt(random), mean, half)
	if mean < -half || by == "untied law" && (proposed > 0.8*none || proposed > 0.95*random) {
		t.Errorf("%s: mean squared error of ln K* %.4f with the proposed sizes, %.4f with random ones, %.4f without", by,
			proposed, random, none)
	}
}

// TestNextSizesReduction checks what the numbers of a proposal say of one another: a chain of deviations, more from
// more runs, more per image.
func TestNextSizesReduction(t *testing.T) {
	points := testkit.Measure(t, testkit.Drifting, testkit.Ladder(256, 1024), 2, 1)
	next := nextSizes(t, points, design.NextOptions{Law: laws.Untied{}, Count: 5, Samples: 200, Repeats: 3})
	for i, s := range next {
		testkit.Near(t, "reduction", s.Reduction, 1-s.After*s.After/(s.Before*s.Before), 1e-12)
		if s.Target != 2048 || s.Images != 3*s.Size.Total() || s.Repeats != 3 || !(s.After < s.Before) {
			t.Errorf("%+v", s)
		}
		if i > 0 {
			testkit.Near(t, "before", s.Before, next[i-1].After, 1e-12)
		}
	}
	one, many := nextSizes(t, points, design.NextOptions{Law: laws.Untied{}, Count: 1, Repeats: 1, Samples: 200}),
		nextSizes(t, points, design.NextOptions{Law: laws.Untied{}, Count: 1, Repeats: 50, Samples: 200})
	if !(many[0].After < one[0].After) || one[0].Before != many[0].Before {
		t.Errorf("50 runs leave %v, one leaves %v", many[0], one[0])
	}
	dear := nextSizes(t, points, design.NextOptions{Law: laws.Untied{}, Count: 1, Samples: 200})[0]
	cheap := nextSizes(t, points, design.NextOptions{Law: laws.Untied{}, Count: 1, Samples: 200, PerImage: true})[0]
	if cheap.Reduction/float64(cheap.Images) < dear.Reduction/float64(dear.Images) || cheap.Reduction > dear.Reduction {
		t.Errorf("per image %v, otherwise %v", cheap, dear)
	}
	limited := nextSizes(t, points, design.NextOptions{Law: laws.Untied{}, Samples: 200, Target: 4096, Budgets: []int{512},
		Limits: diversity.Limits{Classes: 64, PerClass: 128}})
	for _, s := range limited {
		if s.Size.Total() != 512 || s.Size.Classes > 64 || s.Size.PerClass > 128 {
			t.Errorf("outside the limits: %v", s)
		}
	}
}

func TestNextSizesAreTheSameOnAnyNumberOfCores(t *testing.T) {
	points := testkit.Measure(t, testkit.Drifting, testkit.Ladder(256, 1024), 2, 1)
	o := design.NextOptions{Law: laws.Untied{}, Samples: 200}
	many := nextSizes(t, points, o)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if one := nextSizes(t, points, o); !reflect.DeepEqual(many, one) {
		t.Errorf("many cores %v, one %v", many, one)
	}
}

func TestNextSizesRefuse(t *testing.T) {
	points := testkit.Measure(t, testkit.Drifting, testkit.Ladder(256, 1024), 2, 1)
	with := func(edit func(*design.NextOptions)) design.NextOptions {
		o := design.NextOptions{Law: laws.Tied{}, Samples: 100}
		edit(&o)
		return o
	}
	cases := []struct {
		points []diversity.Measurement
		o      design.NextOptions
		want   error
		says   string
	}{
		{points, design.NextOptions{}, diversity.ErrInvalid, "NextOptions.Law"},
		{nil, design.NextOptions{Law: laws.Tied{}}, diversity.ErrTooFew, "no points"},
		{points[:4], design.NextOptions{Law: laws.Tied{}}, diversity.ErrTooFew, "one budget"},
		{points, with(func(o *design.NextOptions) { o.Target = -1 }), diversity.ErrInvalid, "NextOptions.Target = -1"},
		{points, with(func(o *design.NextOptions) { o.Count = -1 }), diversity.ErrInvalid, "NextOptions.Count = -1"},
		{points, with(func(o *design.NextOptions) { o.Repeats = -1 }), diversity.ErrInvalid, "NextOptions.Repeats = -1"},
		{points, with(func(o *design.NextOptions) { o.Budgets = []int{} }), diversity.ErrInvalid, "NextOptions.Budgets"},
		{points, with(func(o *design.NextOptions) { o.Budgets = []int{0} }), diversity.ErrInvalid, "budget = 0"},
		{points, with(func(o *design.NextOptions) { o.Samples = 3 }), diversity.ErrInvalid, "Samples = 3"},
		{points, with(func(o *design.NextOptions) { o.Limits.PerClass = -1 }), diversity.ErrInvalid, "Limits.PerClass = -1"},
		{points, with(func(o *design.NextOptions) { o.Law = testkit.Broken{Law: laws.Tied{}} }), laws.ErrLaw, "panicked"},
		{points, with(func(o *design.NextOptions) { o.Law = laws.Flat{} }), diversity.ErrTooFew, "flat law"},
		{testkit.Measure(t, testkit.Invariant, testkit.Ladder(256, 512, 1024), 2, 1),
			with(func(o *design.NextOptions) { o.Law = laws.Pooled{} }), theory.ErrNoOptimum, "same in all 100 draws"},
	}
	for _, c := range cases {
		if next, err := design.NextSizes(c.points, c.o); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("want %q, got %v, %v", c.says, next, err)
		}
	}
}
