package pretrain

import (
	"math"
	"strings"

	"tradeoff/diversity/internal/formula"
)

// byFormula is a parameter or a running statistic by the formula.
func byFormula(name string, dims []int) []float32 {
	size, fan := 1, 1
	for i, dim := range dims {
		size *= dim
		if i > 0 {
			fan *= dim
		}
	}
	numbers := formula.Numbers(name, size)
	for i, u := range numbers {
		switch {
		case len(dims) > 1:
			numbers[i] = u * float32(2*math.Sqrt(6/float64(fan)))
		case strings.HasSuffix(name, ".weight") || strings.HasSuffix(name, ".running_var"):
			numbers[i] = 1 + 0.4*u
		default:
			numbers[i] = 0.4 * u
		}
	}
	return numbers
}

// hashedImages are images with values 0..1.
func hashedImages(size int) []float32 {
	numbers := formula.Numbers("images", size)
	for i := range numbers {
		numbers[i] += 0.5
	}
	return numbers
}
