package theory

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
)

// Fitted is a law with the parameters that fit a set of points, and how well they do. It is made by [Fit] and is safe
// for concurrent use. Errors are shares in [0, 1]: an RMS of 0.066 is 6.6 points.
type Fitted struct {
	Law        Law
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

	Replicates int      // bootstrap refits behind the intervals
	Warnings   []string // plain sentences on what should not be taken at face value

	points     []diversity.Measurement
	replicates [][]float64 // parameters of each refit
	level      float64
}

// Parameter is one fitted number of a law.
type Parameter struct {
	Name     string
	Value    float64
	Interval Interval
	Bound    Bound // whether the search ended on a bound, so that the value is not an inner solution
}

// Bound says where a parameter lies in its range.
type Bound string

// The places of a parameter.
const (
	Inside  Bound = ""     // between the bounds
	AtZero  Bound = "zero" // a coefficient at 0
	AtLower Bound = "low"  // an exponent at its lower limit
	AtUpper Bound = "high" // an exponent at its upper limit
)

// LackOfFit is the F test of a law against free means of the sizes.
type LackOfFit struct {
	Known            bool    // false without repeats, or with no more sizes than parameters
	F                float64 // mean square misfit of the size means over the mean square between runs
	Between, Within  int     // degrees of freedom
	PValue           float64 // chance of so much misfit if the law were true
	MisfitOfTheMeans float64 // root mean square of (mean of the size - law), an error share
}

// Values returns the parameters as numbers: coefficients, then exponents.
func (f *Fitted) Values() []float64 {
	values := make([]float64, len(f.Parameters))
	for i, parameter := range f.Parameters {
		values[i] = parameter.Value
	}
	return values
}

// Parameter returns a parameter by name.
func (f *Fitted) Parameter(name string) (Parameter, bool) {
	for _, parameter := range f.Parameters {
		if parameter.Name == name {
			return parameter, true
		}
	}
	return Parameter{}, false
}

// ErrorAt is the fitted error at K classes with n images each; both may be any positive real numbers.
func (f *Fitted) ErrorAt(classes, perClass float64) float64 {
	return Value(f.Law, math.Log(classes), math.Log(perClass), f.Values())
}

// TeX is the law followed by the fitted values, for display.
func (f *Fitted) TeX() string {
	var values []string
	for _, parameter := range f.Parameters {
		values = append(values, fmt.Sprintf("%s = %.3g", parameter.Name, parameter.Value))
	}
	return f.Law.TeX() + `, \quad ` + strings.Join(values, `,\ `)
}
