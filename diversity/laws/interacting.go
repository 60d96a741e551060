package laws

import "math"

// Interacting is E + B K^-b n^-(a + c ln K): a power of n whose amplitude and exponent both depend on K, so that images
// of a class help the more classes there are. Its zero value is ready to use.
type Interacting struct{}

// Name is "interacting".
func (Interacting) Name() string { return "interacting" }

// TeX is the formula.
func (Interacting) TeX() string { return `E + B\,K^{-b} n^{-(a + c \ln K)}` }

// Coefficients are E and B.
func (Interacting) Coefficients() []string { return []string{"E", "B"} }

// Exponents are a and b, searched in 0.02..4, and c, searched in 0.0001..1.
func (Interacting) Exponents() []Exponent {
	return []Exponent{{"a", lowestExponent, highestExponent}, {"b", lowestExponent, highestExponent}, {"c", 1e-4, 1}}
}

// Basis is 1, K^-b n^-(a + c ln K).
func (Interacting) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0], basis[1] = 1, math.Exp(-exponents[1]*lnK-(exponents[0]+exponents[2]*lnK)*lnn)
}

// BasisSlopes implements [Differentiable].
func (Interacting) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	clear(slopes)
	value := math.Exp(-exponents[1]*lnK - (exponents[0]+exponents[2]*lnK)*lnn)
	slopes[1], slopes[3], slopes[5] = -lnn*value, -lnK*value, -lnK*lnn*value
}

// BestClasses is sqrt(N) exp((b-a)/(2c)).
//
// Derivation: with ln n = ln N - ln K the exponent is -b ln K - a (ln N - ln K) - c ln K (ln N - ln K), a parabola in
// ln K
// that opens upwards with its bottom at ln K = ln N/2 + (b-a)/(2c).
func (Interacting) BestClasses(budget float64, parameters []float64) float64 {
	if parameters[1] == 0 {
		return math.NaN()
	}
	a, b, c := parameters[2], parameters[3], parameters[4]
	return math.Sqrt(budget) * math.Exp((b-a)/(2*c))
}
