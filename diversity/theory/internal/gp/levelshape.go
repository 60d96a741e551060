package gp

import (
	"math"

	"tradeoff/diversity"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
	"gonum.org/v1/gonum/stat/samplemv"
)

// levelShape are the hyperparameters of a process whose level may bend. Beside those of a [shape], beyond an octave
// past the data the drift goes from its own to 1/2 by the share relax, and walk is the height of the bend: that of a
// random walk of the slope in ln N, from the smallest budget on.
type levelShape struct {
	shape
	walk, relax float64
}

// far is what a drift tends to that is not known any more: a constant ratio of K to n.
const far = 0.5

// moved is by how much curves have drifted at v, as [shape.moved] but beyond the straight part.
func (s levelShape) moved(v, straight float64) float64 {
	if v <= straight {
		return s.shape.moved(v, straight)
	}
	own := s.Drift + 2*s.bend*straight
	return s.shape.moved(straight, straight) + (v-straight)*(own+s.relax*(far-own))
}

func (s levelShape) spots(locations []Location, d *sample) []spot {
	spots := make([]spot, len(locations))
	for i, at := range locations {
		v := at.LnN - d.middle.LnN
		spots[i] = spot{at.LnK - d.middle.LnK - s.moved(v, d.straight), v, math.Exp(-s.fade * v)}
	}
	return spots
}

// kernel is the prior covariance of two spots; first is v of the smallest budget.
func (s levelShape) kernel(a, b spot, first float64) float64 {
	return s.shape.kernel(a, b) + s.walk*s.walk*integrated(a.v-first, b.v-first)
}

// integrated is the covariance of an integrated Wiener process, which starts at 0, at two times.
func integrated(a, b float64) float64 {
	a, b = max(0, min(a, b)), max(a, b)
	return a * a * (3*b - a) / 6
}

// normal is a prior, a normal distribution between two bounds.
type normal struct{ mean, spread, low, high float64 }

// quantile is the value below which a share of the prior lies.
func (n normal) quantile(share float64) float64 {
	d := distuv.Normal{Mu: n.mean, Sigma: n.spread}
	low, high := d.CDF(n.low), d.CDF(n.high)
	return d.Quantile(low + share*(high-low))
}

// priors are those of the hyperparameters of a scale: drift, bend, fade, relax, and the natural logarithms of the
// lengths along z and ln N, of the height, of the noise of a size and of the walk.
type priors [9]normal

// levelPriors were learned from the evidence of 16 measured recipes and of simulated worlds, with each group of recipes
// left out in turn; the form of the model was chosen on the same studies. The bound of the walk is where its intervals
// are no wider than need be: with 2 instead they held the mean of every measured study at 4 times the budget, and were
// wider by two fifths. On the scale of the logit the noise of a size and the walk are larger than where the error of
// random weights is known.
func levelPriors(s scale) priors {
	const lowestExtra, highestExtra, lowestWalk, highestWalk = 0.002, 0.2, 0.01, 0.6
	extra := normal{-3.53, 1.9, math.Log(lowestExtra), math.Log(highestExtra)}
	walk := normal{-0.51, 0.73, math.Log(lowestWalk), math.Log(highestWalk)}
	if s != LogitScale {
		extra.mean, extra.spread, walk.mean, walk.spread = -4.83, 0.49, -1.35, 1.18
	}
	return priors{
		{0.8, 0.4, -0.4, 1.8}, {0, 0.2, -0.35, 0.35}, {0, 0.3, -0.45, 0.45}, {0.5, 0.35, 0, 1},
		{math.Ln2, 0.5, math.Log(0.8), math.Log(4)}, {math.Ln2, 0.3, math.Log(0.7), math.Log(4)},
		{math.Log(0.25), 0.5, math.Log(0.04), math.Log(1.5)}, extra, walk,
	}
}

// Quantile implements distmv.Quantiler.
func (p priors) Quantile(values, shares []float64) []float64 {
	for i, share := range shares {
		values[i] = p[i].quantile(share)
	}
	return values
}

// forLevelShapes is the purpose of the random numbers that scramble the sequence of shapes.
const forLevelShapes diversity.Purpose = "shapes of the level"

// shapes are so many draws of the prior, spread evenly: a Halton sequence, always the same.
func (p priors) shapes(count int) []levelShape {
	batch := mat.NewDense(count, len(p), nil)
	samplemv.Halton{Kind: samplemv.Owen, Q: p, Src: diversity.Stream(1, forLevelShapes)}.Sample(batch)
	shapes := make([]levelShape, count)
	for i := range shapes {
		x := batch.RawRowView(i)
		shapes[i] = levelShape{
			shape: shape{Drift: x[0], bend: x[1], fade: x[2], alongK: math.Exp(x[4]), alongN: math.Exp(x[5]),
				height: math.Exp(x[6]), extra: math.Exp(x[7])},
			relax: x[3], walk: math.Exp(x[8]),
		}
	}
	return shapes
}
