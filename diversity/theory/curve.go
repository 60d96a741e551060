package theory

import (
	"math"
	"tradeoff/diversity/internal/numeric"
)

// curve is the mean error of the sizes of one budget, by rising number of classes.
type curve struct {
	lnBudget float64
	lnK      []float64
	mean     []float64
}

// bottom finds ln K at the minimum: the vertex of a parabola in ln K through the sizes within reach (in ln K) of the
// best one, weighted equally, or the best size itself where the parabola has no minimum among them. Under the tied law
// a fixed-budget curve is a cosh in ln K, hence symmetric, and a centred parabola is fair; otherwise it is biased
// towards the flatter side (see the package documentation).
func (c curve) bottom(reach float64) (lnK float64, vertex bool) {
	best := 0
	for i, mean := range c.mean {
		if mean < c.mean[best] {
			best = i
		}
	}
	var x, y []float64
	for i := range c.lnK {
		if math.Abs(c.lnK[i]-c.lnK[best]) <= reach+1e-9 {
			x, y = append(x, c.lnK[i]-c.lnK[best]), append(y, c.mean[i])
		}
	}
	at, ok := vertexOf(x, y)
	if !ok {
		return c.lnK[best], false
	}
	return c.lnK[best] + at, true
}

// bounds are what a curve says of ln K at its minimum.
func (c curve) bounds(reach float64) (low, high float64) {
	lnK, vertex := c.bottom(reach)
	if vertex {
		return lnK, lnK
	}
	return c.beyond(lnK)
}

// beyond is a bottom, or where it is an end of what was measured the range from there to infinity, since the minimum
// may lie anywhere beyond. With one class, or one image of each, there is nothing beyond.
func (c curve) beyond(lnK float64) (low, high float64) {
	switch {
	case lnK == c.lnK[0] && lnK > 0:
		return math.Inf(-1), lnK
	case lnK == c.lnK[len(c.lnK)-1] && lnK < c.lnBudget-1e-9:
		return lnK, math.Inf(1)
	}
	return lnK, lnK
}

// vertexOf is where the least-squares parabola through the points has its minimum; false if there are fewer than three
// points, if it opens downwards, or if the minimum is outside the points.
func vertexOf(x, y []float64) (float64, bool) {
	if len(x) < 3 {
		return 0, false
	}
	l := numeric.NewLeastSquares(len(x), 3)
	for i := range x {
		l.Columns[0][i], l.Columns[1][i], l.Columns[2][i], l.Columns[3][i] = 1, x[i], x[i]*x[i], y[i]
	}
	l.Triangularise()
	var c [3]float64
	l.BackSubstitute(c[:])
	if !(c[2] > 0) {
		return 0, false
	}
	at := -c[1] / (2 * c[2])
	return at, x[0] <= at && at <= x[len(x)-1]
}
