package theory_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// anyDesign is a world whose best ratio is 1 at every budget: K* = sqrt(N).
var anyDesign = worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.004}

// designs are laid out otherwise than in budgets of several sizes, each with repeats or without.
func designs() map[string][]diversity.Size {
	sizes := map[string][]diversity.Size{}
	for _, k := range []int{5, 10, 25, 60, 150} {
		for i, n := range []int{3, 7, 20, 45, 110} {
			sizes["a grid without equal budgets"] = append(sizes["a grid without equal budgets"], testkit.Size(k, n))
			if (k+i)%3 > 0 {
				sizes["a ragged grid"] = append(sizes["a ragged grid"], testkit.Size(k, n))
			}
		}
	}
	rng := diversity.Stream(7, diversity.ForBootstrap, 0)
	for range 32 {
		k, n := 4*math.Exp(4*rng.Float64()), 2*math.Exp(4*rng.Float64())
		sizes["at random"] = append(sizes["at random"], testkit.Size(int(k), int(n)))
	}
	return sizes
}

// triedDesigns are all of them, or one with -short.
func triedDesigns(t *testing.T) map[string][]diversity.Size {
	t.Helper()
	all := designs()
	if testing.Short() {
		const tried = "a ragged grid"
		t.Log("with -short the ragged grid is tried")
		return map[string][]diversity.Size{tried: all[tried]}
	}
	return all
}

// TestAnyDesignIsPredicted: at 16,384 images the best size is K = n = 128, however the runs were laid out, and the
// interval of K* holds it.
func TestAnyDesignIsPredicted(t *testing.T) {
	for name, sizes := range triedDesigns(t) {
		points := testkit.Measure(t, anyDesign, sizes, 1, 3)
		p, err := theory.Predict(context.Background(), points, 16384, theory.PredictOptions{Seed: 1})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !p.Classes.Interval.Contains(128) || p.Classes.Value < 90 || p.Classes.Value > 180 {
			t.Errorf("%s: K* = %v, want 128", name, p.Classes)
		}
		if p.Regret.Value > 0.01 {
			t.Errorf("%s: regret %v", name, p.Regret)
		}
		if !p.Error.Interval.Contains(anyDesign.E + 2*0.8/math.Sqrt(128)) {
			t.Errorf("%s: error %v, want %v", name, p.Error, anyDesign.E+2*0.8/math.Sqrt(128))
		}
	}
}

// TestSlopeOfAnyDesign: without a budget of three sizes the surface tells the slope, 1/2.
func TestSlopeOfAnyDesign(t *testing.T) {
	for name, sizes := range triedDesigns(t) {
		points := testkit.Measure(t, anyDesign, sizes, 1, 4)
		surface, err := theory.Surface(context.Background(), points, theory.SurfaceOptions{Seed: 1})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if slope := surface.Slope(); !slope.Interval.Contains(0.5) || math.Abs(slope.Value-0.5) > 0.2 {
			t.Errorf("%s: slope %v, want 0.5", name, slope)
		}
	}
}

// TestOptimaTellSurfaceFromMeasured: a grid of powers of two has budgets with one size, two and more.
func TestOptimaTellSurfaceFromMeasured(t *testing.T) {
	var sizes []diversity.Size
	for _, k := range []int{8, 16, 32, 64} {
		for _, n := range []int{8, 16, 32, 64} {
			sizes = append(sizes, testkit.Size(k, n))
		}
	}
	points := testkit.Measure(t, anyDesign, sizes, 3, 5)
	surface, err := theory.Surface(context.Background(), points, theory.SurfaceOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	optima, err := theory.Optima(context.Background(), points, surface, theory.MinimaOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]bool{64: false, 128: false, 256: true, 512: true, 1024: true, 2048: false, 4096: false}
	if len(optima) != len(want) {
		t.Fatalf("%d optima: %v", len(optima), optima)
	}
	for _, o := range optima {
		if measured := want[o.Budget]; o.Measured != measured || (o.Minimum != nil) != measured {
			t.Errorf("N = %d: from the %s", o.Budget, o.Source())
		}
		if o.Measured && math.Abs(math.Log(o.Classes.Value/math.Sqrt(float64(o.Budget)))) > 0.4 {
			t.Errorf("N = %d: K* = %v, want %.0f", o.Budget, o.Classes, math.Sqrt(float64(o.Budget)))
		}
	}
	without, err := theory.Optima(context.Background(), points, nil, theory.MinimaOptions{Seed: 1})
	if err != nil || len(without) != 5 { // two sizes must do
		t.Errorf("without a surface: %v, %v", without, err)
	}
}

// TestOptimaOfManyBudgets: of 32 budgets with a size each eight are shown, the first and the last among them.
func TestOptimaOfManyBudgets(t *testing.T) {
	points := testkit.Measure(t, anyDesign, designs()["at random"], 1, 6)
	surface, err := theory.Surface(context.Background(), points, theory.SurfaceOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	optima, err := theory.Optima(context.Background(), points, surface, theory.MinimaOptions{})
	if err != nil || len(optima) != 8 {
		t.Fatalf("%d optima, %v", len(optima), err)
	}
	least, most := math.MaxInt, 0
	for _, point := range points {
		least, most = min(least, point.Size.Total()), max(most, point.Size.Total())
	}
	if optima[0].Budget != least || optima[7].Budget != most {
		t.Errorf("budgets %d to %d, want %d to %d", optima[0].Budget, optima[7].Budget, least, most)
	}
}

// TestTolerance: sizes of 492 to 500 images are one budget of 3% and four of 0.
func TestTolerance(t *testing.T) {
	sizes := []diversity.Size{testkit.Size(100, 5), testkit.Size(12, 41), testkit.Size(31, 16), testkit.Size(4, 123)}
	points := testkit.Measure(t, anyDesign, sizes, 3, 1)
	minima, err := theory.Minima(points, theory.MinimaOptions{Tolerance: 0.03})
	if err != nil || len(minima) != 1 {
		t.Fatalf("%v, %v", minima, err)
	}
	m := minima[0]
	if m.Budget != 495 { // the mean of 492, 492, 496 and 500
		t.Errorf("the budget is %d", m.Budget)
	}
	var classes []int
	for _, s := range m.Sizes {
		classes = append(classes, s.Size.Classes)
	}
	if !slices.Equal(classes, []int{4, 12, 31, 100}) || !m.Classes.Interval.Contains(math.Sqrt(495)) {
		t.Errorf("K = %v, K* = %v", classes, m.Classes)
	}
	if _, err := theory.Minima(points, theory.MinimaOptions{}); !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("without a tolerance: %v", err)
	}
	curves, others, err := theory.Curves(points, theory.MinimaOptions{})
	if err != nil || len(curves) != 6 || len(others) != 6 {
		t.Errorf("%d and %d runs, %v", len(curves), len(others), err)
	}
	for _, tolerance := range []float64{-0.1, 0.3, math.NaN()} {
		_, err := theory.Minima(points, theory.MinimaOptions{Tolerance: tolerance})
		if !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("tolerance %v: %v", tolerance, err)
		}
	}
}

// TestCompareLawsOfAnyDesign: the laws are held out by bands of budgets, and the law of the world is not rejected.
func TestCompareLawsOfAnyDesign(t *testing.T) {
	points := testkit.Measure(t, anyDesign, designs()["at random"], 2, 3)
	scores, err := theory.CompareLaws(context.Background(), points, []laws.Law{laws.Tied{}, laws.Flat{}},
		theory.CompareOptions{BootstrapSamples: 50})
	if err != nil {
		t.Fatal(err)
	}
	if scores[0].Law.Name() != "tied" || scores[0].LackOfFit.Rejects() || !(scores[0].HeldOut < 0.01) {
		t.Errorf("the best is %v", scores[0])
	}
	if !scores[1].LackOfFit.Rejects() || !(scores[1].HeldOut > 0.01) {
		t.Errorf("the flat law is %v", scores[1])
	}
}
