package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// Minimum is the bottom of the measured curve of one budget: error against ln K at fixed N, without any law.
type Minimum struct {
	Budget int
	Sizes  []estimate.SizeSummary // the curve, by rising number of classes
	Best   estimate.SizeSummary   // the size with the lowest mean error

	// The vertex of a parabola in ln K through the sizes within two octaves of Best. Vertex is false where it does not
	// exist (fewer than three sizes, no upward curvature or a vertex outside the fitted sizes); then Classes, PerClass
	// and Ratio hold the size of Best. Their intervals are unbounded where the data leave open that the minimum lies
	// beyond what was measured.
	Vertex bool
	// Best is the first or the last size, and there is no vertex: the minimum may lie beyond what was measured
	AtEnd                    bool
	Classes, PerClass, Ratio estimate.Estimate

	Left, Right End  // fewest and most classes
	Interior    bool // both ends are worse than Best, by Student's t at the level of the options ([End.PValue])
}

// End compares the first or last size of a budget's curve with its best size.
type End struct {
	Size   diversity.Size
	Excess float64 // mean error there minus that of the best size
	StdErr float64 // of the excess; 0 if unknown
	// Excess / StandardError; 0 if the end is the best size or was run once, +Inf without any noise
	T                float64
	Paired           bool    // differences within repeats were used; otherwise the standard errors were added (Welch)
	DegreesOfFreedom float64 // degrees of freedom of T
}

// PValue is the chance of so large a T of either sign by noise alone, by Student's t with the degrees of freedom that
// there are: with three repeats a T of 2 is nothing (p = 0.18), and 4.3 is needed for 5%. It is 1 where the noise is
// not known, and 0 where there is none.
func (e End) PValue() float64 {
	e.T = math.Abs(e.T)
	return min(1, 2*e.chance())
}

// String reads "+7.3 points (p = 0.002)".
func (e End) String() string {
	p := e.PValue()
	switch {
	case e.Excess == 0 && e.T == 0:
		return "the best size"
	case e.StdErr == 0 && !math.IsInf(e.T, 1):
		return fmt.Sprintf("%+.1f points (noise not known)", 100*e.Excess)
	case math.IsInf(e.T, 0):
		return fmt.Sprintf("%+.1f points (repeats are identical: no test)", 100*e.Excess)
	case p < 0.001:
		return fmt.Sprintf("%+.1f points (p < 0.001)", 100*e.Excess)
	}
	return fmt.Sprintf("%+.1f points (p = %.2g)", 100*e.Excess, p)
}
