package diversity

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

func classesOf(sizes []Size) (classes []int) {
	for _, s := range sizes {
		classes = append(classes, s.Classes)
	}
	return classes
}

func spread(t *testing.T, budget int, limits Limits, count int) []Size {
	t.Helper()
	sizes, err := Spread(budget, limits, count)
	if err != nil {
		t.Fatal(err)
	}
	return sizes
}

// TestSpreadHasNoHoles: the default sizes of a study once left out K=16 at N=256, where the optimum was, and kept K=1
// and n=1.
func TestSpreadHasNoHoles(t *testing.T) {
	for _, c := range []struct {
		budget, count int
		limits        Limits
		want          []int
	}{
		{256, 7, Limits{}, []int{2, 4, 8, 16, 32, 64, 128}},
		{512, 7, Limits{}, []int{4, 8, 16, 32, 64, 128, 256}},
		{1024, 7, Limits{}, []int{4, 8, 16, 32, 64, 128, 256}},
		{2048, 7, Limits{}, []int{8, 16, 32, 64, 128, 256, 512}},
		{4096, 9, Limits{}, []int{4, 8, 16, 32, 64, 128, 256, 512, 1024}},
		{4096, 5, Limits{}, []int{4, 16, 64, 256, 1024}},
		{4096, 5, Limits{1024, 1024}, []int{4, 16, 64, 256, 1024}},
		{1024, 4, Limits{512, 256}, []int{4, 16, 64, 256}},
		{4096, 3, Limits{PerClass: 16}, []int{256, 512, 1024}},
		{6000, 7, Limits{}, []int{10, 20, 40, 80, 150, 300, 600}},
		{720_720, 7, Limits{}, []int{105, 210, 429, 858, 1716, 3432, 6864}},
		{1 << 20, 7, Limits{}, []int{128, 256, 512, 1024, 2048, 4096, 8192}},
		{6002, 7, Limits{}, []int{2, 3001}},
	} {
		if got := classesOf(spread(t, c.budget, c.limits, c.count)); !slices.Equal(got, c.want) {
			t.Errorf("%d sizes of %d within %+v: K = %v, want %v", c.count, c.budget, c.limits, got, c.want)
		}
	}
}

// TestSpreadOfAnyBudget: sorted, exact, distinct, within the limits, no ends, and as even as the divisors permit.
func TestSpreadOfAnyBudget(t *testing.T) {
	budgets := []int{4, 6, 12, 60, 720, 2310, 5040, 6000, 6002, 65536, 99_999, 720_720, 1 << 20, 963_761_198_400}
	for budget := 100; budget < 400; budget++ {
		budgets = append(budgets, budget)
	}
	for _, budget := range budgets {
		for _, limits := range []Limits{{}, {Classes: 64}, {PerClass: 50}, {Classes: 400, PerClass: 300}} {
			feasible, err := FeasibleSizes(budget, limits)
			inner := InnerSizes(feasible)
			for _, count := range []int{2, 5, 7, 12} {
				sizes, spreadErr := Spread(budget, limits, count)
				if err != nil || len(inner) == 0 {
					if !errors.Is(spreadErr, ErrInvalid) {
						t.Errorf("%d within %+v: %v, %v", budget, limits, sizes, spreadErr)
					}
					continue
				}
				checkSpread(t, fmt.Sprintf("%d of %d within %+v", count, budget, limits), sizes, inner, count)
			}
		}
	}
}

func checkSpread(t *testing.T, what string, sizes, inner []Size, count int) {
	t.Helper()
	if len(sizes) != min(count, len(inner)) {
		t.Errorf("%s: %d sizes of %d", what, len(sizes), len(inner))
	}
	for i, s := range sizes {
		if !slices.Contains(inner, s) || i > 0 && s.Classes <= sizes[i-1].Classes {
			t.Errorf("%s: %v in %v", what, s, sizes)
		}
	}
	if len(sizes) < count || count < 3 {
		return
	}
	steps := stepsOf(sizes)
	for i, step := range steps {
		// A hole is a step of more than 1.6 mean steps with a size left out within its middle half.
		middle := (sizes[i].LogRatio() + sizes[i+1].LogRatio()) / 4
		if mean := total(steps) / float64(len(steps)); step > 1.6*mean &&
			slices.ContainsFunc(inner, func(s Size) bool { return math.Abs(s.LogRatio()/2-middle) < step/4 }) {
			t.Errorf("%s: a hole between %v and %v of %v", what, sizes[i], sizes[i+1], sizes)
		}
	}
}

func stepsOf(sizes []Size) (steps []float64) {
	for i := 1; i < len(sizes); i++ {
		steps = append(steps, (sizes[i].LogRatio()-sizes[i-1].LogRatio())/2)
	}
	return steps
}

func total(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}

// TestEndsWhereAskedFor: one class and one image of each are among the sizes only where they are given.
func TestEndsWhereAskedFor(t *testing.T) {
	sizes, err := SpreadSizes(FactorPairs(64), 3)
	if err != nil || !slices.Equal(classesOf(sizes), []int{1, 8, 64}) {
		t.Errorf("%v, %v", sizes, err)
	}
	if _, err := Spread(4099, Limits{}, 7); !errors.Is(err, ErrInvalid) {
		t.Errorf("a prime has ends only: %v", err)
	}
}
