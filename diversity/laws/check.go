package laws

import (
	"fmt"
	"math"
)

const (
	mostCoefficients = 8
	mostExponents    = 6
)

// Check tests what can be tested without data.
func Check(law Law) error {
	if law == nil {
		return fmt.Errorf("%w: nil; pass for example Tied{} or Untied{}", ErrLaw)
	}
	if v, ok := law.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return err
		}
	}
	if count := len(law.Coefficients()); count < 1 || count > mostCoefficients {
		return fmt.Errorf("%w: %s has %d coefficients, allowed: 1..%d", ErrLaw, law.Name(), count, mostCoefficients)
	}
	if count := len(law.Exponents()); count > mostExponents {
		return fmt.Errorf("%w: %s has %d exponents, allowed: 0..%d", ErrLaw, law.Name(), count, mostExponents)
	}
	for _, e := range law.Exponents() {
		if !(e.Low > 0 && e.High > e.Low) || math.IsInf(e.High, 0) {
			return fmt.Errorf("%w: %s: exponent %s has bounds %v..%v, allowed: 0 < low < high", ErrLaw, law.Name(), e.Name,
				e.Low, e.High)
		}
	}
	return nil
}

// ParameterNames are the names of the coefficients, then of the exponents.
func ParameterNames(law Law) []string {
	names := append([]string(nil), law.Coefficients()...)
	for _, exponent := range law.Exponents() {
		names = append(names, exponent.Name)
	}
	return names
}
