package levels

import (
	"math"

	"tradeoff/diversity/internal/numeric"

	"gonum.org/v1/gonum/stat/distuv"
)

// criterion is the AICc of a law with a loss and the squares between runs of one size; see [LawFit].
func (t *table) criterion(loss, within float64, parameters int, o Options) float64 {
	n, k := float64(len(t.runs)), float64(parameters+1)
	if n-k-1 < 1 {
		return math.Inf(1)
	}
	penalty := 2*k + 2*k*(k+1)/(n-k-1)
	if o.Huber > 0 {
		return misfitByHuber(loss, o.Huber, n) + penalty
	}
	squares := 2*loss + within
	return n*math.Log(max(squares/n, math.SmallestNonzeroFloat64)) + penalty
}

// misfitByHuber is -2 ln likelihood of n residuals with a sum of Huber's losses, less n (1 + ln 2 pi): the density is
// exp(-loss(r)/s^2)/Z, normal up to delta and exponential beyond, and s the most likely one. The constants of the law
// do not depend on s, so that the law with the least loss is the most likely one.
func misfitByHuber(loss, delta, n float64) float64 {
	unlikely := func(lnS float64) float64 {
		s := math.Exp(lnS)
		return 2*loss/(s*s) + 2*n*math.Log(huberNormaliser(s, delta))
	}
	// s^2 is between 2 loss/n, that of a normal distribution, and half of it, that of an exponential one
	likely := math.Log(max(2*loss/n, math.SmallestNonzeroFloat64)) / 2
	lnS := numeric.GoldenSection(unlikely, likely-1, likely+1)
	return unlikely(lnS) - n*(1+math.Log(2*math.Pi))
}

// huberNormaliser is the integral of exp(-loss(r)/s^2) over all r.
func huberNormaliser(s, delta float64) float64 {
	inner := s * math.Sqrt(2*math.Pi) * (2*distuv.UnitNormal.CDF(delta/s) - 1)
	return inner + 2*s*s/delta*math.Exp(-delta*delta/(2*s*s))
}
