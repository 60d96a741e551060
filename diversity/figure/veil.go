package figure

import (
	"math"
	"slices"
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
func (c contourChart) veil() []series {
	square := []at{{0, 0}, {1, 0}, {1, 1}, {0, 1}}
	near := c.nearMeasured(square)
	if len(near) < 3 {
		return nil
	}
	slices.Reverse(near) // a hole
	return []series{c.filled([][]at{append(square, square[0]), append(near, near[0])}, veilColor, veilOpacity)}
}

// nearMeasured cuts a convex polygon to where sizes were measured or nearly.
func (c contourChart) nearMeasured(polygon []at) []at {
	k, _ := spanOf(classesOf(c.budgets))
	n, _ := spanOf(perClassOf(c.budgets))
	lnK, lnN := math.Log(c.k.high/c.k.low), math.Log(c.n.high/c.n.low) // lengths of the axes
	smallest, largest := float64(c.budgets[0].total), float64(c.budgets[len(c.budgets)-1].total)
	origin := c.k.low * c.n.low
	for _, edge := range []halfPlane{
		{1, 0, c.k.share(k.low / measuredReach)}, {-1, 0, -c.k.share(k.high * measuredReach)},
		{0, 1, c.n.share(n.low / measuredReach)}, {0, -1, -c.n.share(n.high * measuredReach)},
		{lnK, lnN, math.Log(smallest / measuredReach / origin)}, {-lnK, -lnN, -math.Log(largest * measuredReach / origin)},
	} {
		polygon = edge.cut(polygon)
	}
	return polygon
}
