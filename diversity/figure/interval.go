package figure

import (
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"tradeoff/diversity/theory"
)

// confidence is that of the intervals which this package computes itself.
const confidence = 0.95

// meanWithInterval is a mean with its interval by Student's t, which a single value does not have.
func meanWithInterval(values []float64) theory.Estimate {
	e := theory.Estimate{Value: stat.Mean(values, nil)}
	if n := float64(len(values)); n > 1 {
		half := quantileT(confidence, n-1) * stat.StdErr(stat.StdDev(values, nil), n)
		e.Interval = theory.Interval{Low: e.Value - half, High: e.Value + half, Level: confidence}
	}
	return e
}

// quantileT is the half width, in standard errors, of a two-sided interval by Student's t.
func quantileT(level, freedom float64) float64 {
	return distuv.StudentsT{Sigma: 1, Nu: freedom}.Quantile((1 + level) / 2)
}
