package laws

import "math"

// Flat is E + C N^-c with N = K n: only the number of images counts, the hypothesis of no trade-off.
// It has no best size. Its zero value is ready to use.
type Flat struct{}

// Name is "flat".
func (Flat) Name() string { return "flat" }

// TeX is the formula.
func (Flat) TeX() string { return `E + C\,(Kn)^{-c}` }

// Coefficients are E and C.
func (Flat) Coefficients() []string { return []string{"E", "C"} }

// Exponents is c (of N), searched in 0.02..4.
func (Flat) Exponents() []Exponent { return []Exponent{{"c", lowestExponent, highestExponent}} }

// Basis is 1, N^-c.
func (Flat) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0], basis[1] = 1, math.Exp(-exponents[0]*(lnK+lnn))
}

// BasisSlopes implements [Differentiable]: d N^-c / dc = -ln N * N^-c.
func (Flat) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	slopes[0], slopes[1] = 0, -(lnK+lnn)*math.Exp(-exponents[0]*(lnK+lnn))
}

// BestClasses is NaN: every size of a budget is as good.
func (Flat) BestClasses(float64, []float64) float64 { return math.NaN() }
