package errormap

import (
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/contour"
	"tradeoff/diversity/figure/internal/label"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/theory"
)

// The ground of a contour is greyed where no size was measured near by.
func TestTheContourIsVeiledBeyondTheData(t *testing.T) {
	points := measured(t)
	budgets, err := perbudget.Summarize(points)
	must(t, err)
	c := newContourChart(budgets, fitted(t, points, theory.Tied{}), nil)
	near := c.nearMeasured([]contour.Point{{0, 0}, {1, 0}, {1, 1}, {0, 1}})
	for _, p := range near {
		k, n := c.k.At(p.U), c.n.At(p.V)
		if total := k * n; total < 512/math.Sqrt2*0.999 || total > 2048*math.Sqrt2*1.001 {
			t.Errorf("N = %v is without a veil", total)
		}
	}
	for _, m := range points {
		if !insideOf(near, contour.Point{c.k.Share(float64(m.Size.Classes)), c.n.Share(float64(m.Size.PerClass))}) {
			t.Errorf("%v is veiled", m.Size)
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
