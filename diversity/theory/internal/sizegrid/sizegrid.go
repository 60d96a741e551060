package sizegrid

import (
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
)

// cellsOfView is the fineness of a curve: over 9 octaves of K a cell is an eighth of ln 2 wide, and straight lines
// between the places miss a parabola by a hundredth of a point.
const cellsOfView = 48

// Within finds the range of the sizes with at least the smallest measured K and n; all, which is not known
// territory, if there are none.
func Within(points []diversity.Measurement, sizes []diversity.Size) (from, to int, known bool) {
	leastK := grouping.Distinct(points, func(m diversity.Measurement) int { return m.Size.Classes })[0]
	leastN := grouping.Distinct(points, func(m diversity.Measurement) int { return m.Size.PerClass })[0]
	within := func(s diversity.Size) bool { return s.Classes >= leastK && s.PerClass >= leastN }
	from = slices.IndexFunc(sizes, within)
	if from < 0 {
		return 0, len(sizes), false
	}
	to = from
	for to < len(sizes) && within(sizes[to]) {
		to++
	}
	return from, to, true
}

// Even lays out the places of a curve over ln K; around a single size if there is one only.
func Even(low, high float64) []float64 {
	if low == high {
		low, high = low-math.Ln2, high+math.Ln2
	}
	grid := make([]float64, cellsOfView+1)
	for i := range grid {
		grid[i] = low + (high-low)*float64(i)/cellsOfView
	}
	return grid
}

// Interpolate interpolates a curve on an even grid.
func Interpolate(grid, curve []float64, lnK float64) float64 {
	cell := (lnK - grid[0]) / (grid[1] - grid[0])
	i := min(max(int(cell), 0), len(grid)-2)
	share := min(max(cell-float64(i), 0), 1)
	return curve[i] + share*(curve[i+1]-curve[i])
}

// Bottom is ln K at the bottom of a curve on an even grid, by the parabola through the lowest place and its
// neighbours; infinite where the curve falls towards an end.
func Bottom(lnK, curve []float64) float64 {
	i := ArgMin(curve[:len(lnK)])
	switch i {
	case 0:
		return math.Inf(-1)
	case len(lnK) - 1:
		return math.Inf(1)
	}
	bend := curve[i-1] - 2*curve[i] + curve[i+1]
	if !(bend > 0) {
		return lnK[i]
	}
	return lnK[i] + (lnK[1]-lnK[0])*(curve[i-1]-curve[i+1])/(2*bend)
}

// LnClasses is ln K of a size.
func LnClasses(size diversity.Size) float64 { return math.Log(float64(size.Classes)) }

// ArgMin is the index of the smallest value.
func ArgMin(values []float64) int {
	best := 0
	for i, value := range values {
		if value < values[best] {
			best = i
		}
	}
	return best
}

// Nearest is the index of the size whose ln K is nearest.
func Nearest(sizes []diversity.Size, lnK float64) int { return NearestBy(sizes, LnClasses, lnK) }

// NearestBy is the index of the size of which some measure is nearest to a target.
func NearestBy(sizes []diversity.Size, measure func(diversity.Size) float64, target float64) int {
	distances := make([]float64, len(sizes))
	for i, size := range sizes {
		distances[i] = math.Abs(measure(size) - target)
	}
	return ArgMin(distances)
}
