package theory

import "math"

// BestClasses is the real-valued number of classes K* that minimises the fitted error at a budget, without limits: 0 if
// fewer classes are always better, +Inf if more are, NaN if it makes no difference. [Fitted.BestAt] gives the exact size,
// with intervals.
func (f *Fitted) BestClasses(budget float64) float64 { return bestClasses(f.Law, budget, f.Values()) }

// bestClasses is the real-valued K* of a law at a budget, by its formula if it has one and else by search.
func bestClasses(law Law, budget float64, parameters []float64) float64 {
	if formula, ok := law.(ClosedForm); ok {
		return formula.BestClasses(budget, parameters)
	}
	return searchBestClasses(law, budget, parameters)
}

// searchBestClasses minimises over ln K within 1 <= K <= N: the best of an even grid, refined by golden section. As in
// [ClosedForm], 0 and +Inf say that the minimum is at an end, and NaN that the curve is flat within rounding.
func searchBestClasses(law Law, budget float64, parameters []float64) float64 {
	lnN := math.Log(budget)
	return searchAlong(law, parameters, 0, lnN, func(lnK float64) float64 { return lnN - lnK })
}

// searchAlong minimises over ln K within low..high along a line, of which lnPerClass gives ln n.
func searchAlong(law Law, parameters []float64, low, high float64, lnPerClass func(lnK float64) float64) float64 {
	const cells = 256
	basis := make([]float64, len(law.Coefficients()))
	at := func(lnK float64) float64 {
		law.Basis(lnK, lnPerClass(lnK), parameters[len(basis):], basis)
		return dot(parameters[:len(basis)], basis)
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
	return math.Exp(goldenSection(at, place(best-1), place(best+1)))
}

// goldenSection narrows an interval that holds one minimum until rounding error hides it.
func goldenSection(f func(float64) float64, low, high float64) float64 {
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

// slopeAt is d ln K* / d ln N at a budget by a central difference over a tenth of ln N; for laws whose K* is a power of
// N it is exact. It is NaN where there is no inner optimum.
func slopeAt(law Law, budget float64, parameters []float64) float64 {
	const step = 0.05
	above := bestClasses(law, budget*math.Exp(step), parameters)
	below := bestClasses(law, budget*math.Exp(-step), parameters)
	if below == 0 || math.IsInf(above, 1) {
		return math.NaN()
	}
	return math.Log(above/below) / (2 * step)
}
