package laws

import (
	"math"
	"tradeoff/diversity/internal/numeric"
)

// BestClasses is the real-valued K* of a law at a budget, by its formula if it has one and else by search.
func BestClasses(law Law, budget float64, parameters []float64) float64 {
	if formula, ok := law.(ClosedForm); ok {
		return formula.BestClasses(budget, parameters)
	}
	return SearchBestClasses(law, budget, parameters)
}

// SearchBestClasses minimises over ln K within 1 <= K <= N: the best of an even grid, refined by golden section. As in
// [ClosedForm], 0 and +Inf say that the minimum is at an end, and NaN that the curve is flat within rounding.
func SearchBestClasses(law Law, budget float64, parameters []float64) float64 {
	lnN := math.Log(budget)
	return BestAlong(law, parameters, 0, lnN, func(lnK float64) float64 { return lnN - lnK })
}

// BestAlong minimises over ln K within low..high along a line, of which lnPerClass gives ln n.
func BestAlong(law Law, parameters []float64, low, high float64, lnPerClass func(lnK float64) float64) float64 {
	const cells = 256
	basis := make([]float64, len(law.Coefficients()))
	at := func(lnK float64) float64 {
		law.Basis(lnK, lnPerClass(lnK), parameters[len(basis):], basis)
		return numeric.Dot(parameters[:len(basis)], basis)
	}
	place := func(cell int) float64 { return low + (high-low)*float64(cell)/cells }
	best, least, most := 0, math.Inf(1), math.Inf(-1)
	for i := range cells + 1 {
		value := at(place(i))
		most = max(most, value)
		if value < least {
			best, least = i, value
		}
	}
	switch {
	case !(most-least > 1e-12*math.Abs(most)):
		return math.NaN()
	case best == 0:
		return 0
	case best == cells:
		return math.Inf(1)
	}
	return math.Exp(numeric.GoldenSection(at, place(best-1), place(best+1)))
}
