package laws

import (
	"math"
	"strconv"

	"tradeoff/diversity"
)

func checkExponent(field string, value float64) error {
	if value < 0 || math.IsNaN(value) || math.IsInf(value, 0) {
		return diversity.Invalid(field, value, "a positive number, or 0 for a free exponent")
	}
	return nil
}

func shortNumber(value float64) string { return strconv.FormatFloat(value, 'g', 4, 64) }
