package pretrain

import (
	"math"
	"strings"
)

// hashed are numbers in [-0.5, 0.5) by a formula of name and index, as testdata/formula.py has it in Python.
func hashed(name string, size int) []float32 {
	seed := uint32(2166136261) // FNV-1a
	for _, char := range []byte(name) {
		seed = (seed ^ uint32(char)) * 16777619
	}
	numbers := make([]float32, size)
	for i := range numbers {
		h := uint32(i)*0x9E3779B9 + seed
		h = (h ^ h>>16) * 0x85EBCA6B
		h = (h ^ h>>13) * 0xC2B2AE35
		h ^= h >> 16
		numbers[i] = float32(h>>8)/(1<<24) - 0.5
	}
	return numbers
}

// byFormula is a parameter or a running statistic by the formula.
func byFormula(name string, dims []int) []float32 {
	size, fan := 1, 1
	for i, dim := range dims {
		size *= dim
		if i > 0 {
			fan *= dim
		}
	}
	numbers := hashed(name, size)
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
	numbers := hashed("images", size)
	for i := range numbers {
		numbers[i] += 0.5
	}
	return numbers
}
