package worlds_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/worlds"
)

func TestPlantedPointsStayWhenOthersAreAdded(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.5, B: 0.5, Alpha: 0.5, Noise: 0.02}
	few := testkit.Measure(t, world, testkit.Ladder(256), 2, 7)
	many := testkit.Measure(t, world, testkit.Ladder(128, 256), 3, 7)
	found := 0
	for _, point := range many {
		for _, old := range few {
			if reflect.DeepEqual(point, old) {
				found++
			}
		}
	}
	if found != len(few) {
		t.Errorf("%d of %d points are the same", found, len(few))
	}
	if other := testkit.Measure(t, world, testkit.Ladder(256), 2, 8); reflect.DeepEqual(other, few) {
		t.Error("the seed changes nothing")
	}
}

func TestPlantedNoiseHasItsSize(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.5, B: 0.5, Alpha: 0.5, Noise: 0.02}
	points := testkit.Measure(t, world, []diversity.Size{testkit.Size(16, 16)}, 2000, 1)
	sum := 0.0
	for _, point := range points {
		sum += math.Pow(point.Error-world.ErrorAt(16, 16), 2)
	}
	testkit.Near(t, "standard deviation", math.Sqrt(sum/2000), 0.02, 0.0015)
}

func TestPlantedErrorsStayErrorRates(t *testing.T) {
	for _, point := range testkit.Measure(t, worlds.Planted{E: 0.9, A: 3, Alpha: 0.1, Noise: 0.5}, testkit.Ladder(64), 20,
		1) {
		if err := point.Validate(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWorldsRefuse(t *testing.T) {
	good := worlds.Planted{E: 0.1, A: 0.5, B: 0.5, Alpha: 0.5}
	with := func(edit func(*worlds.Planted)) worlds.World {
		w := good
		edit(&w)
		return w
	}
	sizes := testkit.Ladder(64)
	cases := []struct {
		world   worlds.World
		sizes   []diversity.Size
		repeats int
		says    string
	}{
		{with(func(w *worlds.Planted) { w.E = -1 }), sizes, 1, "Planted.E = -1"},
		{with(func(w *worlds.Planted) { w.A = math.NaN() }), sizes, 1, "Planted.A = NaN"},
		{with(func(w *worlds.Planted) { w.B = math.Inf(1) }), sizes, 1, "Planted.B = +Inf"},
		{with(func(w *worlds.Planted) { w.Alpha = 0 }), sizes, 1, "Planted.Alpha = 0"},
		{with(func(w *worlds.Planted) { w.Beta = -2 }), sizes, 1, "Planted.Beta = -2"},
		{with(func(w *worlds.Planted) { w.Noise = -2 }), sizes, 1, "Planted.Noise = -2"},
		{good, sizes, 0, "repeats = 0"},
		{good, []diversity.Size{testkit.Size(0, 4)}, 1, "Size.Classes = 0"},
	}
	for _, c := range cases {
		if points, err := c.world.Measure(c.sizes, c.repeats, 1); points != nil || !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("want %q, got %v", c.says, err)
		}
	}
}
