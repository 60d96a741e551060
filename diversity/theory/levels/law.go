package levels

import (
	"fmt"
	"math"

	"tradeoff/diversity/laws"
)

// Place is a size in natural logarithms: ln K, ln m, ln n.
type Place struct{ Groups, Sources, Items float64 }

// Law is a functional form of the error over K groups, m sources and n items. As a law of package laws it is linear in
// its coefficients, which are never negative, and nonlinear in its exponents:
//
//	error(K, m, n) = sum_j c_j basis_j(ln K, ln m, ln n; exponents),   c_j >= 0.
type Law interface {
	// Name is a short name for tables, for example "nested".
	Name() string
	// TeX is the formula for display, without dollar signs, in K, m, n and the names of the parameters.
	TeX() string
	// Coefficients names the linear parameters: 1 to 8 of them.
	Coefficients() []string
	// Exponents names the nonlinear parameters and their bounds: 0 to 4 of them.
	Exponents() []laws.Exponent
	// Basis writes the value of every basis function (one per coefficient) at a place, given the exponents. It must be
	// safe for concurrent use and must not keep the slices.
	Basis(at Place, exponents, basis []float64)
}

// Differentiable is implemented by laws which know the derivatives of their basis; for others they are taken
// numerically, which takes longer and changes nothing.
type Differentiable interface {
	// BasisSlopes writes d basis_j / d exponent_e to slopes[e*len(coefficients)+j].
	BasisSlopes(at Place, exponents, slopes []float64)
}

// All are the laws of this package, which [Fit] compares where none are given.
func All() []Law { return []Law{Components{}, Nested{}, Separate{}, Total{}} }

const (
	mostCoefficients = 8
	mostExponents    = 4
)

// checkLaw tests what can be tested without data.
func checkLaw(law Law) error {
	if law == nil {
		return fmt.Errorf("%w: nil; pass for example Nested{}", laws.ErrLaw)
	}
	if count := len(law.Coefficients()); count < 1 || count > mostCoefficients {
		return fmt.Errorf("%w: %s has %d coefficients, allowed: 1..%d", laws.ErrLaw, law.Name(), count, mostCoefficients)
	}
	if count := len(law.Exponents()); count > mostExponents {
		return fmt.Errorf("%w: %s has %d exponents, allowed: 0..%d", laws.ErrLaw, law.Name(), count, mostExponents)
	}
	for _, e := range law.Exponents() {
		if !(e.Low > 0 && e.High > e.Low) || math.IsInf(e.High, 0) {
			return fmt.Errorf("%w: %s: exponent %s has bounds %v..%v, allowed: 0 < low < high", laws.ErrLaw, law.Name(),
				e.Name, e.Low, e.High)
		}
	}
	return nil
}

// parameterNames are the coefficients, then the exponents.
func parameterNames(law Law) []string {
	all := append([]string(nil), law.Coefficients()...)
	for _, e := range law.Exponents() {
		all = append(all, e.Name)
	}
	return all
}

// valueOf is the error that a law gives with its parameters, coefficients first. The scratch has a place for each
// coefficient.
func valueOf(law Law, at Place, parameters, scratch []float64) float64 {
	law.Basis(at, parameters[len(scratch):], scratch)
	sum := 0.0
	for j, c := range scratch {
		sum += parameters[j] * c
	}
	return sum
}
