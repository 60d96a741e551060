package levels_test

import (
	"context"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/levels"
)

func pairTest(t *testing.T, points []levels.Measurement, o levels.Options, first, second levels.Law,
	refits int) levels.PairTest {
	t.Helper()
	o.BootstrapSamples = -1
	p, err := fit(t, points, o).PairwiseTest(context.Background(), first, second,
		levels.TestOptions{BootstrapSamples: refits})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestPairsFindTheTrueLaw: of two laws that are not nested the one of the world, in either order; of nested ones the
// larger where it is needed.
func TestPairsFindTheTrueLaw(t *testing.T) {
	all := worldsOfLaws(0.02)
	relative := levels.Options{Relative: true}
	for _, c := range []struct {
		world         levels.Planted
		o             levels.Options
		first, second levels.Law
		nested        bool
	}{
		{all[2], relative, levels.Separate{}, levels.Nested{}, false},
		{all[2], relative, levels.Components{}, levels.Separate{}, false},
		{all[1], relative, levels.Total{}, levels.Nested{}, true},
		{all[1], relative, levels.Nested{}, levels.Components{}, true},
		{all[2], levels.Options{Relative: true, Huber: 0.02}, levels.Separate{}, levels.Nested{}, false},
		{all[1], levels.Options{Relative: true, Huber: 0.02}, levels.Components{}, levels.Nested{}, true},
	} {
		points := measured(t, c.world, grid(), 2, 5)
		p := pairTest(t, points, c.o, c.first, c.second, 39)
		if p.Nested != c.nested || p.Better() != c.world.Law || !(p.Needed <= float64(p.Runs)) {
			t.Errorf("%s, %+v: %+v %v", c.world.Law.Name(), c.o, p, p)
		}
		if c.nested {
			continue
		}
		q := pairTest(t, points, c.o, c.second, c.first, 39)
		if math.Abs(p.Difference.Value+q.Difference.Value) > 1e-5*math.Abs(p.Difference.Value) || q.Better() != c.world.Law {
			t.Errorf("the other way round %v is %v", p.Difference, q.Difference)
		}
	}
}

// TestPairsKeepTheirSize: where the smaller law holds it is rejected in no more than one study of twenty, as far as so
// many studies tell; with Huber's loss and wild runs too.
func TestPairsKeepTheirSize(t *testing.T) {
	studies, refits := 3, 39
	if os.Getenv("DIVERSITY_LONG") != "" {
		studies, refits = 40, 99
	} else {
		t.Logf("%d studies; DIVERSITY_LONG=1 takes 40", studies)
	}
	for name, c := range map[string]struct {
		from world
		o    levels.Options
	}{
		"squares": {worldsOfLaws(0.05)[0], levels.Options{Relative: true}},
		"Huber":   {wild{worldsOfLaws(0.05)[0], math.Inf(1)}, levels.Options{Relative: true, Huber: 0.05}},
	} {
		rejected := 0
		for seed := range studies {
			p := pairTest(t, measured(t, c.from, grid(), 2, uint64(seed)), c.o, levels.Components{}, levels.Nested{}, refits)
			if p.Better() != nil {
				rejected++
			}
		}
		t.Logf("%s: rejected in %d of %d studies in which it holds", name, rejected, studies)
		if most := 0.05*float64(studies) + 3*math.Sqrt(0.05*float64(studies)); float64(rejected) > most {
			t.Errorf("%s: rejected in %d of %d studies", name, rejected, studies)
		}
	}
}

// TestPairsSayWhatWouldSettleIt: a small study does not tell the laws apart, and the number of runs that it names does.
func TestPairsSayWhatWouldSettleIt(t *testing.T) {
	w := worldsOfLaws(0.15)[2]
	p := pairTest(t, measured(t, w, grid(), 2, 1), levels.Options{Relative: true}, levels.Nested{}, w.Law, 99)
	if p.Better() != nil || !(p.Needed > float64(p.Runs)) ||
		!strings.Contains(p.String(), "runs of these sizes would settle it") {
		t.Fatalf("%v, %+v", p, p)
	}
	repeats := int(math.Ceil(p.Needed/36)) * 2
	q := pairTest(t, measured(t, w, grid(), repeats, 2), levels.Options{Relative: true}, levels.Nested{}, w.Law, 99)
	if q.Better() != w.Law {
		t.Errorf("%v asked for %v runs; with %d: %v", p, p.Needed, 36*repeats, q)
	}
}

func TestPairErrors(t *testing.T) {
	once := fit(t, measured(t, worldsOfLaws(0.05)[2], grid(), 1, 3), levels.Options{BootstrapSamples: -1})
	exact := fit(t, measured(t, worldsOfLaws(0)[0], grid(), 2, 3), levels.Options{BootstrapSamples: -1})
	var none *levels.Model
	for name, c := range map[string]struct {
		m             *levels.Model
		first, second levels.Law
		o             levels.TestOptions
		want          error
	}{
		"no model":   {none, levels.Total{}, levels.Nested{}, levels.TestOptions{}, diversity.ErrInvalid},
		"no law":     {once, nil, levels.Nested{}, levels.TestOptions{}, laws.ErrLaw},
		"few":        {once, levels.Total{}, levels.Nested{}, levels.TestOptions{BootstrapSamples: 5}, diversity.ErrInvalid},
		"level":      {once, levels.Total{}, levels.Nested{}, levels.TestOptions{Level: 2}, diversity.ErrInvalid},
		"no repeats": {once, levels.Separate{}, levels.Nested{}, levels.TestOptions{}, diversity.ErrTooFew},
		"failing":    {once, failing{}, levels.Nested{}, levels.TestOptions{}, laws.ErrLaw},
		"no noise":   {exact, levels.Components{}, levels.Separate{}, levels.TestOptions{}, diversity.ErrTooFew},
	} {
		if _, err := c.m.PairwiseTest(context.Background(), c.first, c.second, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := once.PairwiseTest(ended, levels.Components{}, levels.Nested{}, levels.TestOptions{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended: %v", err)
	}
}
