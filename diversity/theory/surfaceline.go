package theory

import (
	"math"

	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory/internal/gp"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// line is a budget and the range of ln K in which its best size is looked for.
type line struct{ lnN, low, high float64 }

// cellsOfLine is the number of cells of the grid over a line.
const cellsOfLine = 32

// places are the grid over a line.
func (l line) places() []gp.Location {
	places := make([]gp.Location, cellsOfLine+1)
	for i := range places {
		places[i] = gp.Location{LnK: l.low + (l.high-l.low)*float64(i)/cellsOfLine, LnN: l.lnN}
	}
	return places
}

// slopeLines are the budgets with several sizes, as far as these go; or, where fewer than two have three sizes, budgets
// evenly spread over the measured ones, as far as the K and the n go that were measured.
func (f *SurfaceFit) slopeLines() []line {
	var lines []line
	full := 0
	for _, budget := range cutByBudget(grouping.BySize(f.points)) {
		first, last := budget[0][0].Size, budget[len(budget)-1][0].Size
		if len(budget) > 1 {
			lines = append(lines, line{math.Log(float64(first.Total())), sizegrid.LnClasses(first), sizegrid.LnClasses(last)})
		}
		if len(budget) > 2 {
			full++
		}
	}
	if full >= 2 {
		return lines
	}
	return f.evenLines()
}

// evenLines leaves out a tenth of ln N at each end, where few K were measured.
func (f *SurfaceFit) evenLines() []line {
	const count, margin = 5, 0.1
	lnK, lnn, lnN := [2]float64{math.Inf(1), math.Inf(-1)}, [2]float64{math.Inf(1), math.Inf(-1)},
		[2]float64{math.Inf(1), math.Inf(-1)}
	widen := func(of *[2]float64, value float64) { of[0], of[1] = min(of[0], value), max(of[1], value) }
	for _, point := range f.points {
		k, n := sizegrid.LnClasses(point.Size), math.Log(float64(point.Size.PerClass))
		widen(&lnK, k)
		widen(&lnn, n)
		widen(&lnN, k+n)
	}
	lines := make([]line, count)
	for i := range lines {
		at := lnN[0] + (lnN[1]-lnN[0])*(margin+(1-2*margin)*float64(i)/(count-1))
		lines[i] = line{at, max(lnK[0], at-lnn[1]), min(lnK[1], at-lnn[0])}
	}
	return lines
}
