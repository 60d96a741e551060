package errormap

import (
	"math"
	"slices"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/contour"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/figure/internal/scale"
)

// The veil over the ground of a contour where nothing was measured.
const (
	veilColor   = "#a6a6a6" // between the colours of both themes
	veilOpacity = 0.62
)

// measuredReach is how far beyond the measured sizes and budgets the ground is shown without a veil, as a factor.
const measuredReach = math.Sqrt2

// veil greys the ground where no size was measured near by: outside of the measured numbers of classes, of images per class, and
// budgets. Without it a law's guess for a far budget would have the strongest colour of all.
func (c contourChart) veil() []chart.Series {
	square := []contour.Point{{0, 0}, {1, 0}, {1, 1}, {0, 1}}
	near := c.nearMeasured(square)
	if len(near) < 3 {
		return nil
	}
	slices.Reverse(near) // a hole
	return []chart.Series{c.filled([][]contour.Point{append(square, square[0]), append(near, near[0])}, veilColor, veilOpacity)}
}

// nearMeasured cuts a convex polygon to where sizes were measured or nearly.
func (c contourChart) nearMeasured(polygon []contour.Point) []contour.Point {
	k, _ := scale.SpanOf(perbudget.Classes(c.budgets))
	n, _ := scale.SpanOf(perbudget.PerClass(c.budgets))
	lnK, lnN := math.Log(c.k.High/c.k.Low), math.Log(c.n.High/c.n.Low) // lengths of the axes
	smallest, largest := float64(c.budgets[0].Total), float64(c.budgets[len(c.budgets)-1].Total)
	origin := c.k.Low * c.n.Low
	for _, edge := range []contour.HalfPlane{
		{1, 0, c.k.Share(k.Low / measuredReach)}, {-1, 0, -c.k.Share(k.High * measuredReach)},
		{0, 1, c.n.Share(n.Low / measuredReach)}, {0, -1, -c.n.Share(n.High * measuredReach)},
		{lnK, lnN, math.Log(smallest / measuredReach / origin)}, {-lnK, -lnN, -math.Log(largest * measuredReach / origin)},
	} {
		polygon = edge.Cut(polygon)
	}
	return polygon
}
