package theory_test

import (
	"context"
	"errors"
	"math"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// long says whether the long form of a simulation is wanted; it prints how to get it where it is not.
func long(t testing.TB) bool {
	t.Helper()
	wanted := os.Getenv("DIVERSITY_LONG") != ""
	if !wanted {
		t.Log("the short form: set DIVERSITY_LONG=1 for the long one")
	}
	return wanted
}

// manyOrFew is how many of something to simulate: few with -short, and with the race detector, which is slow and needs to see few.
func manyOrFew(many, few int) int {
	if raceDetector || testing.Short() {
		return few
	}
	return many
}

func power(t testing.TB, world theory.World, o theory.PowerOptions) theory.PowerCurve {
	t.Helper()
	curve, err := theory.Power(context.Background(), world, o)
	if err != nil {
		t.Fatal(err)
	}
	return curve
}

// powerDesign is small enough for a test.
func powerDesign(t testing.TB) theory.PowerOptions {
	o := theory.PowerOptions{Budgets: [][]int{{256, 1024, 4096}}, Repeats: []int{3, 6}, Studies: manyOrFew(150, 40), Replicates: 100}
	if long(t) {
		o = theory.PowerOptions{Budgets: [][]int{{256, 512, 1024}, {256, 1024, 4096}}, Repeats: []int{2, 3, 5, 10, 20}, Studies: 1000}
	}
	return o
}

var (
	invariant = theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.02}
	drifting  = theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Beta: 0.6, Noise: 0.02} // slope 0.6
)

// TestPowerRisesWithRepeats: in an invariant world the test rejects about as seldom as it promises; in a drifting one more
// repeats and a greater effect tell.
func TestPowerRisesWithRepeats(t *testing.T) {
	for _, test := range []theory.PowerTest{theory.BySlope, theory.ByLaws} {
		o := powerDesign(t)
		o.Test = test
		size, tells := power(t, invariant, o), power(t, drifting, o)
		t.Logf("invariant world\n%v", size)
		t.Logf("slope 0.6\n%v", tells)
		for i, cell := range size.Cells {
			most := 0.07
			if cell.Repeats == 2 && test == theory.BySlope {
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
		near(t, "mean slope", last.Effect, 0.6, 0.04)
		near(t, "mean slope", size.Cells[1].Effect, 0.5, 0.05)
	}
}

// TestPowerIsTheSameOnAnyNumberOfCores also counts runs and images, and holds a cell against the tests of its studies one by one.
func TestPowerIsTheSameOnAnyNumberOfCores(t *testing.T) {
	o := theory.PowerOptions{Budgets: [][]int{{64, 256}}, Repeats: []int{2, 3}, Studies: 20, Replicates: 50, Seed: 5}
	many := power(t, drifting, o)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	if one := power(t, drifting, o); !reflect.DeepEqual(many, one) {
		t.Errorf("with many cores\n%v\nwith one\n%v", many, one)
	}
	cell := many.Cells[1] // 64 has 5 sizes with K, n >= 2, and 256 has 7
	if cell.Runs != 36 || cell.Images != 3*(5*64+7*256) || cell.Studies != 20 {
		t.Errorf("cell %+v", cell)
	}
	o.Seed++
	if other := power(t, drifting, o); reflect.DeepEqual(other, many) {
		t.Error("the seed changes nothing")
	}
}

// TestPowerAnswers: Wilson's interval of 8 in 10 is 0.490 to 0.943 (Newcombe 1998 has such tables).
func TestPowerAnswers(t *testing.T) {
	cell := func(repeats, images int, power float64) theory.PowerCell {
		return theory.PowerCell{Budgets: []int{512, 1024}, Repeats: repeats, Images: images, Power: theory.Estimate{Value: power}}
	}
	curve := theory.PowerCurve{Cells: []theory.PowerCell{cell(3, 300, 0.4), cell(5, 500, 0.82), cell(10, 1000, 0.9), cell(5, 400, 0.81), cell(20, 350, 0.99)}}
	if best, err := curve.Repeats(0.8); err != nil || best.Repeats != 5 || best.Images != 400 {
		t.Errorf("fewest repeats: %+v, %v", best, err)
	}
	if best, err := curve.Cheapest(0.8); err != nil || best.Images != 350 {
		t.Errorf("fewest images: %+v, %v", best, err)
	}
	if _, err := curve.Repeats(0.995); !errors.Is(err, theory.ErrTooFew) || !strings.Contains(err.Error(), "with 20 repeats") {
		t.Errorf("nothing reaches 0.995: %v", err)
	}
	for _, share := range []float64{0, 1, -1, math.NaN()} {
		if _, err := curve.Repeats(share); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "power") {
			t.Errorf("power %v: %v", share, err)
		}
	}
	if _, err := (theory.PowerCurve{}).Cheapest(0.8); !errors.Is(err, theory.ErrTooFew) {
		t.Errorf("without cells: %v", err)
	}
	all := power(t, theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.3, Beta: 1.2, Noise: 0.001},
		theory.PowerOptions{Budgets: [][]int{{256, 4096}}, Repeats: []int{3}, Studies: 10, Test: theory.ByLaws})
	near(t, "Wilson's lower end of 10 in 10", all.Cells[0].Power.Interval.Low, 0.7225, 1e-4)
	near(t, "Wilson's upper end of 10 in 10", all.Cells[0].Power.Interval.High, 1, 1e-12)
}

// failing is a world that fails.
type failing struct{ panics bool }

func (b failing) Measure([]diversity.Size, int, uint64) ([]diversity.Measurement, error) {
	if b.panics {
		panic("no")
	}
	return nil, diversity.Invalid("broken", true, "a world that works")
}

func TestPowerRefuses(t *testing.T) {
	quick := theory.PowerOptions{Budgets: [][]int{{64, 256}}, Repeats: []int{2}, Studies: 2, Replicates: 50}
	with := func(edit func(*theory.PowerOptions)) theory.PowerOptions {
		o := quick
		edit(&o)
		return o
	}
	cases := []struct {
		world theory.World
		o     theory.PowerOptions
		want  error
		says  string
	}{
		{nil, quick, diversity.ErrInvalid, "world"},
		{theory.Planted{}, quick, diversity.ErrInvalid, "Planted.Alpha"},
		{failing{}, quick, diversity.ErrInvalid, "2 repeats: broken"},
		{failing{panics: true}, quick, theory.ErrLaw, "panicked"},
		{invariant, with(func(o *theory.PowerOptions) { o.Budgets = [][]int{{64}} }), diversity.ErrInvalid, "at least two budgets"},
		{invariant, with(func(o *theory.PowerOptions) { o.Budgets = [][]int{{64, -1}} }), diversity.ErrInvalid, "budget = -1"},
		{invariant, with(func(o *theory.PowerOptions) { o.Budgets = [][]int{{64, 127}} }), theory.ErrTooFew, "budget 127 has 0 sizes"},
		{invariant, with(func(o *theory.PowerOptions) { o.Budgets = [][]int{{64, 64}} }), theory.ErrTooFew, "one budget"},
		{invariant, with(func(o *theory.PowerOptions) { o.Repeats = []int{1} }), diversity.ErrInvalid, "PowerOptions.Repeats"},
		{invariant, with(func(o *theory.PowerOptions) { o.Sizes = 2 }), diversity.ErrInvalid, "PowerOptions.Sizes = 2"},
		{invariant, with(func(o *theory.PowerOptions) { o.Studies = -1 }), diversity.ErrInvalid, "PowerOptions.Studies = -1"},
		{invariant, with(func(o *theory.PowerOptions) { o.Replicates = 3 }), diversity.ErrInvalid, "PowerOptions.Replicates = 3"},
		{invariant, with(func(o *theory.PowerOptions) { o.Test = "vote" }), diversity.ErrInvalid, "PowerOptions.Test = vote"},
		{invariant, with(func(o *theory.PowerOptions) { o.Level = 1 }), diversity.ErrInvalid, "Level = 1"},
		{invariant, with(func(o *theory.PowerOptions) { o.Octaves = -1 }), diversity.ErrInvalid, "Octaves = -1"},
		{invariant, with(func(o *theory.PowerOptions) { o.Limits.Classes = -1 }), diversity.ErrInvalid, "Limits.Classes = -1"},
	}
	for _, c := range cases {
		if _, err := theory.Power(context.Background(), c.world, c.o); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("want %q, got %v", c.says, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theory.Power(ctx, invariant, quick); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancelling: %v", err)
	}
}
