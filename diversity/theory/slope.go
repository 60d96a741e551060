package theory

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"

	"gonum.org/v1/gonum/stat"
)

// Slope is how the best number of classes moves with the budget, d ln K* / d ln N, from the measured minima alone:
// 0 if the best number of classes stays, 1/2 if the best ratio x = K/n stays (the invariance of arXiv 2305.12224),
// 1 if the best number of images per class stays.
type Slope struct {
	estimate.Estimate
	Minima []Minimum // the minima it was taken from, by rising budget
	// Linearity says whether a line describes the minima at all
	Linearity Linearity
	AtEnd     int // how many of them are not interior, so that the true minimum may be outside what was measured
}

// censored says where the minima lie at an end of what was measured, and what to measure; empty if none does.
func (s Slope) censored() (all bool, advice string) {
	var fewer, more []string
	for _, m := range s.Minima {
		switch {
		case !m.AtEnd:
		case m.Best.Size == m.Sizes[0].Size:
			fewer = append(fewer, fmt.Sprintf("below K = %d at N = %d", m.Best.Size.Classes, m.Budget))
		default:
			more = append(more, fmt.Sprintf("above K = %d at N = %d", m.Best.Size.Classes, m.Budget))
		}
	}
	if places := slices.Concat(fewer, more); len(places) > 0 {
		all = len(places) == len(s.Minima)
		advice = fmt.Sprintf(" At %d of %d budgets the best size is an end of what was measured, so that the minimum may lie beyond: measure %s.",
			len(places), len(s.Minima), strings.Join(places, ", "))
	}
	return all, advice
}

// MeasureSlope fits a line to ln K* over ln N through the minima of the budgets (see [Minima]). It needs two budgets;
// its interval is a percentile interval over resampled runs. Where the best size of a resample is an end of what was
// measured, all that is known is that K* lies there or beyond, and so of the slope: it may be unbounded on one side or
// on both.
func MeasureSlope(points []diversity.Measurement, o MinimaOptions) (Slope, error) {
	minima, bottoms, err := minimaWithResamples(points, o)
	if err != nil {
		return Slope{}, err
	}
	if len(minima) < 2 {
		return Slope{}, tooFewForSlope(minima)
	}
	slope := Slope{Minima: minima}
	lnN, lnK := make([]float64, len(minima)), make([]float64, len(minima))
	for i, minimum := range minima {
		lnN[i], lnK[i] = math.Log(float64(minimum.Budget)), math.Log(minimum.Classes.Value)
		if !minimum.Interior {
			slope.AtEnd++
		}
	}
	slope.Value = lineSlope(lnN, lnK)
	count := len(bottoms[0].low)
	resampled := ranges{make([]float64, count), make([]float64, count)}
	low, high := make([]float64, len(minima)), make([]float64, len(minima))
	for r := range count {
		for i, bottom := range bottoms {
			low[i], high[i] = bottom.low[r], bottom.high[r]
		}
		resampled.low[r], resampled.high[r] = slopesWithin(lnN, low, high)
	}
	freedom := worstFreedom(points, minima, o)
	slope.Interval = confidence{cmp.Or(o.Level, estimate.DefaultLevel), freedom}.around(resampled)
	slope.Linearity = testLinearity(minima, lnN, lnK, bottoms, freedom)
	return slope, nil
}

func tooFewForSlope(minima []Minimum) error {
	return fmt.Errorf("%w: one budget (N = %d): a slope needs at least 2, better 3 that span a factor of 8",
		diversity.ErrTooFew, minima[0].Budget)
}

// worstFreedom is that of the budget whose noise is known worst: a slope is no better known than its ends.
func worstFreedom(points []diversity.Measurement, minima []Minimum, o MinimaOptions) float64 {
	freedom := math.Inf(1)
	for i, budget := range budgetsWithin(grouping.BySize(points), o.Tolerance) {
		freedom = min(freedom, freedomAround(budget, minima[i].Best.Size, o.reach()))
	}
	return freedom
}

// lineSlope is the slope of the least-squares line of y on x.
func lineSlope(x, y []float64) float64 {
	_, slope := stat.LinearRegression(x, y, nil, false)
	return slope
}

// slopesWithin are the lowest and the highest slope of the least-squares line of values that are known to lie within
// low..high.
func slopesWithin(x, low, high []float64) (least, most float64) {
	middle, squares := stat.Mean(x, nil), 0.0
	for i := range x {
		from := x[i] - middle
		squares += from * from
		switch {
		case from > 1e-9:
			least, most = least+from*low[i], most+from*high[i]
		case from < -1e-9: // in between a value does not tilt the line
			least, most = least+from*high[i], most+from*low[i]
		}
	}
	return least / squares, most / squares
}
