package diversity

import (
	"errors"
	"math"
	"slices"
	"testing"
)

func TestWholeSizesOfAnyBudget(t *testing.T) {
	for _, budget := range []int{1, 2, 3, 16, 97, 4096, 4099, 5040, 6002, 10_007, 720_720, 1 << 20, 1_000_000_007,
		mostImages} {
		for _, limits := range []Limits{{}, {Classes: 300}, {PerClass: 20}, {Classes: 1000, PerClass: 700}} {
			sizes, err := WholeSizes(budget, limits)
			if err != nil {
				if limits.Classes == 0 || limits.PerClass == 0 {
					if budget < 1_000_000_007 {
						t.Errorf("%d within %+v: %v", budget, limits, err)
					}
				}
				continue
			}
			checkWhole(t, budget, limits, sizes)
		}
	}
}

func checkWhole(t *testing.T, budget int, limits Limits, sizes []Size) {
	t.Helper()
	if len(sizes) > 4000 {
		t.Errorf("%d within %+v: %d sizes", budget, limits, len(sizes))
	}
	for i, s := range sizes {
		left := budget - s.Total()
		beyond := limits.Classes > 0 && s.Classes == limits.Classes
		if !limits.Allows(s) || s.PerClass != budget/s.Classes || left < 0 || left >= s.Classes || left >= s.PerClass &&
			!beyond {
			t.Errorf("%d within %+v: %v leaves %d", budget, limits, s, left)
		}
		if i == 0 {
			continue
		}
		before := sizes[i-1]
		if step := math.Log(float64(s.Classes) / float64(before.Classes)); s.Classes <= before.Classes ||
			step > 2*wholeStep && wholeSize(budget, before.Classes+1, s.Classes) != s {
			t.Errorf("%d within %+v: %v after %v", budget, limits, s, before)
		}
	}
	for _, exact := range FactorPairs(budget) {
		if limits.Allows(exact) && !slices.Contains(sizes, exact) {
			t.Errorf("%d within %+v: the exact size %v is missing", budget, limits, exact)
		}
	}
}

// TestWholeSizesHoldTheBest: no other way to spend a small budget has both more classes and more images of each.
func TestWholeSizesHoldTheBest(t *testing.T) {
	for budget := 1; budget <= 300; budget++ {
		for _, limits := range []Limits{{}, {Classes: 7}, {PerClass: 9}, {Classes: 12, PerClass: 13}} {
			sizes, err := WholeSizes(budget, limits)
			if err != nil {
				if !errors.Is(err, ErrInvalid) || limits.Classes == 0 || limits.PerClass == 0 ||
					limits.Classes*limits.PerClass >= budget {
					t.Errorf("%d within %+v: %v", budget, limits, err)
				}
				continue
			}
			for k := budget / (min(limits.PerClass, budget) + 1); k <= budget; k++ {
				if k < 1 || limits.Classes > 0 && k > limits.Classes {
					continue
				}
				s := Size{k, budget / k}
				matched := slices.ContainsFunc(sizes,
					func(o Size) bool { return o.Classes >= s.Classes && o.PerClass >= s.PerClass })
				if limits.Allows(s) && !matched {
					t.Errorf("%d within %+v: nothing is as large as %v in %v", budget, limits, s, sizes)
				}
			}
		}
	}
}

func TestWholeSizesRefuse(t *testing.T) {
	for _, c := range []struct {
		budget int
		limits Limits
	}{{0, Limits{}}, {-5, Limits{}}, {mostImages + 1, Limits{}}, {math.MaxInt, Limits{PerClass: math.MaxInt}},
		{100, Limits{Classes: -1}}, {10_100, Limits{100, 100}}} {
		if sizes, err := WholeSizes(c.budget, c.limits); !errors.Is(err, ErrInvalid) {
			t.Errorf("%d within %+v: %d sizes, %v", c.budget, c.limits, len(sizes), err)
		}
	}
}
