package worlds_test

import (
	"errors"
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/worlds"
)

// TestTwoStepIsTheGaussianWorld: both have the same mean error and the same spread, by a z test over 60 draws each.
func TestTwoStepIsTheGaussianWorld(t *testing.T) {
	sizes := []diversity.Size{{Classes: 32, PerClass: 16}, {Classes: 12, PerClass: 40}}
	slow, err := estimate.Summary(testkit.Measure(t, worlds.TwoStep{}, sizes, 60, 1))
	if err != nil {
		t.Fatal(err)
	}
	fast, err := estimate.Summary(testkit.Measure(t, worlds.Gaussian{}, sizes, 60, 2))
	if err != nil {
		t.Fatal(err)
	}
	for i := range slow {
		z := (slow[i].Error.Value - fast[i].Error.Value) / math.Hypot(slow[i].StdErr, fast[i].StdErr)
		if ratio := slow[i].StdErr / fast[i].StdErr; math.Abs(z) > 3 || ratio < 0.6 || ratio > 1.6 {
			t.Errorf("%v: %v and %v, z = %.1f, spreads in the ratio %.2f", slow[i].Size, slow[i].Error, fast[i].Error, z, ratio)
		}
	}
}

// TestTwoStepByHand: two classes along two hidden axes are found exactly, so that of three hidden directions a third is
// missed; classes along an axis that is not hidden find nothing.
func TestTwoStepByHand(t *testing.T) {
	w := worlds.TwoStep{Gaussian: worlds.Gaussian{Dimensions: 5, Rank: 3}}
	axis := func(d int, length float64) worlds.Class {
		image := make([]float64, 5)
		image[d] = length
		other := make([]float64, 5) // their average has half the length
		return worlds.Class{Mean: make([]float64, 5), Images: [][]float64{image, other}}
	}
	for _, c := range []struct {
		classes []worlds.Class
		want    float64
	}{
		{[]worlds.Class{axis(0, 2), axis(2, 1)}, 1.0 / 3},
		{[]worlds.Class{axis(4, 2), axis(3, 1)}, 1},
		{[]worlds.Class{axis(0, 2), axis(1, 1), axis(2, 3), axis(4, 0.1)}, 0},
		{[]worlds.Class{axis(0, 2), axis(1, 1), axis(2, 0.1), axis(4, 3)}, 1.0 / 3},
	} {
		got, err := w.ErrorOf(c.classes)
		if err != nil || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("error %v (%v), want %v", got, err, c.want)
		}
	}
	if average := axis(1, 3).Average(); average[1] != 1.5 || average[0] != 0 {
		t.Errorf("average %v", average)
	}
}

// TestTwoStepDraw: classes differ in hidden directions only, and a seed fixes the draw.
func TestTwoStepDraw(t *testing.T) {
	w, size := worlds.TwoStep{}, diversity.Size{Classes: 3, PerClass: 4}
	classes, err := w.Draw(size, 1)
	if err != nil || len(classes) != 3 || len(classes[2].Images) != 4 || len(classes[0].Images[3]) != 100 {
		t.Fatalf("%d classes, %v", len(classes), err)
	}
	for d, value := range classes[1].Mean {
		if (value != 0) != (d < 10) {
			t.Errorf("coordinate %d of a mean is %v", d, value)
		}
	}
	again, _ := w.Draw(size, 1)
	other, _ := w.Draw(size, 2)
	if again[2].Images[1][50] != classes[2].Images[1][50] || other[2].Images[1][50] == classes[2].Images[1][50] {
		t.Error("a draw does not depend on its seed, or on more")
	}
}

func TestTwoStepRefuses(t *testing.T) {
	bad := worlds.TwoStep{Gaussian: worlds.Gaussian{Within: -1}}
	_, ofWorld := bad.Draw(diversity.Size{Classes: 2, PerClass: 2}, 1)
	_, ofSize := worlds.TwoStep{}.Draw(diversity.Size{Classes: 0, PerClass: 2}, 1)
	_, measured := bad.Measure([]diversity.Size{{Classes: 2, PerClass: 2}}, 1, 1)
	_, judged := bad.ErrorOf(nil)
	_, short := worlds.TwoStep{}.ErrorOf([]worlds.Class{{Mean: make([]float64, 7)}})
	_, empty := worlds.TwoStep{}.ErrorOf([]worlds.Class{{Mean: make([]float64, 100)}})
	_, ragged := worlds.TwoStep{}.ErrorOf([]worlds.Class{{Mean: make([]float64, 100), Images: [][]float64{{1}}}})
	for i, err := range []error{ofWorld, ofSize, measured, judged, short, empty, ragged} {
		if !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("input %d: %v", i, err)
		}
	}
	if e, err := (worlds.TwoStep{}).ErrorOf(nil); err != nil || e != 1 {
		t.Errorf("no classes: error %v, %v, want 1", e, err)
	}
}

// TestPricedClassesAreTheLowestOnAGrid, and without a price those of the law's own formula.
func TestPricedClassesAreTheLowestOnAGrid(t *testing.T) {
	w := worlds.Planted{E: 0.05, A: 0.6, B: 0.3, Alpha: 0.3, Beta: 0.9}
	for _, price := range []float64{0, 1, 20, 300} {
		const total = 4096.0
		best := w.BestClassesPriced(total, price)
		least, at := math.Inf(1), 0.0
		for lnK := 0.0; total/math.Exp(lnK)-price >= 1; lnK += 1e-3 {
			if e := w.ErrorAt(math.Exp(lnK), total/math.Exp(lnK)-price); e < least {
				least, at = e, math.Exp(lnK)
			}
		}
		testkit.Near(t, "K*", math.Log(best), math.Log(at), 2e-3)
	}
	testkit.Near(t, "K* without a price", w.BestClassesPriced(4096, 0), w.BestClasses(4096), 1e-9*w.BestClasses(4096))
	ends := worlds.Planted{A: 1, B: 1e-9, Alpha: 1}
	testkit.Near(t, "all classes", ends.BestClassesPriced(100, 1), 50, 1e-9)
	ends.A, ends.B = 1e-9, 1
	testkit.Near(t, "one class", ends.BestClassesPriced(100, 1), 1, 1e-9)
	for _, bad := range [][2]float64{{1, 1}, {0, 0}, {100, -1}, {math.Inf(1), 1}, {math.NaN(), 1}, {1, math.NaN()}} {
		if k := w.BestClassesPriced(bad[0], bad[1]); !math.IsNaN(k) {
			t.Errorf("%v: %v", bad, k)
		}
	}
}
