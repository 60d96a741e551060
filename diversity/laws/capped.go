package laws

import "math"

// Capped is E + A K^-a + B/(n^b + m^b): the untied law whose intra-class part stops rising where n falls below m images
// of each class, as measured curves do that reach the level of random weights. With m far below all n it is [Untied].
// Its zero value is ready to use. It has no formula for the best size, which is searched.
type Capped struct{}

// Name is "capped".
func (Capped) Name() string { return "capped" }

// TeX is the formula.
func (Capped) TeX() string { return `E + A\,K^{-a} + B/(n^{b} + m^{b})` }

// Coefficients are E (the error that no pre-training set removes), A (inter-class part) and B (intra-class part).
func (Capped) Coefficients() []string { return []string{"E", "A", "B"} }

// Exponents are a (of K) and b (of n), each searched in 0.02..4, and m, a number of images searched in 0.1..1000.
func (Capped) Exponents() []Exponent {
	return []Exponent{{"a", lowestExponent, highestExponent}, {"b", lowestExponent, highestExponent}, {"m", 0.1, 1000}}
}

// Basis is 1, K^-a, 1/(n^b + m^b).
func (Capped) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0], basis[1] = 1, math.Exp(-exponents[0]*lnK)
	basis[2] = 1 / (math.Exp(exponents[1]*lnn) + math.Pow(exponents[2], exponents[1]))
}

// BasisSlopes implements [Differentiable]: with s = n^b + m^b, d(1/s)/db = -(n^b ln n + m^b ln m)/s^2 and
// d(1/s)/dm = -b m^(b-1)/s^2.
func (Capped) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	clear(slopes)
	a, b, m := exponents[0], exponents[1], exponents[2]
	atN, atM := math.Exp(b*lnn), math.Pow(m, b)
	s := atN + atM
	slopes[1] = -lnK * math.Exp(-a*lnK)
	slopes[5] = -(atN*lnn + atM*math.Log(m)) / (s * s)
	slopes[8] = -b * atM / m / (s * s)
}
