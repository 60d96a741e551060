package errormap

import (
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/contour"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// world is a tied law whose best ratio is 4: x* = (A/B)^(1/a) = 2^2.
var world = worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5, Noise: 0.01}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The ground of a contour is greyed where no size was measured near by.
func TestTheContourIsGreyBeyondTheData(t *testing.T) {
	var sizes []diversity.Size
	for _, total := range []int{512, 1024, 2048} {
		spread, err := diversity.Spread(total, diversity.Limits{PerClass: 256}, 7)
		must(t, err)
		sizes = append(sizes, spread...)
	}
	points, err := world.Measure(sizes, 4, 1)
	must(t, err)
	budgets, err := perbudget.Summarize(points)
	must(t, err)
	fit, err := theory.Fit(points, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	must(t, err)
	c := newContourChart(budgets, fit, nil)
	near := c.nearMeasured([]contour.Point{{U: 0, V: 0}, {U: 1, V: 0}, {U: 1, V: 1}, {U: 0, V: 1}})
	for _, p := range near {
		k, n := c.k.At(p.U), c.n.At(p.V)
		if total := k * n; total < 512/math.Sqrt2*0.999 || total > 2048*math.Sqrt2*1.001 {
			t.Errorf("N = %v is not greyed", total)
		}
	}
	for _, m := range points {
		if !insideOf(near, contour.Point{U: c.k.Share(float64(m.Size.Classes)), V: c.n.Share(float64(m.Size.PerClass))}) {
			t.Errorf("%v is greyed", m.Size)
		}
	}
}

// insideOf reports whether a place lies in a convex polygon, anticlockwise.
func insideOf(polygon []contour.Point, p contour.Point) bool {
	for i, a := range polygon {
		b := polygon[(i+1)%len(polygon)]
		if (b.U-a.U)*(p.V-a.V)-(b.V-a.V)*(p.U-a.U) < 0 {
			return false
		}
	}
	return true
}

// Small budgets end at the left of the axes, and their names stand beside it.
func TestNamesOfBudgetsStandClearOfTheDots(t *testing.T) {
	var sizes []diversity.Size
	for _, total := range []int{64, 256, 1024, 4096, 16384} {
		spread, err := diversity.SpreadSizes(diversity.FactorPairs(total), 7)
		must(t, err)
		sizes = append(sizes, spread...)
	}
	points, err := world.Measure(sizes, 1, 1)
	must(t, err)
	budgets, err := perbudget.Summarize(points)
	must(t, err)
	c := newContourChart(budgets, nil, nil)
	beside := 0
	for _, b := range budgets {
		if !c.endsAbove(float64(b.Total)) {
			beside++
			if first := contourLength * c.k.Share(1); first < label.AboveRune*float64(len(budgetLabel(b)))+8 {
				t.Errorf("the name of %d reaches the dots, which begin after %v pixels", b.Total, first)
			}
		}
	}
	if beside == 0 {
		t.Error("no name stands beside the axis")
	}
	if tick := c.option().XAxis[0].Tick.Values[0]; tick != 1 {
		t.Errorf("the first tick of a count is %v", tick)
	}
}
