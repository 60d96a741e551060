package laws

import (
	"fmt"
	"math"

	"tradeoff/diversity"
)

// Bent is the untied law with one bend: the exponent of n is b far below m images of a class and c far above them; with
// Of "K" that of the number of classes is so bent (a below m classes, c above). The bend is smooth over about an octave
// to each side (as in broken neural scaling laws, Caballero et al. 2023, with a fixed sharpness). It has no formula for
// the best size, which is searched. The zero value bends in n.
type Bent struct {
	Of string // "n" or "K"; "" = "n"
}

// bendSharpness is the power at which one side hands over to the other.
const bendSharpness = 4

// Name is "bent n" or "bent K".
func (b Bent) Name() string { return "bent " + b.of() }

func (b Bent) of() string {
	if b.Of == "" {
		return "n"
	}
	return b.Of
}

// Validate returns an error wrapping diversity.ErrInvalid unless the law bends in K or n.
func (b Bent) Validate() error {
	if b.of() != "n" && b.of() != "K" {
		return diversity.Invalid("Bent.Of", fmt.Sprintf("%q", b.Of), `"n" or "K"`)
	}
	return nil
}

// TeX is the formula.
func (b Bent) TeX() string {
	if b.of() == "K" {
		return `E + A\,K^{-a} (1 + (K/m)^4)^{(a-c)/4} + B\,n^{-b}`
	}
	return `E + A\,K^{-a} + B\,n^{-b} (1 + (n/m)^4)^{(b-c)/4}`
}

// Coefficients are E, A (inter-class part) and B (intra-class part).
func (Bent) Coefficients() []string { return []string{"E", "A", "B"} }

// Exponents are a, b and c, each searched in 0.02..4, and m, a number of images or classes searched in 1..100,000.
func (Bent) Exponents() []Exponent {
	return []Exponent{{"a", lowestExponent, highestExponent}, {"b", lowestExponent, highestExponent},
		{"c", lowestExponent, highestExponent}, {"m", 1, 1e5}}
}

// Basis is 1 and the two powers, of which one is bent.
func (b Bent) Basis(lnK, lnn float64, exponents, basis []float64) {
	basis[0], basis[1], basis[2] = 1, math.Exp(-exponents[0]*lnK), math.Exp(-exponents[1]*lnn)
	if b.of() == "K" {
		basis[1] = bentPower(lnK, exponents[0], exponents[2], exponents[3])
	} else {
		basis[2] = bentPower(lnn, exponents[1], exponents[2], exponents[3])
	}
}

// bentPower is x^-first (1 + (x/m)^s)^((first-second)/s).
func bentPower(lnx, first, second, m float64) float64 {
	return math.Exp(-first*lnx + (first-second)/bendSharpness*softplus(bendSharpness*(lnx-math.Log(m))))
}

// softplus is ln(1 + e^x), without overflow.
func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
