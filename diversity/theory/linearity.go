package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/numeric"

	"gonum.org/v1/gonum/stat/distuv"
)

// Linearity is the test of whether ln K* follows a line over ln N: by the difference of its slopes over the upper and
// the lower half of the budgets, which share the middle one.
type Linearity struct {
	// Known is false with fewer than three budgets, without repeats, and where a minimum may lie beyond an end.
	Known            bool
	Early, Late      float64 // slopes d ln K*/d ln N over the lower and the upper half
	Middle           int     // the budget that they share
	T, PValue        float64 // of Late - Early by Student's t, with the standard error over resampled runs
	DegreesOfFreedom float64 // of T
}

// bentPValue is the chance of so much bend below which a line is said to bend. It is lower than the usual 5%, since a
// parabola through few sizes is biased a little, otherwise at each budget.
const bentPValue = 0.01

// Rejects reports whether the data contradict a line.
func (l Linearity) Rejects() bool { return l.Known && l.PValue < bentPValue }

// String reads "slope 0.31 up to N = 1024, 0.85 from there on (p = 0.002)".
func (l Linearity) String() string {
	if !l.Known {
		return "not known"
	}
	return fmt.Sprintf("slope %.2f up to N = %d, %.2f from there on (p = %.2g)", l.Early, l.Middle, l.Late, l.PValue)
}

// testLinearity compares the two halves over the resamples, whose bottoms are by budget.
func testLinearity(minima []Minimum, lnN, lnK []float64, bottoms []ranges, freedom float64) Linearity {
	const mostUnknown = 0.05 // share of the resamples with a minimum that may lie beyond an end
	l := Linearity{DegreesOfFreedom: freedom}
	if len(minima) < 3 || freedom < 1 {
		return l
	}
	middle := len(minima) / 2
	halves := func(y []float64) (early, late float64) {
		return lineSlope(lnN[:middle+1], y[:middle+1]), lineSlope(lnN[middle:], y[middle:])
	}
	l.Early, l.Late = halves(lnK)
	l.Middle = minima[middle].Budget
	var bends []float64
	y := make([]float64, len(minima))
	for r := range bottoms[0].low {
		inside := true
		for i, bottom := range bottoms {
			y[i] = bottom.low[r]
			inside = inside && bottom.low[r] == bottom.high[r]
		}
		if inside {
			early, late := halves(y)
			bends = append(bends, late-early)
		}
	}
	count := float64(len(bottoms[0].low))
	const leastSpread = 1e-9 // of slopes near 1/2: less is rounding, of repeats without noise
	spread := math.Sqrt(numeric.Variance(bends))
	if l.Known = spread > leastSpread && float64(len(bends)) >= (1-mostUnknown)*count; l.Known {
		l.T = (l.Late - l.Early) / spread
		l.PValue = 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Survival(math.Abs(l.T))
	}
	return l
}

// judgeBend is the verdict where a line bends.
func (l Linearity) judgeBend(slope estimate.Estimate, v Verdict) Verdict {
	v.Outcome, v.moves = Rejected, 0
	v.Sentence = fmt.Sprintf("The best ratio is not invariant: ln K* bends over ln N (%v). The line through it (slope %.2f) is an average of the two and no slope to go on with.",
		l, slope.Value)
	return v
}
