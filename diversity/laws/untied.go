package laws

import "math"

// Untied is E + A K^-a + B n^-b with exponents of their own: the best ratio drifts with the budget unless a = b
// (derived in the package documentation). Its zero value is ready to use.
type Untied struct{}

// Name is "untied".
func (Untied) Name() string { return "untied" }

// TeX is the formula.
func (Untied) TeX() string { return `E + A\,K^{-a} + B\,n^{-b}` }

// Coefficients are E (the error that no pre-training set removes), A (inter-class part) and B (intra-class part).
func (Untied) Coefficients() []string { return []string{"E", "A", "B"} }

// Exponents are a (of K) and b (of n), each searched in 0.02..4.
func (Untied) Exponents() []Exponent {
	return []Exponent{{"a", lowestExponent, highestExponent}, {"b", lowestExponent, highestExponent}}
}

// Basis is 1, K^-a, n^-b.
func (Untied) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0], basis[1], basis[2] = 1, math.Exp(-exponents[0]*lnK), math.Exp(-exponents[1]*lnn)
}

// BasisSlopes implements [Differentiable]: d K^-a / da = -ln K * K^-a, and the same for n and b.
func (Untied) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	clear(slopes)
	slopes[1], slopes[5] = -lnK*math.Exp(-exponents[0]*lnK), -lnn*math.Exp(-exponents[1]*lnn)
}

// BestClasses is K* = (aA / (bB))^(1/(a+b)) * N^(b/(a+b)) (derived in the package documentation).
//
// Derivation: with n = N/K the derivative of A K^-a + B (K/N)^b in ln K is -a A K^-a + b B (K/N)^b, which is zero where
// K^(a+b) = (aA/(bB)) N^b.
func (Untied) BestClasses(budget float64, parameters []float64) float64 {
	return balance(budget, parameters[1], parameters[2], parameters[3], parameters[4])
}

// The range in which exponents of K and n are searched. Measured exponents lie between 0.2 and 2; at the bounds a
// term is a logarithm (exponent towards 0) or touches the smallest sizes only.
const (
	lowestExponent  = 0.02
	highestExponent = 4
)

// balance is the K at which A K^-a and B n^-b change equally fast along K n = N. See [Untied.BestClasses].
func balance(budget, coefA, coefB, a, b float64) float64 {
	switch {
	case coefA == 0 && coefB == 0:
		return math.NaN()
	case coefA == 0:
		return 0
	case coefB == 0:
		return math.Inf(1)
	}
	return math.Exp((math.Log(a*coefA/(b*coefB)) + b*math.Log(budget)) / (a + b))
}
