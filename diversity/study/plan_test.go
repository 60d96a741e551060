package study

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"tradeoff/diversity"
)

func TestPlanShowsTheWholePictureEarly(t *testing.T) {
	s := small()
	s.Budgets, s.SizesPerBudget, s.Repeats = []int{16, 64}, 5, 2
	var got []string
	for _, run := range mustPlan(t, s) {
		got = append(got, run.Spec())
	}
	want := strings.Fields(`control#0 2x8#0 4x4#0 8x2#0 4x16#0 8x8#0 32x2#0 16x4#0
		control#1 2x8#1 4x4#1 8x2#1 4x16#1 8x8#1 32x2#1 16x4#1`)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("plan is\n%v, want\n%v", got, want)
	}
}

func TestLevels(t *testing.T) {
	for _, c := range []struct{ want []int }{
		{[]int{}}, {[]int{0}}, {[]int{0, 0}}, {[]int{0, 0, 0}}, {[]int{0, 0, 1, 0}},
		{[]int{0, 1, 0, 1, 0}}, {[]int{0, 1, 2, 0, 1, 2, 0}}, {[]int{0, 2, 1, 2, 0, 2, 1, 2, 0}},
	} {
		if got := levels(len(c.want)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("levels(%d) = %v, want %v", len(c.want), got, c.want)
		}
	}
}

func TestSeedsDependOnTheRepeatAlone(t *testing.T) {
	seeds := map[int]uint64{}
	for _, run := range mustPlan(t, small()) {
		if seed, have := seeds[run.Repeat]; have && seed != run.Seed {
			t.Errorf("%v has seed %d, others of its repeat %d", run, run.Seed, seed)
		}
		seeds[run.Repeat] = run.Seed
	}
	if len(seeds) != 2 || seeds[0] == seeds[1] {
		t.Errorf("seeds of the repeats are %v, want two different ones", seeds)
	}
	if seeds[1] != diversity.DeriveSeed(small().Seed, diversity.ForRun, 1) {
		t.Error("the seed of a repeat is not the one derived for it")
	}
}

func TestExplicitSizes(t *testing.T) {
	s := small()
	s.Budgets, s.SizesPerBudget, s.Repeats = nil, 0, 1
	s.Sizes = []diversity.Size{{Classes: 8, PerClass: 2}, {Classes: 2, PerClass: 2}, {Classes: 2, PerClass: 8},
		{Classes: 4, PerClass: 4}}
	var got []string
	for _, run := range mustPlan(t, s) {
		got = append(got, run.Spec())
	}
	if want := strings.Fields("control#0 2x8#0 4x4#0 8x2#0 2x2#0"); !reflect.DeepEqual(got, want) {
		t.Errorf("plan is %v, want %v", got, want)
	}
}

func TestSpecRoundTrip(t *testing.T) {
	for _, run := range mustPlan(t, small()) {
		if got, err := small().ParseRun(run.Spec()); err != nil || got != run {
			t.Errorf("%s reads as %+v (%v), want %+v", run.Spec(), got, err, run)
		}
	}
	for _, wrong := range []string{"", "4x4", "4x4#", "4x4#-1", "4#0", "x4#0", "4x#0", "0x4#0", "4x21#0", "4x4#10000",
		"control", "control#x", "4x4x4#0"} {
		if _, err := small().ParseRun(wrong); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%q: error %v, want ErrInvalid", wrong, err)
		}
	}
}
