package laws

import "math"

// TwoStep is E + C s(A K^-a + B n^-b - m) with s(x) = 1/(1 + e^-x): an error that is a sigmoid of a loss by the untied
// law, as the accuracy of a task is foretold from a loss, and that from the size (Bhagia et al. 2024, arXiv
// 2412.04403).
// The slope of the sigmoid and the floor of the loss are parts of A, B and m, from which the errors alone do not tell
// them. Near the level of those that learnt nothing, E + C, it flattens, where powers go on. Its best size is that of
// the loss. Its zero value is ready to use.
type TwoStep struct{}

// Name is "two-step".
func (TwoStep) Name() string { return "two-step" }

// TeX is the formula.
func (TwoStep) TeX() string { return `E + C / (1 + e^{m - A\,K^{-a} - B\,n^{-b}})` }

// Coefficients are E and C.
func (TwoStep) Coefficients() []string { return []string{"E", "C"} }

// Exponents are A and B, searched in 0.01..10,000, a (of K) and b (of n), in 0.02..4, and m, in 0.01..20.
func (TwoStep) Exponents() []Exponent {
	return []Exponent{{"A", 0.01, 1e4}, {"a", lowestExponent, highestExponent}, {"B", 0.01, 1e4},
		{"b", lowestExponent, highestExponent}, {"m", 0.01, 20}}
}

// Basis is 1 and the sigmoid.
func (TwoStep) Basis(lnK, lnn float64, exponents, basis []float64) {
	e := exponents
	basis[0], basis[1] = 1, sigmoid(e[0]*math.Exp(-e[1]*lnK)+e[2]*math.Exp(-e[3]*lnn)-e[4])
}

// BasisSlopes implements [Differentiable]: s' = s (1 - s).
func (TwoStep) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	clear(slopes)
	e := exponents
	atK, atN := math.Exp(-e[1]*lnK), math.Exp(-e[3]*lnn)
	s := sigmoid(e[0]*atK + e[2]*atN - e[4])
	rise := s * (1 - s)
	slopes[1], slopes[3] = rise*atK, -rise*e[0]*lnK*atK
	slopes[5], slopes[7] = rise*atN, -rise*e[2]*lnn*atN
	slopes[9] = -rise
}

// BestClasses implements [ClosedForm]: the K that has the lowest loss, or NaN if C is 0.
func (TwoStep) BestClasses(budget float64, parameters []float64) float64 {
	if parameters[1] == 0 {
		return math.NaN()
	}
	return balance(budget, parameters[2], parameters[4], parameters[3], parameters[5])
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
