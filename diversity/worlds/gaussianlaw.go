package worlds

import (
	"math"
	"tradeoff/diversity/internal/numeric"
)

// ErrorAt is the expected error in closed form, up to one integral: the limit of many dimensions and classes, which at
// the default values is within 3% of simulated errors from 64 classes on and within 10% from 32. Both sizes may be any
// numbers of at least 1.
//
// Derivation. Given the classes, the sample means are a matrix of rank Rank plus noise of variance v = Within^2/n. A
// hidden direction in which the K class means have the mean square s has signal over noise q = s/v, and the leading
// eigenvectors miss
//
//	g (1 + q) / (q (q + g)),   g = (Dimensions - Rank)/K,
//
// of it if q^2 > g, and all of it otherwise (Benaych-Georges and Nadakuditi 2012, section 3.1). The mean squares s of K
// normal class means are spread by the law of Marchenko and Pastur (1967) of ratio Rank/K, over which this is averaged:
// few classes leave some direction with little signal, which is the left arm of the curve. Eigenvectors without a
// direction to find catch some of the hidden subspace by chance.
//
// Expanded for small errors with N = K n it is (Dimensions - Rank) Within^2/N (1 + Rank/K + Within^2/n), since the mean
// of 1/s over the law of Marchenko and Pastur is 1/(1 - Rank/K): the whole error falls with N, and K* tends to
// sqrt(Rank N)/Within, a constant ratio. (For finitely many classes the mean of 1/s is that of the inverse Wishart
// matrix, K/(K - Rank - 1): the exact term is (Rank+1)/K.)
func (w Gaussian) ErrorAt(classes, perClass float64) float64 {
	w = w.withDefaults()
	return w.errorAt(classes, perClass, classes)
}

// errorAt lets effective classes spread the signal and all classes average the noise.
func (w Gaussian) errorAt(classes, perClass, effective float64) float64 {
	rank, others := float64(w.Rank), float64(w.Dimensions-w.Rank)
	noise, g := w.Within*w.Within/perClass, others/classes
	missed, found := 0.0, 0.0
	spread(rank/effective, func(square, weight float64) {
		if q := square / noise; q*q > g {
			missed += weight * g * (1 + q) / (q * (q + g))
			found += weight
		}
	})
	lost := max(0, 1-found) * rank
	return missed + lost/rank*others/(others+lost)
}

// spread visits an even grid over the law of Marchenko and Pastur of a ratio y: density sqrt((b-x)(x-a)) / (2 pi y x)
// between a and b = (1 -+ sqrt y)^2, with x = middle + half cos t. Above y = 1 the weights sum to 1/y, since a share of
// 1 - 1/y of the values is 0.
func spread(y float64, visit func(value, weight float64)) {
	const cells = 256
	middle, half := 1+y, 2*math.Sqrt(y)
	for i := range cells {
		sin, cos := math.Sincos((float64(i) + 0.5) / cells * math.Pi)
		x := middle + half*cos
		visit(x, half*half*sin*sin/(2*y*x*cells))
	}
}

// BestClasses is the real-valued K* at a budget by [Gaussian.ErrorAt], within one class and one image of each. (It is
// within 20% of simulated minima from a budget of 512 on, where curves are so flat that this costs nothing.)
func (w Gaussian) BestClasses(budget float64) float64 {
	return lowestClasses(budget, w.ErrorAt)
}

// lowestClasses searches ln K within 1 <= K <= N.
func lowestClasses(budget float64, errorAt func(classes, perClass float64) float64) float64 {
	const cells = 256
	lnN := math.Log(budget)
	at := func(lnK float64) float64 { return errorAt(math.Exp(lnK), math.Exp(lnN-lnK)) }
	best, least := 0, math.Inf(1)
	for i := range cells + 1 {
		if value := at(lnN * float64(i) / cells); value < least {
			best, least = i, value
		}
	}
	return math.Exp(numeric.GoldenSection(at, lnN*float64(max(best-1, 0))/cells, lnN*float64(min(best+1, cells))/cells))
}
