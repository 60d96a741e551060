package varpro

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"

	"gonum.org/v1/gonum/floats"
)

// estimated are the runs from..to of one size, whose weight is estimated from their variance ([ByRepeats]).
type estimated struct {
	from, to         int
	variance, weight float64
}

func (e estimated) freedom() float64 { return float64(e.to - e.from - 1) }

// estimatedWeights lists the sizes of a table.
func estimatedWeights(groups [][]diversity.Measurement, pooled float64) []estimated {
	var sizes []estimated
	next := 0
	for _, group := range groups {
		sizes = append(sizes, estimated{from: next, to: next + len(group), variance: grouping.Variance(group),
			weight: groupWeight(group, ByRepeats, pooled)})
		next += len(group)
	}
	return sizes
}

// Reweigh estimates the weights of sizes from a resample as they were from the data, and multiplies the weights of its
// runs by the change. Estimated weights must be: a size whose few runs happen to agree gets a large weight and small
// deviations, so that with the weights of the data 95% intervals hold the truth in 88% of simulated studies with three
// repeats.
func (t *Table) Reweigh(weights []float64) {
	pooled, freedom := 0.0, 0.0
	variances := make([]float64, len(t.estimated))
	for i, size := range t.estimated {
		variances[i] = t.varianceOf(size, weights)
		pooled += variances[i] * size.freedom()
		freedom += size.freedom()
	}
	for i, size := range t.estimated {
		change := weightByRepeats(variances[i], size.freedom(), pooled/freedom) / size.weight
		for run := size.from; run < size.to; run++ {
			weights[run] *= change
		}
	}
}

// varianceOf is the variance between the runs of a size in a resample. On average over draws of r-1 among r runs the
// squares around their mean are r-2 times the variance of the runs; of two runs nothing is left, and the variance of
// the data stays.
func (t *Table) varianceOf(size estimated, weights []float64) float64 {
	runs := float64(size.to - size.from)
	drawn := floats.Sum(weights[size.from:size.to])
	if runs < 3 || drawn == 0 {
		return size.variance
	}
	mean, squares := 0.0, 0.0
	for run := size.from; run < size.to; run++ {
		mean += weights[run] * t.Points[run].Error / drawn
	}
	for run := size.from; run < size.to; run++ {
		squares += weights[run] * math.Pow(t.Points[run].Error-mean, 2)
	}
	return squares * runs / drawn / (runs - 2)
}

// weightByRepeats is one over a variance in units of the pooled one, averaged with that as if it had been seen on four
// more runs.
func weightByRepeats(variance, freedom, pooled float64) float64 {
	const prior = 4
	if !(pooled > 0) {
		return 1
	}
	return (prior + freedom) * pooled / (prior*pooled + freedom*variance)
}
