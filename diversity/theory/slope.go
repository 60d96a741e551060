package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"

	"gonum.org/v1/gonum/stat"
)

// Slope is how the best number of classes moves with the budget, d ln K* / d ln N, from the measured minima alone:
// 0 if the best number of classes stays, 1/2 if the best ratio x = K/n stays (the invariance of arXiv 2305.12224),
// 1 if the best number of images per class stays.
type Slope struct {
	Estimate
	Minima []Minimum // the minima it was taken from, by rising budget
	AtEnd  int       // how many of them are not interior, so that the true minimum may be outside what was measured
}

// MeasureSlope fits a line to ln K* over ln N through the minima of the budgets (see [Minima]). It needs two budgets;
// its interval is a percentile interval over resampled runs.
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
	resampled := make([]float64, len(bottoms[0]))
	for r := range resampled {
		for i := range minima {
			lnK[i] = bottoms[i][r]
		}
		resampled[r] = lineSlope(lnN, lnK)
	}
	slope.Interval = confidence{levelOr(o.Level), leastFreedom(points, minima, o)}.interval(resampled, math.Inf(-1), math.Inf(1))
	return slope, nil
}

func tooFewForSlope(minima []Minimum) error {
	return fmt.Errorf("%w: one budget (N = %d): a slope needs at least 2, better 3 that span a factor of 8", ErrTooFew, minima[0].Budget)
}

// leastFreedom is that of the budget whose noise is known worst: a slope is no better known than its ends.
func leastFreedom(points []diversity.Measurement, minima []Minimum, o MinimaOptions) float64 {
	freedom := math.Inf(1)
	for i, budget := range cutByBudget(groupBySize(points)) {
		freedom = min(freedom, freedomAround(budget, minima[i].Best.Size, o.reach()))
	}
	return freedom
}

// lineSlope is the slope of the least-squares line of y on x.
func lineSlope(x, y []float64) float64 {
	_, slope := stat.LinearRegression(x, y, nil, false)
	return slope
}
