package varpro

import (
	"math/rand/v2"

	"tradeoff/diversity"
)

// Resampler draws bootstrap weights for the runs of a study.
//
// The unit is the pre-training run, since all that is measured on one run shares its features. Runs are
// redrawn within their size: the sizes were chosen and not drawn, and a resample without some size would answer another
// question. With r runs of a size, r-1 are drawn with replacement and weighted by r/(r-1) (Rao and Wu 1988, the
// rescaled bootstrap for strata): plain resampling of r among r makes variances too small by (r-1)/r, a third at three
// repeats. Sizes with a single run share one stratum.
type Resampler struct {
	strata  [][]int // indices of points
	Count   int     // of points
	Singles bool    // whether some size has a single run
}

// NewResampler expects the points in groups of one size; weights are in the order of the groups laid end to end.
func NewResampler(groups [][]diversity.Measurement) *Resampler {
	r := &Resampler{}
	var singles []int
	for _, group := range groups {
		stratum := make([]int, len(group))
		for i := range group {
			stratum[i] = r.Count
			r.Count++
		}
		if len(group) == 1 {
			singles = append(singles, stratum...)
			continue
		}
		r.strata = append(r.strata, stratum)
	}
	if len(singles) > 0 {
		r.strata, r.Singles = append(r.strata, singles), true
	}
	return r
}

// Draw writes a weight for every point. They average 1 within each stratum.
func (r *Resampler) Draw(rng *rand.Rand, weights []float64) {
	clear(weights)
	for _, stratum := range r.strata {
		runs := len(stratum)
		if runs == 1 {
			weights[stratum[0]] = 1
			continue
		}
		for range runs - 1 {
			weights[stratum[rng.IntN(runs)]] += float64(runs) / float64(runs-1)
		}
	}
}
