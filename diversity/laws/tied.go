package laws

import "math"

// Tied is E + A K^-a + B n^-a: both kinds of diversity help at the same rate. It is the simplest law with the three
// properties that the paper's abstract claims (error falls in K and in n, is convex in ln x, and its best ratio
// x* = (A/B)^(1/a) does not depend on N; see the package documentation). Its zero value has a free exponent.
type Tied struct {
	Exponent float64 // 0 = free; otherwise a is fixed at this value, for example 0.5
}

// Name is "tied", or "tied a=0.5" with a fixed exponent.
func (t Tied) Name() string {
	if t.Exponent == 0 {
		return "tied"
	}
	return "tied a=" + shortNumber(t.Exponent)
}

// TeX is the formula.
func (t Tied) TeX() string {
	a := "a"
	if t.Exponent != 0 {
		a = shortNumber(t.Exponent)
	}
	return `E + A\,K^{-` + a + `} + B\,n^{-` + a + `}`
}

// Coefficients are E (the error that no pre-training set removes), A (inter-class part) and B (intra-class part).
func (Tied) Coefficients() []string { return []string{"E", "A", "B"} }

// Exponents is a, searched in 0.02..4, or none if it is fixed.
func (t Tied) Exponents() []Exponent {
	if t.Exponent != 0 {
		return nil
	}
	return []Exponent{{"a", lowestExponent, highestExponent}}
}

// Basis is 1, K^-a, n^-a.
func (t Tied) Basis(lnK, lnn float64, exponents, basis []float64) {
	a := t.exponent(exponents)
	basis[0], basis[1], basis[2] = 1, math.Exp(-a*lnK), math.Exp(-a*lnn)
}

// BasisSlopes implements [Differentiable]: d K^-a / da = -ln K * K^-a, and the same for n.
func (t Tied) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	if t.Exponent != 0 {
		return
	}
	a := exponents[0]
	slopes[0], slopes[1], slopes[2] = 0, -lnK*math.Exp(-a*lnK), -lnn*math.Exp(-a*lnn)
}

// BestClasses is K* = sqrt(x* N) with x* = (A/B)^(1/a): the case a = b of [Untied.BestClasses].
func (t Tied) BestClasses(budget float64, parameters []float64) float64 {
	a := t.exponent(parameters[3:])
	return balance(budget, parameters[1], parameters[2], a, a)
}

// Validate returns an error wrapping diversity.ErrInvalid unless the exponent is 0 or a positive number.
func (t Tied) Validate() error { return checkExponent("Tied.Exponent", t.Exponent) }

func (t Tied) exponent(free []float64) float64 {
	if t.Exponent != 0 {
		return t.Exponent
	}
	return free[0]
}
