package laws

import "math"

// Saturating is E + A K^-a + B exp(-n/m): after a few times m images of a class further ones teach nothing. Its zero
// value is ready to use. It has no formula for the best size, which is searched.
type Saturating struct{}

// Name is "saturating".
func (Saturating) Name() string { return "saturating" }

// TeX is the formula.
func (Saturating) TeX() string { return `E + A\,K^{-a} + B\,e^{-n/m}` }

// Coefficients are E (the error that no pre-training set removes), A (inter-class part) and B (intra-class part).
func (Saturating) Coefficients() []string { return []string{"E", "A", "B"} }

// Exponents are a (of K), searched in 0.02..4, and m, a number of images searched in 0.1..100,000.
func (Saturating) Exponents() []Exponent {
	return []Exponent{{"a", lowestExponent, highestExponent}, {"m", 0.1, 1e5}}
}

// Basis is 1, K^-a, exp(-n/m).
func (Saturating) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0], basis[1], basis[2] = 1, math.Exp(-exponents[0]*lnK), math.Exp(-math.Exp(lnn)/exponents[1])
}

// BasisSlopes implements [Differentiable].
func (Saturating) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	clear(slopes)
	n, m := math.Exp(lnn), exponents[1]
	slopes[1], slopes[5] = -lnK*math.Exp(-exponents[0]*lnK), n/(m*m)*math.Exp(-n/m)
}
