package theory

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
)

// LawFit is a law with the parameters that fit a set of points, and how well they do. It is made by [Fit] and is safe
// for concurrent use. Errors are shares in [0, 1]: an RMS of 0.066 is 6.6 points.
type LawFit struct {
	Law        laws.Law
	Parameters []Parameter // coefficients, then exponents

	RMS   float64 // root mean square residual over points; print it beside every conclusion
	R2    float64 // share of the variance of the errors that the law explains
	Noise float64 // standard deviation between runs of one size, pooled; 0 if no size has two runs
	// LackOfFit compares what the law misses of the means of the sizes with the noise between runs.
	LackOfFit LackOfFit

	Points, Runs, Sizes, Budgets int // how many there were

	Converged bool // the projected gradient is zero within rounding
	Starts    int  // number of starts refined
	Agreeing  int  // how many of them reached the best objective

	BootstrapSamples int      // bootstrap refits behind the intervals
	Warnings         []string // plain sentences on what should not be taken at face value

	points     []diversity.Measurement
	replicates [][]float64 // parameters of each refit
	confidence confidence
	options    FitOptions
	shared     bool // by FitTasks
}

// Parameter is one fitted number of a law.
type Parameter struct {
	Name     string
	Value    float64
	Interval estimate.Interval
	Bound    Bound // whether the search ended on a bound, so that the value is not an inner solution
}

// Bound says where a parameter lies in its range.
type Bound string

// Where a parameter may lie.
const (
	Inside  Bound = ""     // between the bounds
	AtZero  Bound = "zero" // a coefficient at 0
	AtLower Bound = "low"  // an exponent at its lower limit
	AtUpper Bound = "high" // an exponent at its upper limit
	// Undetermined marks an exponent whose coefficient is 0: any value fits as well.
	Undetermined Bound = "undetermined"
)

// LackOfFit is the F test of a law against free means of the sizes.
type LackOfFit struct {
	Known            bool    // false without repeats, or with no more sizes than parameters
	F                float64 // mean square misfit of the size means over the mean square between runs
	Between, Within  int     // degrees of freedom
	PValue           float64 // chance of so much misfit if the law were true
	MisfitOfTheMeans float64 // root mean square of (mean of the size - law), an error share
}

// Rejects reports whether the data contradict the law: so much misfit would have a chance below 1% if it were true.
func (t LackOfFit) Rejects() bool { return t.Known && t.PValue < misfitPValue }

// Values returns the parameters as numbers: coefficients, then exponents.
func (f *LawFit) Values() []float64 {
	values := make([]float64, len(f.Parameters))
	for i, parameter := range f.Parameters {
		values[i] = parameter.Value
	}
	return values
}

// Parameter returns a parameter by name.
func (f *LawFit) Parameter(name string) (Parameter, bool) {
	for _, parameter := range f.Parameters {
		if parameter.Name == name {
			return parameter, true
		}
	}
	return Parameter{}, false
}

// ErrorAt is the fitted error at K classes with n images each, which may be any positive real numbers, at most the
// ceiling if the fit has one. Its interval is over the refits: how well the curve is known, not how runs scatter around
// it. It takes a third of a millisecond; [LawFit.FittedError] is the number alone.
func (f *LawFit) ErrorAt(classes, perClass float64) estimate.Estimate {
	lnK, lnn := math.Log(classes), math.Log(perClass)
	e := f.estimate(func(parameters []float64) float64 { return f.at(lnK, lnn, parameters) }, 0, 1)
	e.Interval = e.WithinShare().Interval
	return e
}

// FittedError is the value of [LawFit.ErrorAt] without its interval, as fast as the law itself: for grids and curves.
func (f *LawFit) FittedError(classes, perClass float64) float64 {
	return f.at(math.Log(classes), math.Log(perClass), f.Values())
}

// TeX is the law followed by the fitted values, for display.
func (f *LawFit) TeX() string {
	var values []string
	for _, parameter := range f.Parameters {
		values = append(values, fmt.Sprintf("%s = %.3g", parameter.Name, parameter.Value))
	}
	return f.Law.TeX() + `, \quad ` + strings.Join(values, `,\ `)
}

// Contrast is the difference of two parameters with its interval, for example a - b of [laws.Untied], which is 0 if and
// only if the best ratio is invariant (see the package documentation). The error names the parameters that the law has.
func (f *LawFit) Contrast(first, second string) (estimate.Estimate, error) {
	i, err := f.index(first)
	if err != nil {
		return estimate.Estimate{}, err
	}
	j, err := f.index(second)
	if err != nil {
		return estimate.Estimate{}, err
	}
	return f.estimate(func(parameters []float64) float64 { return parameters[i] - parameters[j] }, math.Inf(-1),
		math.Inf(1)), nil
}

func (f *LawFit) index(name string) (int, error) {
	names := laws.ParameterNames(f.Law)
	i := slices.Index(names, name)
	if i < 0 {
		return 0, diversity.Invalid("parameter", name, "one of "+strings.Join(names, ", "))
	}
	return i, nil
}

// estimate evaluates a quantity at the fit and over the refits. The bounds stand in where it is undetermined.
func (f *LawFit) estimate(quantity func(parameters []float64) float64, lowest, highest float64) estimate.Estimate {
	values := make([]float64, len(f.replicates))
	for i, parameters := range f.replicates {
		values[i] = quantity(parameters)
	}
	return estimate.Estimate{Value: quantity(f.Values()),
		Interval: f.confidenceFor(quantity).interval(values, lowest, highest)}
}

// String is a report of several lines: parameters with intervals, misfit, and warnings.
func (f *LawFit) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s law%s, %s\n", f.Law.Name(), f.ofScore(), countsOf(f.Runs, f.Sizes, f.Budgets))
	for _, parameter := range f.Parameters {
		fmt.Fprintf(&b, "  %-3s %s", parameter.Name, estimate.Estimate{Value: parameter.Value, Interval: parameter.Interval})
		switch parameter.Bound {
		case Inside:
		case Undetermined:
			b.WriteString("  (undetermined)")
		default:
			b.WriteString("  (at a bound)")
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "  rms residual %.2f points, between runs %.2f points, R2 %.3f, %d of %d starts agree", 100*f.RMS,
		100*f.Noise, f.R2, f.Agreeing, f.Starts)
	for _, warning := range f.Warnings {
		b.WriteString("\n  ! " + warning)
	}
	return b.String()
}

// BestClasses is the real-valued number of classes K* that minimises the fitted error at a budget, without limits: 0 if
// fewer classes are always better, +Inf if more are, NaN if it makes no difference. [LawFit.BestAt] gives the exact
// size, with intervals.
func (f *LawFit) BestClasses(budget float64) float64 {
	return laws.BestClasses(f.Law, budget, f.Values())
}

// countsOf reads "63 runs of 21 sizes, 3 budgets".
func countsOf(runs, sizes, budgets int) string {
	return fmt.Sprintf("%s of %s, %s", display.Count(runs, "run"), display.Count(sizes, "size"),
		display.Count(budgets, "budget"))
}
