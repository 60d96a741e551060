package varpro

import (
	"math"
	"tradeoff/diversity/laws"
)

// StartsPerAxis is the fineness of the grid of starts for each number of exponents, such that the grid stays small.
var StartsPerAxis = [...]int{1, 24, 12, 6, 4, 3, 3}

// GridStarts are the middles of the cells of an even grid over the logarithms of the exponents.
func GridStarts(exponents []laws.Exponent) [][]float64 {
	return GridOf(exponents, StartsPerAxis[len(exponents)])
}

// GridOf lists the points of a grid with so many along each axis, even in ln exponent within the bounds.
func GridOf(exponents []laws.Exponent, perAxis int) [][]float64 {
	starts := [][]float64{nil}
	for _, exponent := range exponents {
		var longer [][]float64
		for _, start := range starts {
			for i := range perAxis {
				share := (float64(i) + 0.5) / float64(perAxis)
				value := math.Log(exponent.Low) + share*math.Log(exponent.High/exponent.Low)
				longer = append(longer, append(append([]float64(nil), start...), value))
			}
		}
		starts = longer
	}
	return starts
}

// GridSpacing is the distance of neighbours of a grid along each axis.
func GridSpacing(exponents []laws.Exponent, perAxis int) []float64 {
	spacing := make([]float64, len(exponents))
	for e, exponent := range exponents {
		spacing[e] = math.Log(exponent.High/exponent.Low) / float64(perAxis)
	}
	return spacing
}

// NextTo reports whether a point is a neighbour, along every axis, of one of the others.
func NextTo(lnExponents []float64, others [][]float64, spacing []float64) bool {
	for _, other := range others {
		near := true
		for e := range lnExponents {
			near = near && math.Abs(lnExponents[e]-other[e]) < 1.5*spacing[e]
		}
		if near {
			return true
		}
	}
	return false
}
