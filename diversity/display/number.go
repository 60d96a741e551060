package display

import (
	"fmt"
	"math"
	"strings"
)

// Percent is a share that is written in percent with one decimal, without the sign; the name of the column has it.
type Percent float64

// String reads "12.3", or "" for a share that is not known.
func (p Percent) String() string { return decimals(100*float64(p), 1) }

// Points is a difference of shares that is written in points of a percent with two decimals.
type Points float64

// String reads "0.42", or "" for a difference that is not known.
func (p Points) String() string { return decimals(100*float64(p), 2) }

// Number is a number that is written with three significant digits.
type Number float64

// String reads "0.512", "65536" or "unbounded", or "" for a number that is not known.
func (n Number) String() string { return significant(float64(n)) }

// Hash is written by its first eight digits if it is a hash, else as it is.
type Hash string

// hashDigits are the digits of a hash that a reader needs.
const hashDigits = 8

// String reads "3f9a01c4".
func (h Hash) String() string {
	text := string(h)
	if len(text) < 2*hashDigits || strings.Trim(text, "0123456789abcdefABCDEF") != "" {
		return text
	}
	return text[:hashDigits]
}

// Range writes the ends of an interval of numbers, "12.1 .. 80" or "12.1 .. unbounded", three significant digits each.
func Range(low, high float64) string { return significant(low) + " .. " + significant(high) }

// PercentRange writes the ends of an interval of shares in percent, "12.1 .. 14.0".
func PercentRange(low, high float64) string {
	return Percent(low).String() + " .. " + Percent(high).String()
}

// decimals rounds; a zero has no sign.
func decimals(x float64, places int) string {
	if text, special := notFinite(x); special {
		return text
	}
	text := fmt.Sprintf("%.*f", places, x)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-")
	}
	return text
}

// significant writes whole numbers below 10^15 as such.
func significant(x float64) string {
	const largest = 1e15
	switch text, special := notFinite(x); {
	case special:
		return text
	case math.Abs(x) >= 100 && math.Abs(x) < largest:
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.3g", x)
}

func notFinite(x float64) (string, bool) {
	switch {
	case math.IsNaN(x):
		return "", true
	case math.IsInf(x, 1):
		return "unbounded", true
	case math.IsInf(x, -1):
		return "-unbounded", true
	}
	return "", false
}
