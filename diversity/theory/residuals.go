package theory

import (
	"fmt"
	"math"
	"tradeoff/diversity/internal/numeric"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/sizegrid"

	"gonum.org/v1/gonum/stat"
)

// setParameters names the values, finds which lie on a bound and takes intervals from the refits.
func (f *LawFit) setParameters(values []float64) {
	names, exponents := laws.ParameterNames(f.Law), f.Law.Exponents()
	p := len(f.Law.Coefficients())
	for i, value := range values {
		parameter := Parameter{Name: names[i], Value: value}
		switch {
		case i >= p && f.undetermined(values, i):
			parameter.Bound = Undetermined
		case i < p && value == 0:
			parameter.Bound = AtZero
		case i >= p && value <= exponents[i-p].Low*(1+1e-9):
			parameter.Bound = AtLower
		case i >= p && value >= exponents[i-p].High*(1-1e-9):
			parameter.Bound = AtUpper
		}
		f.Parameters = append(f.Parameters, parameter)
	}
	for i := range f.Parameters {
		parameter := &f.Parameters[i]
		parameter.Interval = f.estimate(func(values []float64) float64 { return values[i] }, math.Inf(-1),
			math.Inf(1)).Interval
		if parameter.Bound == Undetermined {
			parameter.Interval.Low, parameter.Interval.High = exponents[i-p].Low, exponents[i-p].High
		}
	}
}

// undetermined reports whether an exponent changes the law nowhere, because its coefficient is 0.
func (f *LawFit) undetermined(values []float64, exponent int) bool {
	gradient := make([]float64, len(values))
	for _, point := range f.points {
		lnK, lnn := sizegrid.LnClasses(point.Size), math.Log(float64(point.Size.PerClass))
		laws.Gradient(f.Law, lnK, lnn, values, gradient)
		if gradient[exponent] != 0 && !f.saturated(lnK, lnn, values) {
			return false
		}
	}
	return true
}

// setResiduals measures the misfit.
func (f *LawFit) setResiduals(groups [][]diversity.Measurement) {
	grand := 0.0
	for _, point := range f.points {
		grand += point.Error / float64(len(f.points))
	}
	var squares, total, ofMeans, unweighted float64
	for _, group := range groups {
		value := f.FittedError(float64(group[0].Size.Classes), float64(group[0].Size.PerClass))
		miss := -value
		for _, point := range group {
			miss += point.Error / float64(len(group))
			squares += math.Pow(point.Error-value, 2)
			total += math.Pow(point.Error-grand, 2)
		}
		ofMeans += float64(len(group)) * miss * miss
		unweighted += miss * miss
	}
	f.RMS = math.Sqrt(squares / float64(len(f.points)))
	f.R2 = 1 - squares/total
	f.Noise = math.Sqrt(grouping.PooledVariance(groups))
	f.LackOfFit = lackOfFit(ofMeans, f.Noise, len(groups)-len(f.Parameters), len(f.points)-len(groups))
	f.LackOfFit.MisfitOfTheMeans = math.Sqrt(unweighted / float64(len(groups)))
}

// lackOfFit is the classical F test with replicates (Draper and Smith, Applied Regression Analysis, section 2.1).
func lackOfFit(squares, noise float64, between, within int) LackOfFit {
	test := LackOfFit{Between: max(between, 0), Within: within}
	if between < 1 || within < 1 || noise == 0 {
		return test
	}
	test.Known = true
	test.F = squares / float64(between) / (noise * noise)
	test.PValue = numeric.FTail(test.F, float64(between), float64(within))
	return test
}

// sameWithinBudgets is the F test of equal means of all sizes of a budget, whatever the law.
func sameWithinBudgets(groups [][]diversity.Measurement) LackOfFit {
	squares, runs := 0.0, 0
	budgets := cutByBudget(groups)
	for _, budget := range budgets {
		mean, count := 0.0, 0.0
		for _, group := range budget {
			mean, count = mean+float64(len(group))*stat.Mean(grouping.Errors(group), nil), count+float64(len(group))
		}
		for _, group := range budget {
			squares += float64(len(group)) * math.Pow(stat.Mean(grouping.Errors(group), nil)-mean/count, 2)
		}
		runs += int(count)
	}
	return lackOfFit(squares, math.Sqrt(grouping.PooledVariance(groups)), len(groups)-len(budgets), runs-len(groups))
}

// misfitPValue is the chance of so much misfit below which a law is said to misfit.
const misfitPValue = 0.01

// setWarnings writes what a reader must know before using a number.
func (f *LawFit) setWarnings() {
	warn := func(format string, values ...any) { f.Warnings = append(f.Warnings, fmt.Sprintf(format, values...)) }
	if !f.Converged {
		warn("the search did not converge")
	}
	if f.Starts > 1 && f.Agreeing == 1 {
		warn("only 1 of %d starts reached the best fit: there may be a better one", f.Starts)
	}
	if t := f.LackOfFit; t.Rejects() {
		warn("lack of fit: the law misses the means of the sizes by %.1f points (rms) where runs of one size scatter by %.1f (F = %.1f, p = %.2g); trust the measured minima more",
			100*t.MisfitOfTheMeans, 100*f.Noise, t.F, t.PValue)
	}
	if f.Noise == 0 {
		warn("no two runs of one size differ: the misfit cannot be told from noise, and intervals take all of it for noise")
	}
	budgets := grouping.Budgets(f.points)
	if span := float64(budgets[len(budgets)-1]) / float64(budgets[0]); len(budgets) < 3 || span < 8 {
		warn("%s span a factor of %.3g; 3 that span 8 are needed to tell the parts of the law apart well",
			display.Count(len(budgets), "budget"), span)
	}
	for _, parameter := range f.Parameters {
		switch parameter.Bound {
		case AtZero:
			warn("%s is at its bound 0: the data do not show this part of the law", parameter.Name)
		case AtLower, AtUpper:
			warn("%s is at its limit %.3g: the data do not determine it", parameter.Name, parameter.Value)
		case Undetermined:
			warn("%s has no meaning, since its term is 0", parameter.Name)
		}
	}
}
