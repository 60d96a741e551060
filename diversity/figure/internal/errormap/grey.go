package errormap

import (
	"math"
	"slices"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/contour"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/figure/internal/scale"
)

// The grey over the ground of a contour where nothing was measured.
const (
	greyColor   = "#a6a6a6" // between the colours of both themes
	greyOpacity = 0.62
)

// measuredReach is how far beyond the measured sizes and budgets the ground is shown without it, as a factor.
const measuredReach = math.Sqrt2

// unmeasured greys the ground where no size was measured near by: outside of the measured numbers of classes, of images
// per class, and budgets. Without it a law's value at a far budget would have the strongest colour of all.
func (c contourChart) unmeasured() []chart.Series {
	square := []contour.Point{{U: 0, V: 0}, {U: 1, V: 0}, {U: 1, V: 1}, {U: 0, V: 1}}
	near := c.nearMeasured(square)
	if len(near) < 3 {
		return nil
	}
	slices.Reverse(near) // a hole
	return []chart.Series{c.filled([][]contour.Point{append(square, square[0]), append(near, near[0])}, greyColor,
		greyOpacity)}
}

// nearMeasured cuts a convex polygon to where sizes were measured or nearly.
func (c contourChart) nearMeasured(polygon []contour.Point) []contour.Point {
	k, _ := scale.SpanOf(perbudget.Classes(c.budgets))
	n, _ := scale.SpanOf(perbudget.PerClass(c.budgets))
	lnK, lnN := math.Log(c.k.High/c.k.Low), math.Log(c.n.High/c.n.Low) // lengths of the axes
	smallest, largest := float64(c.budgets[0].Total), float64(c.budgets[len(c.budgets)-1].Total)
	origin := c.k.Low * c.n.Low
	for _, edge := range []contour.HalfPlane{
		{A: 1, B: 0, C: c.k.Share(k.Low / measuredReach)}, {A: -1, B: 0, C: -c.k.Share(k.High * measuredReach)},
		{A: 0, B: 1, C: c.n.Share(n.Low / measuredReach)}, {A: 0, B: -1, C: -c.n.Share(n.High * measuredReach)},
		{A: lnK, B: lnN, C: math.Log(smallest / measuredReach / origin)},
		{A: -lnK, B: -lnN, C: -math.Log(largest * measuredReach / origin)},
	} {
		polygon = edge.Cut(polygon)
	}
	return polygon
}
