package laws

import (
	"math"
	"tradeoff/diversity/internal/numeric"
)

// Value is the error that a law with these parameters (coefficients, then exponents) gives at a size.
func Value(law Law, lnK, lnn float64, parameters []float64) float64 {
	p := len(law.Coefficients())
	basis := make([]float64, p)
	law.Basis(lnK, lnn, parameters[p:], basis)
	return KnownOf(law) + numeric.Dot(parameters[:p], basis)
}

// Gradient writes the derivatives of [Value] with respect to the parameters: the basis for the coefficients, and
// sum_j c_j * d basis_j / d exponent for the exponents.
func Gradient(law Law, lnK, lnn float64, parameters, gradient []float64) {
	p := len(law.Coefficients())
	coefficients, exponents := parameters[:p], parameters[p:]
	law.Basis(lnK, lnn, exponents, gradient[:p])
	slopes := make([]float64, p*len(exponents))
	SlopesOf(law)(lnK, lnn, exponents, slopes)
	for e := range exponents {
		gradient[p+e] = numeric.Dot(coefficients, slopes[e*p:(e+1)*p])
	}
}

// SlopeFunc writes the derivatives of a basis with respect to the exponents, as [Differentiable].
type SlopeFunc func(lnK, lnn float64, exponents, slopes []float64)

// SlopesOf returns the law's own derivatives, or central differences.
func SlopesOf(law Law) SlopeFunc {
	if d, ok := law.(Differentiable); ok {
		return d.BasisSlopes
	}
	return func(lnK, lnn float64, exponents, slopes []float64) {
		numericSlopes(law, lnK, lnn, exponents, slopes)
	}
}

// numericSlopes takes central differences with the step that balances truncation and rounding: the cube root of the
// machine's precision times the size of the exponent.
func numericSlopes(law Law, lnK, lnn float64, exponents, slopes []float64) {
	p := len(slopes) / max(len(exponents), 1)
	moved := append([]float64(nil), exponents...)
	below := make([]float64, p)
	for e, exponent := range exponents {
		step := 6e-6 * max(math.Abs(exponent), 1e-3)
		above := slopes[e*p : (e+1)*p]
		moved[e] = exponent + step
		law.Basis(lnK, lnn, moved, above)
		moved[e] = exponent - step
		law.Basis(lnK, lnn, moved, below)
		moved[e] = exponent
		for j := range above {
			above[j] = (above[j] - below[j]) / (2 * step)
		}
	}
}
