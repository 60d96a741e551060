package nlls

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// Options configures [Solve]. The zero value allows 1,000 steps of each search and gives 95% intervals.
type Options struct {
	Steps int     // most steps of one search, up to 1e6; 0 = 1000
	Level float64 // confidence of the intervals, within (0, 1); 0 = 0.95
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed.
func (o Options) validate() error {
	if o.Steps < 0 || o.Steps > 1_000_000 {
		return diversity.Invalid("Options.Steps", o.Steps, "1..1000000, or 0 for the default 1000")
	}
	if !(o.Level >= 0 && o.Level < 1) {
		return diversity.Invalid("Options.Level", o.Level, "between 0 and 1, or 0 for the default 0.95")
	}
	return nil
}

func (o Options) steps() int {
	if o.Steps == 0 {
		return 1000
	}
	return o.Steps
}

// Reason says why a search ended.
type Reason string

// The reasons. All but StepLimit and Stalled are convergence.
const (
	// GradientZero: the residuals are orthogonal to the model's derivatives within 1e-6 of their length
	// (the relative offset of Bates and Watts 1981), so that no small change of the parameters helps.
	GradientZero Reason = "gradient"
	// ExactFit: the residuals are rounding error of the observations.
	ExactFit Reason = "exact fit"
	// Stalled: no step lowers the sum of squares, yet the gradient is not zero. The derivatives are wrong or the model is
	// not smooth.
	Stalled Reason = "stalled"
	// StepLimit: the steps ran out.
	StepLimit Reason = "steps"
)

// Solution is the answer of [Solve].
type Solution struct {
	Names      []string
	Parameters []float64
	// Deviations are the standard deviations of the parameters, sqrt(diag(s^2 (J'WJ)^-1)) with s = Deviation, the
	// definition of the NIST reference data sets. +Inf marks a parameter that the data do not determine beside the
	// others; 0 one that is held at a bound. They are NaN without degrees of freedom.
	Deviations []float64
	AtBound    []bool // parameters that the gradient presses against a bound

	Residuals        []float64 // observed - model, unweighted
	SumOfSquares     float64   // weighted
	Deviation        float64   // residual standard deviation s = sqrt(SumOfSquares / Freedom)
	DegreesOfFreedom int       // observations minus parameters that are free

	Converged bool
	Reason    Reason
	// relative offset: length of the residuals within the span of the derivatives over their whole length
	Offset      float64
	Steps       int // accepted ones of the best search
	Evaluations int // of the model, by all searches
	Searches    int // searches from the start, by differently bold steps
	Agreeing    int // searches that reached the lowest sum of squares within a millionth

	level float64
}

// Estimate is parameter j with its interval by Student's t, which assumes that the model is nearly linear within it.
func (s Solution) Estimate(j int) estimate.Estimate {
	e := estimate.Estimate{Value: s.Parameters[j]}
	if s.DegreesOfFreedom < 1 || s.AtBound[j] {
		return e
	}
	half := estimate.QuantileT(s.level, float64(s.DegreesOfFreedom)) * s.Deviations[j]
	e.Interval = estimate.Interval{Low: e.Value - half, High: e.Value + half, Level: s.level}
	return e
}

// String is a report of several lines.
func (s Solution) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "sum of squares %.6g, residual standard deviation %.4g, %d degrees of freedom\n", s.SumOfSquares,
		s.Deviation, s.DegreesOfFreedom)
	for j, name := range s.Names {
		fmt.Fprintf(&b, "  %-6s %v", name, s.Estimate(j))
		switch {
		case s.AtBound[j]:
			b.WriteString("  (at a bound)")
		case math.IsInf(s.Deviations[j], 0):
			b.WriteString("  (undetermined)")
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "  ended by %s after %d steps, %d of %d searches agree", s.Reason, s.Steps, s.Agreeing, s.Searches)
	if !s.Converged {
		b.WriteString("\n  ! the search did not converge")
	}
	return b.String()
}
