package numeric

import (
	"math"
)

// GoldenSection narrows an interval that holds one minimum until rounding error hides it.
func GoldenSection(f func(float64) float64, low, high float64) float64 {
	ratio := (math.Sqrt(5) - 1) / 2
	left, right := high-ratio*(high-low), low+ratio*(high-low)
	atLeft, atRight := f(left), f(right)
	for high-low > 1e-9 {
		if atLeft <= atRight {
			high, right, atRight = right, left, atLeft
			left = high - ratio*(high-low)
			atLeft = f(left)
		} else {
			low, left, atLeft = left, right, atRight
			right = low + ratio*(high-low)
			atRight = f(right)
		}
	}
	return (low + high) / 2
}
