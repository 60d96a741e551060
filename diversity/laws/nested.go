package laws

import "math"

// Nested is E + A K^-a + B K^-a n^-b: images help only within their classes, as measurements of a group do in a
// two-level mean (variance between groups over K, variance within them over K n). Along a budget the best number of
// images per class is the same at every N, which is what was found of tasks and examples in meta-learning (Cioba et al.
// 2021); more classes are always better where b <= a. Its zero value is ready to use.
type Nested struct{}

// Name is "nested".
func (Nested) Name() string { return "nested" }

// TeX is the formula.
func (Nested) TeX() string { return `E + A\,K^{-a} + B\,K^{-a} n^{-b}` }

// Coefficients are E, A (between classes) and B (within them).
func (Nested) Coefficients() []string { return []string{"E", "A", "B"} }

// Exponents are a (of K) and b (of n), each searched in 0.02..4.
func (Nested) Exponents() []Exponent {
	return []Exponent{{"a", lowestExponent, highestExponent}, {"b", lowestExponent, highestExponent}}
}

// Basis is 1, K^-a, K^-a n^-b.
func (Nested) Basis(lnK, lnn float64, exponents, basis []float64) {
	groups := math.Exp(-exponents[0] * lnK)
	basis[0], basis[1], basis[2] = 1, groups, groups*math.Exp(-exponents[1]*lnn)
}

// BasisSlopes implements [Differentiable].
func (Nested) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	clear(slopes)
	groups, within := math.Exp(-exponents[0]*lnK), math.Exp(-exponents[1]*lnn)
	slopes[1], slopes[2], slopes[5] = -lnK*groups, -lnK*groups*within, -lnn*groups*within
}

// BestClasses is N/n* with n* = ((b-a) B/(a A))^(1/b).
//
// Derivation: with n = N/K the error is E + A K^-a + B N^-b K^(b-a), whose derivative in ln K, -a A K^-a + (b-a) B N^-b
// K^(b-a), is zero where (N/K)^b = (b-a) B/(a A).
func (Nested) BestClasses(budget float64, parameters []float64) float64 {
	between, within, a, b := parameters[1], parameters[2], parameters[3], parameters[4]
	switch {
	case within == 0 && between == 0, between == 0 && a == b:
		return math.NaN()
	case within == 0 || b <= a:
		return math.Inf(1)
	case between == 0:
		return 0
	}
	return budget / math.Pow((b-a)*within/(a*between), 1/b)
}
