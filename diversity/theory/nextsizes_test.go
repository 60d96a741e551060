package theory_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"

	"gonum.org/v1/gonum/stat"
)

func nextSizes(t testing.TB, points []diversity.Measurement, o theory.NextOptions) []theory.NextSize {
	t.Helper()
	next, err := theory.NextSizes(points, o)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// addRuns measures more runs of some sizes, under repeats of their own.
func addRuns(t testing.TB, w theory.World, points []diversity.Measurement, sizes []diversity.Size, repeats int, seed uint64) []diversity.Measurement {
	t.Helper()
	more := append([]diversity.Measurement(nil), points...)
	for i, s := range sizes {
		for _, point := range measure(t, w, []diversity.Size{s}, repeats, seed+1e6*uint64(i+1)) {
			point.Repeat += 100 * (i + 1)
			more = append(more, point)
		}
	}
	return more
}

// trialOfNext adds as many runs to a small study, of the proposed sizes and of random candidates, and returns how far off ln K* is without, with the
// former and with the latter.
func trialOfNext(t *testing.T, world theory.Planted, o theory.NextOptions, estimate func([]diversity.Measurement) float64, seed uint64) (none, proposed, random float64) {
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
	points := measure(t, world, sizes, 2, seed)
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

// TestNextSizesTellMore: the sizes proposed for K* at four times the largest budget shrink its true error by more than random sizes with as many
// runs and images do.
func TestNextSizesTellMore(t *testing.T) {
	studies := simulated(t, simulations{plain: 120, whole: 120, long: 400}) // in 40 of them chance is greater than the difference
	worlds := []theory.Planted{{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.4, Beta: 0.6, Noise: 0.01}}
	if long(t) {
		worlds = append(worlds, theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.02})
	}
	for _, world := range worlds {
		o := theory.NextOptions{Target: 4096, Budgets: []int{1024}, Law: theory.Untied{}, Samples: 300, Count: 6, Repeats: 2}
		byLaw := func(points []diversity.Measurement) float64 {
			k := fit(t, points, theory.Untied{}, theory.FitOptions{Replicates: -1}).BestClasses(4096)
			return math.Log(min(max(k, 4), 1024))
		}
		compareNext(t, "untied law", world, o, byLaw, studies)
		if long(t) {
			o.Law, o.Laws, o.Target = nil, []theory.Law{}, 1024 // far out its K* is mostly a prior, which few runs change
			bySurface := func(points []diversity.Measurement) float64 {
				return math.Log(min(max(surfaceBest(t, surface(t, points, quick), 1024, diversity.Limits{}).Classes.Value, 4), 256))
			}
			compareNext(t, "surface", world, o, bySurface, studies/10)
		}
	}
}

func compareNext(t *testing.T, by string, world theory.Planted, o theory.NextOptions, estimate func([]diversity.Measurement) float64, studies int) {
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
		t.Errorf("%s: mean squared error of ln K* %.4f with the proposed sizes, %.4f with random ones, %.4f without", by, proposed, random, none)
	}
}

// TestNextSizesReduction checks what the numbers of a proposal say of one another: a chain of deviations, more from more runs, more per image.
func TestNextSizesReduction(t *testing.T) {
	points := measure(t, drifting, ladder(256, 1024), 2, 1)
	next := nextSizes(t, points, theory.NextOptions{Law: theory.Untied{}, Count: 5, Samples: 200, Repeats: 3})
	for i, s := range next {
		near(t, "reduction", s.Reduction, 1-s.After*s.After/(s.Before*s.Before), 1e-12)
		if s.Target != 2048 || s.Images != 3*s.Size.Total() || s.Repeats != 3 || !(s.After < s.Before) {
			t.Errorf("%+v", s)
		}
		if i > 0 {
			near(t, "before", s.Before, next[i-1].After, 1e-12)
		}
	}
	one, many := nextSizes(t, points, theory.NextOptions{Law: theory.Untied{}, Count: 1, Repeats: 1, Samples: 200}), nextSizes(t, points, theory.NextOptions{Law: theory.Untied{}, Count: 1, Repeats: 50, Samples: 200})
	if !(many[0].After < one[0].After) || one[0].Before != many[0].Before {
		t.Errorf("50 runs leave %v, one leaves %v", many[0], one[0])
	}
	dear := nextSizes(t, points, theory.NextOptions{Law: theory.Untied{}, Count: 1, Samples: 200})[0]
	cheap := nextSizes(t, points, theory.NextOptions{Law: theory.Untied{}, Count: 1, Samples: 200, PerImage: true})[0]
	if cheap.Reduction/float64(cheap.Images) < dear.Reduction/float64(dear.Images) || cheap.Reduction > dear.Reduction {
		t.Errorf("per image %v, otherwise %v", cheap, dear)
	}
	limited := nextSizes(t, points, theory.NextOptions{Law: theory.Untied{}, Samples: 200, Target: 4096, Budgets: []int{512}, Limits: diversity.Limits{Classes: 64, PerClass: 128}})
	for _, s := range limited {
		if s.Size.Total() != 512 || s.Size.Classes > 64 || s.Size.PerClass > 128 {
			t.Errorf("outside the limits: %v", s)
		}
	}
}

func TestNextSizesAreTheSameOnAnyNumberOfCores(t *testing.T) {
	points := measure(t, drifting, ladder(256, 1024), 2, 1)
	o := theory.NextOptions{Samples: 200, Laws: []theory.Law{}}
	many := nextSizes(t, points, o)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if one := nextSizes(t, points, o); !reflect.DeepEqual(many, one) {
		t.Errorf("many cores %v, one %v", many, one)
	}
}

func TestNextSizesRefuse(t *testing.T) {
	points := measure(t, drifting, ladder(256, 1024), 2, 1)
	with := func(edit func(*theory.NextOptions)) theory.NextOptions {
		o := theory.NextOptions{Law: theory.Tied{}, Samples: 100}
		edit(&o)
		return o
	}
	cases := []struct {
		points []diversity.Measurement
		o      theory.NextOptions
		want   error
		says   string
	}{
		{nil, theory.NextOptions{}, theory.ErrTooFew, "no points"},
		{points[:4], theory.NextOptions{}, theory.ErrTooFew, "one budget"},
		{points, with(func(o *theory.NextOptions) { o.Target = -1 }), diversity.ErrInvalid, "NextOptions.Target = -1"},
		{points, with(func(o *theory.NextOptions) { o.Count = -1 }), diversity.ErrInvalid, "NextOptions.Count = -1"},
		{points, with(func(o *theory.NextOptions) { o.Repeats = -1 }), diversity.ErrInvalid, "NextOptions.Repeats = -1"},
		{points, with(func(o *theory.NextOptions) { o.Budgets = []int{} }), diversity.ErrInvalid, "NextOptions.Budgets"},
		{points, with(func(o *theory.NextOptions) { o.Budgets = []int{0} }), diversity.ErrInvalid, "budget = 0"},
		{points, with(func(o *theory.NextOptions) { o.Samples = 3 }), diversity.ErrInvalid, "Samples = 3"},
		{points, with(func(o *theory.NextOptions) { o.Limits.PerClass = -1 }), diversity.ErrInvalid, "Limits.PerClass = -1"},
		{points, with(func(o *theory.NextOptions) { o.Law = broken{theory.Tied{}} }), theory.ErrLaw, "panicked"},
		{points, with(func(o *theory.NextOptions) { o.Law = theory.Flat{} }), theory.ErrTooFew, "flat law"},
		{measure(t, invariant, ladder(256, 512, 1024), 2, 1), with(func(o *theory.NextOptions) { o.Law = theory.Pooled{} }), theory.ErrNoOptimum, "same in all 100 draws"},
	}
	for _, c := range cases {
		if next, err := theory.NextSizes(c.points, c.o); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("want %q, got %v, %v", c.says, next, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, law := range []theory.Law{nil, theory.Tied{}} {
		if _, err := theory.NextSizesContext(ctx, points, theory.NextOptions{Law: law}); !errors.Is(err, context.Canceled) {
			t.Errorf("after cancelling: %v", err)
		}
	}
}
