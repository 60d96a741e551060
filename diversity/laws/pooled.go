package laws

import "math"

// Pooled is E + A K^-a + C N^-c with N = K n: all images count together for one part of the error, classes alone for
// the other, as in the two-level rates. At a fixed budget the second term is constant, so that more classes are always
// better: it has no inner optimum. Its zero value is ready to use.
type Pooled struct{}

// Name is "pooled".
func (Pooled) Name() string { return "pooled" }

// TeX is the formula.
func (Pooled) TeX() string { return `E + A\,K^{-a} + C\,(Kn)^{-c}` }

// Coefficients are E, A (inter-class part) and C (of the number of images).
func (Pooled) Coefficients() []string { return []string{"E", "A", "C"} }

// Exponents are a (of K) and c (of N), each searched in 0.02..4.
func (Pooled) Exponents() []Exponent {
	return []Exponent{{"a", lowestExponent, highestExponent}, {"c", lowestExponent, highestExponent}}
}

// Basis is 1, K^-a, N^-c.
func (Pooled) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0], basis[1], basis[2] = 1, math.Exp(-exponents[0]*lnK), math.Exp(-exponents[1]*(lnK+lnn))
}

// BasisSlopes implements [Differentiable]: d K^-a / da = -ln K * K^-a and d N^-c / dc = -ln N * N^-c.
func (Pooled) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	clear(slopes)
	slopes[1] = -lnK * math.Exp(-exponents[0]*lnK)
	slopes[5] = -(lnK + lnn) * math.Exp(-exponents[1]*(lnK+lnn))
}

// BestClasses is +Inf, or NaN if A is 0: see [Pooled].
func (Pooled) BestClasses(_ float64, parameters []float64) float64 {
	if parameters[1] == 0 {
		return math.NaN()
	}
	return math.Inf(1)
}
