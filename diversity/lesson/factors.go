package lesson

import (
	"math"

	"tradeoff/diversity/display"
	"tradeoff/diversity/laws"
)

// Factors is the law error = (C + D K^-a + F n^-b) / (1 + N/m): the two kinds of diversity are factors on a part that
// falls with the number of all images, and not terms beside it. The error of worlds.Gaussian tends to it for large
// budgets with C = 1, D = r+1, F = s^2, m = (d-r) s^2, a = b = 1, for r hidden ones of d dimensions and a standard
// deviation s within classes.
type Factors struct{}

// Name is "factors".
func (Factors) Name() string { return "factors" }

// TeX is the formula.
func (Factors) TeX() string { return `\frac{C + D K^{-a} + F n^{-b}}{1 + Kn/m}` }

// Coefficients are C, D and F.
func (Factors) Coefficients() []string { return []string{"C", "D", "F"} }

// Exponents are m, a and b: what has to be searched.
func (Factors) Exponents() []laws.Exponent {
	return []laws.Exponent{{Name: "m", Low: 10, High: 10_000}, {Name: "a", Low: 0.1, High: 4}, {Name: "b", Low: 0.1, High: 4}}
}

// Basis implements [laws.Law].
func (Factors) Basis(lnK, lnn float64, exponents, basis []float64) {
	common := 1 / (1 + math.Exp(lnK+lnn)/exponents[0])
	basis[0] = common
	basis[1] = common * math.Exp(-exponents[1]*lnK)
	basis[2] = common * math.Exp(-exponents[2]*lnn)
}

// Fields are the law's name.
func (f Factors) Fields() []display.Field { return []display.Field{{Name: "law", Value: f.Name()}} }
