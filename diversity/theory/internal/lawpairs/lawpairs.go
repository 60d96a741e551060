// Package lawpairs has what tests of one law against another share, whatever a law is: the t test of by how much more
// one misses, the number of runs that would settle it, and the sentence that says so.
package lawpairs

import (
	"fmt"
	"math"

	"tradeoff/diversity/estimate"

	"gonum.org/v1/gonum/stat/distuv"
)

// power is the share of studies in which a difference is to be found.
const power = 0.8

// Judgement is what a test of two laws says.
type Judgement struct {
	Difference     estimate.Estimate
	PValue, Needed float64
}

// Judge is the t test of a difference with its standard error. Needed is the number of runs, of so many now, that would
// find it in 80% of studies; +Inf where laws are the same curve.
func Judge(value, deviation, freedom, level float64, runs int) Judgement {
	half := estimate.QuantileT(level, freedom) * deviation
	j := Judgement{PValue: 1, Needed: math.Inf(1), Difference: estimate.Estimate{Value: value,
		Interval: estimate.Interval{Low: value - half, High: value + half, Level: level}}}
	const nothing = 1e-9
	if deviation <= nothing {
		return j
	}
	t := math.Abs(value) / deviation
	j.PValue = 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Survival(t)
	wanted := distuv.UnitNormal.Quantile(0.5+level/2) + distuv.UnitNormal.Quantile(power)
	j.Needed = float64(runs) * wanted * wanted / (t * t)
	return j
}

// NestedNeeded is the number of runs, of so many now, at which 80% of studies would reject a law for a larger one with
// so many more parameters, if the ratio F of squares is what it seems to be.
func NestedNeeded(runs, parameters int, f, level float64) float64 {
	return float64(runs) * noncentrality(parameters, 1-level) / max(0, float64(parameters)*(f-1))
}

// noncentrality is that at which a chi-squared test with so many degrees of freedom has the power.
func noncentrality(freedom int, size float64) float64 {
	critical := distuv.ChiSquared{K: float64(freedom)}.Quantile(1 - size)
	low, high := 0.0, 200.0
	for range 60 {
		if middle := (low + high) / 2; noncentralTail(critical, freedom, middle) < power {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// noncentralTail is the chance of more than x under the noncentral chi-squared distribution, a mixture of central ones
// by the Poisson distribution.
func noncentralTail(x float64, freedom int, noncentrality float64) float64 {
	const terms = 300
	sum, weight := 0.0, math.Exp(-noncentrality/2)
	for i := range terms {
		sum += weight * distuv.ChiSquared{K: float64(freedom + 2*i)}.Survival(x)
		weight *= noncentrality / 2 / float64(i+1)
	}
	return sum
}

// Outcome is a test in words. Better is the law that the data favour, or empty; Nested says that the second contains
// the first.
type Outcome struct {
	First, Second, Better string
	Nested                bool
	PValue, Needed        float64
	Runs                  int
}

// Worse is the law that is not the better one.
func (o Outcome) Worse() string {
	if o.Better == o.First {
		return o.Second
	}
	return o.First
}

// Sentence says which law the data favour, or how many runs would tell.
func (o Outcome) Sentence() string {
	if o.Better != "" {
		return fmt.Sprintf("The data favour the %s law over the %s law (p = %.2g).", o.Better, o.Worse(), o.PValue)
	}
	sentence := fmt.Sprintf("The %s and the %s law are not told apart (p = %.2g): ", o.First, o.Second, o.PValue)
	if o.Nested {
		sentence = fmt.Sprintf("The %s law suffices beside the larger %s law so far (p = %.2g): ", o.First, o.Second, o.PValue)
	}
	const many = 1000 // times as many runs
	if !(o.Needed < many*float64(o.Runs)) {
		return sentence + "they hardly differ at these sizes, and more runs of them would not settle it; measure sizes where they part."
	}
	return sentence + fmt.Sprintf("if they differ as they seem to, about %s runs of these sizes would settle it, %.2g times the %d there are.",
		estimate.Count(math.Ceil(o.Needed)), o.Needed/float64(o.Runs), o.Runs)
}
