package laws

import "math"

// Reliability is 1 - k0 / sqrt(1 + k1/K + k2/(K n)): the law of a correlation r = 1 - error that is foretold from K
// participants with n minutes of measurement each (Ooi et al. 2025, brain-wide association). Along a budget K n more
// participants are always better; what makes minutes worth while is the price of a participant. Its zero value is ready
// to use.
type Reliability struct{}

// Name is "reliability".
func (Reliability) Name() string { return "reliability" }

// TeX is the formula.
func (Reliability) TeX() string { return `1 - k_0 / \sqrt{1 + k_1/K + k_2/(K n)}` }

// Coefficients is k0, the correlation of an endless sample.
func (Reliability) Coefficients() []string { return []string{"k0"} }

// Exponents are k1 (of participants), searched in 0.1..10^6, and k2 (of participants times minutes), in 0.1..10^8.
func (Reliability) Exponents() []Exponent { return []Exponent{{"k1", 0.1, 1e6}, {"k2", 0.1, 1e8}} }

// Known is 1, the error of a correlation of 0.
func (Reliability) Known() float64 { return 1 }

// Basis is -1/sqrt(1 + k1/K + k2/(K n)).
func (Reliability) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0] = -1 / math.Sqrt(1+exponents[0]*math.Exp(-lnK)+exponents[1]*math.Exp(-lnK-lnn))
}

// BasisSlopes implements [Differentiable].
func (Reliability) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	groups, all := math.Exp(-lnK), math.Exp(-lnK-lnn)
	cubed := math.Pow(1+exponents[0]*groups+exponents[1]*all, -1.5) / 2
	slopes[0], slopes[1] = groups*cubed, all*cubed
}

// BestClasses is +Inf, or NaN if k0 is 0: see [Reliability].
func (Reliability) BestClasses(_ float64, parameters []float64) float64 {
	if parameters[0] == 0 {
		return math.NaN()
	}
	return math.Inf(1)
}
