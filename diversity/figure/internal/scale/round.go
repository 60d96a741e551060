package scale

import (
	"math"
	"strconv"
)

// Largest keeps the arithmetic of axes within the range of numbers.
const Largest = 1e100

// Finite reports whether a number can be shown: it is neither NaN nor infinite, nor so large that an axis fails.
// Training that diverged leaves such numbers behind; a figure shows a gap in their place.
func Finite(value float64) bool { return math.Abs(value) <= Largest }

// FiniteOf are the values that can be shown.
func FiniteOf(values []float64) []float64 {
	var kept []float64
	for _, value := range values {
		if Finite(value) {
			kept = append(kept, value)
		}
	}
	return kept
}

// RoundTo keeps a number of significant digits, so that figures are short files. A zero has no sign.
func RoundTo(value float64, digits int) float64 {
	if value == 0 {
		return 0
	}
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return value
	}
	scale := math.Pow10(digits - 1 - int(math.Floor(math.Log10(math.Abs(value)))))
	if scale > 1e300 {
		return value
	}
	if scale < 1 {
		unit := math.Round(1 / scale)
		return math.Round(value/unit) * unit
	}
	return math.Round(value*scale) / scale
}

// Percent turns an error share into per cent with five significant digits.
func Percent(share float64) float64 { return RoundTo(100*share, 5) }

// RoundRange widens a range to ends that are multiples of the step that ECharts chooses for an axis between them. A
// single number has a tenth of it on either side, 0 has 1.
func RoundRange(low, high float64) (from, to float64) {
	const rounding = 1e-9
	if high-low <= rounding*math.Max(math.Abs(low), math.Abs(high)) { // one number, but for the last digits of arithmetic
		low, high = low-math.Abs(low)/10, high+math.Abs(high)/10
	}
	if low == high {
		low, high = -1, 1
	}
	from, to = low, high
	for range 3 { // a wider range may have a larger step
		step := AxisStep((to - from) / 5)
		from, to = RoundTo(math.Floor(low/step+rounding)*step, 12), RoundTo(math.Ceil(high/step-rounding)*step, 12)
	}
	return from, to
}

// AxisStep is a step near the wish as ECharts rounds it ("nice" in its number.ts).
func AxisStep(wish float64) float64 {
	decade := math.Pow10(int(math.Floor(math.Log10(wish))))
	for _, c := range []struct{ below, mantissa float64 }{{1.5, 1}, {2.5, 2}, {4, 3}, {7, 5}} {
		if wish/decade < c.below {
			return c.mantissa * decade
		}
	}
	return 10 * decade
}

// NiceStep is 1, 2 or 5 times a power of ten, at least a tenth of a point and not much below the wish.
func NiceStep(wish float64) float64 {
	for decade := 0.1; ; decade *= 10 {
		for _, mantissa := range []float64{1, 2, 5} {
			if step := RoundTo(mantissa*decade, 2); step >= 0.9*wish {
				return step
			}
		}
	}
}

// Thousands writes an integer with commas between thousands: "4,096".
func Thousands(value int) string {
	digits := strconv.Itoa(value)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
