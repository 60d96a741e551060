package levels

import (
	"math"

	"tradeoff/diversity/laws"
)

// Bounds of exponents: those of package laws.
const (
	lowestExponent  = 0.02
	highestExponent = 4
)

func exponent(name string) laws.Exponent {
	return laws.Exponent{Name: name, Low: lowestExponent, High: highestExponent}
}

// Components is E + A/K + B/(K m) + C/(K m n): variance components, of the mean of three-stage sampling (see the
// package's derivation). A, B and C are the variances between groups, between the sources of a group and between the
// items of a source. Its zero value is ready to use.
type Components struct{}

// Name is "components".
func (Components) Name() string { return "components" }

// TeX is the formula.
func (Components) TeX() string { return `E + A/K + B/(K m) + C/(K m n)` }

// Coefficients are E and the three variances.
func (Components) Coefficients() []string { return []string{"E", "A", "B", "C"} }

// Exponents are none: all are 1.
func (Components) Exponents() []laws.Exponent { return nil }

// Basis is 1, 1/K, 1/(K m), 1/(K m n).
func (Components) Basis(at Place, _, basis []float64) {
	basis[0], basis[1] = 1, math.Exp(-at.Groups)
	basis[2] = math.Exp(-at.Groups - at.Sources)
	basis[3] = math.Exp(-at.Groups - at.Sources - at.Items)
}

// Nested is E + (A + (B + C n^-c) m^-b) K^-a: [Components] with exponents of their own. Sources help within their
// groups only and items within their sources, so that the best m and n do not depend on the spend while groups are not
// limited. Its zero value is ready to use.
type Nested struct{}

// Name is "nested".
func (Nested) Name() string { return "nested" }

// TeX is the formula.
func (Nested) TeX() string { return `E + A K^{-a} + B K^{-a} m^{-b} + C K^{-a} m^{-b} n^{-c}` }

// Coefficients are E, A (of groups), B (of sources), C (of items).
func (Nested) Coefficients() []string { return []string{"E", "A", "B", "C"} }

// Exponents are a of K, b of m and c of n, in 0.02..4.
func (Nested) Exponents() []laws.Exponent {
	return []laws.Exponent{exponent("a"), exponent("b"), exponent("c")}
}

// Basis is 1, K^-a, K^-a m^-b, K^-a m^-b n^-c.
func (Nested) Basis(at Place, exponents, basis []float64) {
	groups, sources := math.Exp(-exponents[0]*at.Groups), math.Exp(-exponents[1]*at.Sources)
	basis[0], basis[1], basis[2] = 1, groups, groups*sources
	basis[3] = groups * sources * math.Exp(-exponents[2]*at.Items)
}

// BasisSlopes implements [Differentiable].
func (l Nested) BasisSlopes(at Place, exponents, slopes []float64) {
	var basis [4]float64
	l.Basis(at, exponents, basis[:])
	clear(slopes)
	slopes[1], slopes[2], slopes[3] = -at.Groups*basis[1], -at.Groups*basis[2], -at.Groups*basis[3]
	slopes[6], slopes[7] = -at.Sources*basis[2], -at.Sources*basis[3]
	slopes[11] = -at.Items * basis[3]
}

// Separate is E + A K^-a + B m^-b + C n^-c: each count helps by itself and cannot make up for another, which is the
// untied law of two levels with a third term. It is the law for a third axis that is not a level, such as epochs or
// training steps beside classes and images. Its zero value is ready to use.
type Separate struct{}

// Name is "separate".
func (Separate) Name() string { return "separate" }

// TeX is the formula.
func (Separate) TeX() string { return `E + A K^{-a} + B m^{-b} + C n^{-c}` }

// Coefficients are E, A (of groups), B (of sources), C (of items).
func (Separate) Coefficients() []string { return []string{"E", "A", "B", "C"} }

// Exponents are a of K, b of m and c of n, in 0.02..4.
func (Separate) Exponents() []laws.Exponent {
	return []laws.Exponent{exponent("a"), exponent("b"), exponent("c")}
}

// Basis is 1, K^-a, m^-b, n^-c.
func (Separate) Basis(at Place, exponents, basis []float64) {
	basis[0], basis[1] = 1, math.Exp(-exponents[0]*at.Groups)
	basis[2], basis[3] = math.Exp(-exponents[1]*at.Sources), math.Exp(-exponents[2]*at.Items)
}

// BasisSlopes implements [Differentiable].
func (l Separate) BasisSlopes(at Place, exponents, slopes []float64) {
	var basis [4]float64
	l.Basis(at, exponents, basis[:])
	clear(slopes)
	slopes[1], slopes[6], slopes[11] = -at.Groups*basis[1], -at.Sources*basis[2], -at.Items*basis[3]
}

// Total is E + C (K m n)^-c: only the number of items in all counts, so that all ways to divide them are as good. It is
// what the others have to beat. Its zero value is ready to use.
type Total struct{}

// Name is "total".
func (Total) Name() string { return "total" }

// TeX is the formula.
func (Total) TeX() string { return `E + C (K m n)^{-c}` }

// Coefficients are E and C.
func (Total) Coefficients() []string { return []string{"E", "C"} }

// Exponents is c, in 0.02..4.
func (Total) Exponents() []laws.Exponent { return []laws.Exponent{exponent("c")} }

// Basis is 1, (K m n)^-c.
func (Total) Basis(at Place, exponents, basis []float64) {
	basis[0], basis[1] = 1, math.Exp(-exponents[0]*(at.Groups+at.Sources+at.Items))
}

// BasisSlopes implements [Differentiable].
func (Total) BasisSlopes(at Place, exponents, slopes []float64) {
	all := at.Groups + at.Sources + at.Items
	slopes[0], slopes[1] = 0, -all*math.Exp(-exponents[0]*all)
}
