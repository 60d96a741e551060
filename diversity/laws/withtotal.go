package laws

import "math"

// WithTotal adds a term of the number of images to a law: law + C (Kn)^-c. The term is constant along a budget, so that
// it cannot move the best size, but it can mend the fit, and with it what is read off the other terms.
type WithTotal struct{ Law Law }

// Name is that of the law with " + N".
func (w WithTotal) Name() string { return w.Law.Name() + " + N" }

// TeX is the formula.
func (w WithTotal) TeX() string { return w.Law.TeX() + ` + C\,(Kn)^{-c}` }

// Coefficients are those of the law, then C.
func (w WithTotal) Coefficients() []string {
	return append(append([]string(nil), w.Law.Coefficients()...), "C")
}

// Exponents are those of the law, then c (of N), searched in 0.02..4.
func (w WithTotal) Exponents() []Exponent {
	return append(append([]Exponent(nil), w.Law.Exponents()...), Exponent{"c", lowestExponent, highestExponent})
}

// Basis is that of the law, then N^-c.
func (w WithTotal) Basis(lnK, lnn float64, exponents, basis []float64) {
	q, p := len(exponents)-1, len(basis)-1
	w.Law.Basis(lnK, lnn, exponents[:q], basis[:p])
	basis[p] = math.Exp(-exponents[q] * (lnK + lnn))
}

// BestClasses is that of the law.
func (w WithTotal) BestClasses(budget float64, parameters []float64) float64 {
	p := len(w.Law.Coefficients())
	inner := append(append([]float64(nil), parameters[:p]...), parameters[p+1:len(parameters)-1]...)
	return BestClasses(w.Law, budget, inner)
}

// Known is that of the law.
func (w WithTotal) Known() float64 { return KnownOf(w.Law) }

// Validate returns an error wrapping [ErrLaw] or diversity.ErrInvalid if the law is missing or unusable.
func (w WithTotal) Validate() error { return Check(w.Law) }
