package design_test

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
	"tradeoff/diversity/theory/design"
	"tradeoff/diversity/worlds"
)

func power(t testing.TB, world worlds.World, o design.PowerOptions) design.PowerCurve {
	t.Helper()
	curve, err := design.Power(context.Background(), world, o)
	if err != nil {
		t.Fatal(err)
	}
	return curve
}

// powerDesign is small enough for a test.
func powerDesign(t testing.TB) design.PowerOptions {
	o := design.PowerOptions{Budgets: [][]int{{256, 1024, 4096}}, Repeats: []int{3, 6},
		Studies: testkit.ManyOrFew(150, 40), BootstrapSamples: 100}
	if testkit.Long(t) {
		o = design.PowerOptions{Budgets: [][]int{{256, 512, 1024}, {256, 1024, 4096}}, Repeats: []int{2, 3, 5, 10, 20},
			Studies: 1000}
	}
	return o
}

// TestPowerRisesWithRepeats: in an invariant world the test rejects about as seldom as it promises; in a drifting one
// more repeats and a greater effect tell.
func TestPowerRisesWithRepeats(t *testing.T) {
	for _, test := range []design.PowerTest{design.BySlope, design.ByLaws} {
		o := powerDesign(t)
		o.Test = test
		size, tells := power(t, testkit.Invariant, o), power(t, testkit.Drifting, o)
		t.Logf("invariant world\n%v", size)
		t.Logf("slope 0.6\n%v", tells)
		for i, cell := range size.Cells {
			most := 0.07
			if cell.Repeats == 2 && test == design.BySlope {
				most = 0.1 // as documented at PowerOptions.Repeats
			}
			if cell.Power.Interval.Low > most {
				t.Errorf("%s: in an invariant world %v are rejected with %d repeats", test, cell.Power, cell.Repeats)
			}
			if !(tells.Cells[i].Power.Value > cell.Power.Value) {
				t.Errorf("%s: power %v in a drifting world, %v in an invariant one", test, tells.Cells[i].Power, cell.Power)
			}
		}
		first, last := tells.Cells[0], tells.Cells[len(tells.Cells)-1]
		if last.Power.Value < min(1, first.Power.Value+0.1) {
			t.Errorf("%s: power %v with %d repeats, %v with %d", test, first.Power, first.Repeats, last.Power, last.Repeats)
		}
		testkit.Near(t, "mean slope", last.Effect, 0.6, 0.04)
		testkit.Near(t, "mean slope", size.Cells[1].Effect, 0.5, 0.05)
	}
}

// TestPowerIsTheSameOnAnyNumberOfCores also counts runs and images, and holds a cell against the tests of its studies
// one by one.
func TestPowerIsTheSameOnAnyNumberOfCores(t *testing.T) {
	o := design.PowerOptions{Budgets: [][]int{{64, 256}}, Repeats: []int{2, 3}, Studies: 20, BootstrapSamples: 50, Seed: 5}
	many := power(t, testkit.Drifting, o)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if one := power(t, testkit.Drifting, o); !reflect.DeepEqual(many, one) {
		t.Errorf("with many cores\n%v\nwith one\n%v", many, one)
	}
	cell := many.Cells[1] // 64 has 5 sizes with K, n >= 2, and 256 has 7
	if cell.Runs != 36 || cell.Images != 3*(5*64+7*256) || cell.Studies != 20 {
		t.Errorf("cell %+v", cell)
	}
	o.Seed++
	if other := power(t, testkit.Drifting, o); reflect.DeepEqual(other, many) {
		t.Error("the seed changes nothing")
	}
}

// TestPowerAnswers: Wilson's interval of 8 in 10 is 0.490 to 0.943 (Newcombe 1998 has such tables).
func TestPowerAnswers(t *testing.T) {
	cell := func(repeats, images int, power float64) design.PowerCell {
		return design.PowerCell{Budgets: []int{512, 1024}, Repeats: repeats, Images: images,
			Power: estimate.Estimate{Value: power}}
	}
	curve := design.PowerCurve{Cells: []design.PowerCell{cell(3, 300, 0.4), cell(5, 500, 0.82), cell(10, 1000, 0.9),
		cell(5, 400, 0.81), cell(20, 350, 0.99)}}
	if best, err := curve.Repeats(0.8); err != nil || best.Repeats != 5 || best.Images != 400 {
		t.Errorf("fewest repeats: %+v, %v", best, err)
	}
	if best, err := curve.Cheapest(0.8); err != nil || best.Images != 350 {
		t.Errorf("fewest images: %+v, %v", best, err)
	}
	if _, err := curve.Repeats(0.995); !errors.Is(err, diversity.ErrTooFew) ||
		!strings.Contains(err.Error(), "with 20 repeats") {
		t.Errorf("nothing reaches 0.995: %v", err)
	}
	for _, share := range []float64{0, 1, -1, math.NaN()} {
		if _, err := curve.Repeats(share); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "power") {
			t.Errorf("power %v: %v", share, err)
		}
	}
	if _, err := (design.PowerCurve{}).Cheapest(0.8); !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("without cells: %v", err)
	}
	all := power(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.3, Beta: 1.2, Noise: 0.001},
		design.PowerOptions{Budgets: [][]int{{256, 4096}}, Repeats: []int{3}, Studies: 10, Test: design.ByLaws})
	testkit.Near(t, "Wilson's lower end of 10 in 10", all.Cells[0].Power.Interval.Low, 0.7225, 1e-4)
	testkit.Near(t, "Wilson's upper end of 10 in 10", all.Cells[0].Power.Interval.High, 1, 1e-12)
}

func TestPowerRefuses(t *testing.T) {
	quick := design.PowerOptions{Budgets: [][]int{{64, 256}}, Repeats: []int{2}, Studies: 2, BootstrapSamples: 50}
	with := func(edit func(*design.PowerOptions)) design.PowerOptions {
		o := quick
		edit(&o)
		return o
	}
	cases := []struct {
		world worlds.World
		o     design.PowerOptions
		want  error
		says  string
	}{
		{nil, quick, diversity.ErrInvalid, "world"},
		{worlds.Planted{}, quick, diversity.ErrInvalid, "Planted.Alpha"},
		{testkit.Failing{}, quick, diversity.ErrInvalid, "2 repeats: broken"},
		{testkit.Failing{Panics: true}, quick, laws.ErrLaw, "panicked"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Budgets = [][]int{{64}} }), diversity.ErrInvalid,
			"at least two budgets"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Budgets = [][]int{{64, -1}} }), diversity.ErrInvalid,
			"budget = -1"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Budgets = [][]int{{64, 127}} }), diversity.ErrTooFew,
			"budget 127 has 0 sizes"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Budgets = [][]int{{64, 64}} }), diversity.ErrTooFew,
			"one budget"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Repeats = []int{1} }), diversity.ErrInvalid,
			"PowerOptions.Repeats"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Sizes = 2 }), diversity.ErrInvalid,
			"PowerOptions.Sizes = 2"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Studies = -1 }), diversity.ErrInvalid,
			"PowerOptions.Studies = -1"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.BootstrapSamples = 3 }), diversity.ErrInvalid,
			"PowerOptions.BootstrapSamples = 3"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Test = "vote" }), diversity.ErrInvalid,
			"PowerOptions.Test = vote"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Level = 1 }), diversity.ErrInvalid, "Level = 1"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Octaves = -1 }), diversity.ErrInvalid, "Octaves = -1"},
		{testkit.Invariant, with(func(o *design.PowerOptions) { o.Limits.Classes = -1 }), diversity.ErrInvalid,
			"Limits.Classes = -1"},
	}
	for _, c := range cases {
		if _, err := design.Power(context.Background(), c.world, c.o); !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("want %q, got %v", c.says, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := design.Power(ctx, testkit.Invariant, quick); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}
