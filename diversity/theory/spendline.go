package theory

import (
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/theory/internal/gp"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// spendLine are the sizes that a spend can buy: whole ones, and the line of real ones through those that may be chosen.
type spendLine struct {
	spend    Spend
	limits   diversity.Limits
	sizes    []diversity.Size
	from, to int       // range of the sizes that may be chosen
	known    bool      // whether the points know any of them
	lnK      []float64 // even grid
}

// choose lists the indices of the sizes that may be chosen.
func (l *spendLine) choose() []int {
	var indices []int
	for i := l.from; i < l.to; i++ {
		indices = append(indices, i)
	}
	return indices
}

// lnPerClass is ln n of the real-valued n that K classes leave money for, as far as the limits go.
func (l *spendLine) lnPerClass(lnK float64) float64 {
	lnn := l.spend.lnPerClass(lnK)
	if l.limits.PerClass > 0 {
		return min(lnn, math.Log(float64(l.limits.PerClass)))
	}
	return lnn
}

// lowest is the lowest error on the line, given errors at locations.
func (l *spendLine) lowest(errors []float64) float64 {
	return min(slices.Min(errors[l.from:l.to]), slices.Min(errors[len(l.sizes):]))
}

// newSpendLine lets every size be chosen, or with points only those that a surface knows (see [chooseWithin]).
func newSpendLine(s Spend, limits diversity.Limits, points []diversity.Measurement) (*spendLine, error) {
	sizes, err := s.Sizes(limits)
	if err != nil {
		return nil, err
	}
	l := &spendLine{spend: s, limits: limits, sizes: sizes, to: len(sizes), known: true}
	if points != nil {
		l.from, l.to, l.known = sizegrid.Within(points, sizes)
	}
	l.lnK = sizegrid.Even(sizegrid.LnClasses(sizes[l.from]), sizegrid.LnClasses(sizes[l.to-1]))
	if last := len(l.lnK) - 1; math.IsInf(l.at(l.lnK[last]).LnN, 0) || math.IsNaN(l.at(l.lnK[last]).LnN) {
		l.lnK = sizegrid.Even(l.lnK[0], math.Log(s.Total/(s.PerClass+s.PerSample)))
	}
	return l, nil
}

// at is the place on the line at a number of classes.
func (l *spendLine) at(lnK float64) gp.Location {
	return gp.Location{LnK: lnK, LnN: lnK + l.spend.lnPerClass(lnK)}
}

// locations are those of the whole sizes, then those of the grid.
func (l *spendLine) locations() []gp.Location {
	var locations []gp.Location
	for _, size := range l.sizes {
		locations = append(locations, gp.Location{LnK: sizegrid.LnClasses(size), LnN: math.Log(float64(size.Total()))})
	}
	for _, lnK := range l.lnK {
		locations = append(locations, l.at(lnK))
	}
	return locations
}

// bottom is ln K of the best place of the grid, given errors at locations.
func (l *spendLine) bottom(errors []float64) float64 {
	return sizegrid.Bottom(l.lnK, errors[len(l.sizes):])
}
