package estimate

import (
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
		half := QuantileT(level, float64(len(values)-1)) * stat.StdErr(stat.StdDev(values, nil), float64(len(values)))
		e.Interval = Interval{Low: e.Value - half, High: e.Value + half, Level: level}
	}
	return e
}

// QuantileT is the half width, in standard errors, of a two-sided interval by Student's t.
func QuantileT(level, freedom float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile((1 + level) / 2)
}
