package estimate

import (
	"math"

	"tradeoff/diversity/internal/numeric"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Mean is the mean of independent values, such as those of the repeats, with its 95% interval by Student's t: mean +- t
// s/sqrt(n), with s the standard deviation and t the quantile of n - 1 degrees of freedom. A single value has no
// interval; the mean of none is NaN.
func Mean(values []float64) Estimate { return MeanAt(values, DefaultLevel) }

// MeanShare is [Mean] of error rates or other shares in [0, 1]: the interval is cut there, which takes nothing from its
// coverage, since the truth is a share too. Values that agree exactly have no interval: they say nothing of the noise,
// least of all at 0 and 1.
func MeanShare(values []float64) Estimate { return meanShare(values, DefaultLevel) }

func meanShare(values []float64, level float64) Estimate {
	e := MeanAt(values, level)
	if e.Interval.High == e.Interval.Low {
		return Estimate{Value: e.Value}
	}
	return e.WithinShare()
}

// MeanAt is [Mean] at another level of confidence, within (0, 1).
func MeanAt(values []float64, level float64) Estimate {
	e := Estimate{Value: stat.Mean(values, nil)}
	if len(values) > 1 {
		half := QuantileT(level, float64(len(values)-1)) * numeric.StdErr(values)
		e.Interval = Interval{Low: e.Value - half, High: e.Value + half, Level: level}
	}
	return e
}

// QuantileT is the half width, in standard errors, of a two-sided interval by Student's t.
func QuantileT(level, freedom float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile((1 + level) / 2)
}

// Share is the share of a count in a total, with its 95% interval by Wilson 1927, which holds also where none or all
// were counted. Without a total it is not a number, and has no interval.
func Share(count, total int) Estimate {
	if total == 0 {
		return Estimate{Value: math.NaN()}
	}
	n, p := float64(total), float64(count)/float64(total)
	z := distuv.UnitNormal.Quantile((1 + DefaultLevel) / 2)
	middle, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	e := Estimate{Value: p, Interval: Interval{Low: (middle - half) / scale, High: (middle + half) / scale,
		Level: DefaultLevel}}
	return e.WithinShare()
}
