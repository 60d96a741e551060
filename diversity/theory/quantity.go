package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// Quantity is a number that a fitted law determines, for [LawFit.Profile] and [LawFit.DeltaInterval]. It is made by
// [ParameterOf], [DifferenceOf], [BestClassesAt], [BestRatioAt] or [ErrorOf].
type Quantity struct {
	name   string
	bindTo func(f *LawFit) (constraint, error)
}

// String is its name, for example "a - b" or "K* at N = 4096".
func (q Quantity) String() string { return q.name }

// constraint holds a quantity of a law at a value. Values are searched as positions (logarithms where a quantity is
// positive without limits). Given the exponents, every quantity is either a condition on the exponents themselves or
// one that is linear in the coefficients.
type constraint struct {
	of        func(parameters []float64) float64 // position of the quantity, without limits
	value     float64                            // of the quantity at the fit
	position  float64                            // the same, within low..high
	low, high float64                            // positions
	back      func(position float64) float64
	ends      estimate.Interval // what to report where the data do not bound the quantity

	held     int                                                 // the exponent that the condition determines; -1 = none
	exponent func(position float64, exponents []float64) float64 // its value given the others
	row      func(position float64, exponents, row []float64) (right float64)
}

// ParameterOf is a coefficient or an exponent by its name.
func ParameterOf(name string) Quantity {
	return Quantity{name, func(f *LawFit) (constraint, error) {
		i, err := f.index(name)
		if err != nil {
			return constraint{}, err
		}
		p := len(f.Law.Coefficients())
		if i < p {
			return f.coefficients(i, -1), nil
		}
		exponent := f.Law.Exponents()[i-p]
		c := constraint{
			of:    func(parameters []float64) float64 { return math.Log(parameters[i]) },
			value: f.Parameters[i].Value, low: math.Log(exponent.Low), high: math.Log(exponent.High), back: math.Exp,
			held:     i - p,
			exponent: func(position float64, _ []float64) float64 { return math.Exp(position) },
			ends:     estimate.Interval{Low: math.Inf(-1), High: math.Inf(1)},
		}
		return c.at(math.Log(c.value)), nil
	}}
}

// DifferenceOf is the difference of two coefficients or of two exponents, for example a - b of [laws.Untied], which is
// 0 if and only if the best ratio is invariant.
func DifferenceOf(first, second string) Quantity {
	return Quantity{first + " - " + second, func(f *LawFit) (constraint, error) {
		i, err := f.index(first)
		if err != nil {
			return constraint{}, err
		}
		j, err := f.index(second)
		if err != nil {
			return constraint{}, err
		}
		p := len(f.Law.Coefficients())
		switch {
		case i == j || (i < p) != (j < p):
			return constraint{}, diversity.Invalid("difference", first+" - "+second,
				"two different coefficients or two different exponents")
		case i < p:
			return f.coefficients(i, j), nil
		}
		one, other := f.Law.Exponents()[i-p], f.Law.Exponents()[j-p]
		c := constraint{
			of:    func(parameters []float64) float64 { return parameters[i] - parameters[j] },
			value: f.Parameters[i].Value - f.Parameters[j].Value, low: one.Low - other.High, high: one.High - other.Low,
			held: j - p,
			back: same, ends: estimate.Interval{Low: math.Inf(-1), High: math.Inf(1)},
			exponent: func(position float64, exponents []float64) float64 { return exponents[i-p] - position },
		}
		return c.at(c.value), nil
	}}
}

// coefficients is coefficient i, or its difference to j.
func (f *LawFit) coefficients(i, j int) constraint {
	c := constraint{
		of:    func(parameters []float64) float64 { return parameters[i] },
		value: f.Parameters[i].Value, high: farCoefficient, back: same, held: -1,
		ends: estimate.Interval{Low: 0, High: math.Inf(1)},
		row: func(position float64, _, row []float64) float64 {
			row[i] = 1
			if j >= 0 {
				row[j] = -1
			}
			return position
		},
	}
	if j >= 0 {
		c.of = func(parameters []float64) float64 { return parameters[i] - parameters[j] }
		c.value, c.low, c.ends.Low = c.value-f.Parameters[j].Value, -farCoefficient, math.Inf(-1)
	}
	return c.at(c.value)
}

// The positions at which a search for an end gives up, and calls the quantity unbounded.
const (
	farCoefficient = 1e6 // errors are at most 1
	farClasses     = 40  // octaves of e beyond the budget
)

// BestClassesAt is K* at a budget. (n* = N/K* has the same interval, turned round.)
func BestClassesAt(budget float64) Quantity {
	return optimumAt(fmt.Sprintf("K* at N = %.6g", budget), budget, func(lnK, _ float64) float64 { return lnK })
}

// BestRatioAt is x* = K*/n* at a budget.
func BestRatioAt(budget float64) Quantity {
	return optimumAt(fmt.Sprintf("x* at N = %.6g", budget), budget, func(lnK, lnN float64) float64 { return 2*lnK - lnN })
}

// optimumAt is a monotone function of ln K*. At given exponents K* has some value where the derivative of the error
// along the budget, sum_j c_j d basis_j / d ln K, is zero there: a condition that is linear in the coefficients.
func optimumAt(name string, budget float64, from func(lnK, lnN float64) float64) Quantity {
	return Quantity{name, func(f *LawFit) (constraint, error) {
		if !(budget >= 1) || math.IsInf(budget, 0) {
			return constraint{}, diversity.Invalid("budget", budget, "at least 1 image")
		}
		lnN, best := math.Log(budget), math.Log(f.BestClasses(budget))
		if math.IsNaN(best) {
			return constraint{}, fmt.Errorf("%w: by the fitted %s law all sizes of budget %v are as good", ErrNoOptimum,
				f.Law.Name(), budget)
		}
		c := constraint{
			of:    func(parameters []float64) float64 { return math.Log(laws.BestClasses(f.Law, budget, parameters)) },
			value: math.Exp(from(best, lnN)), low: -farClasses, high: lnN + farClasses, held: -1,
			ends: estimate.Interval{Low: 0, High: math.Inf(1)},
			back: func(lnK float64) float64 { return math.Exp(from(lnK, lnN)) },
			row: func(lnK float64, exponents, row []float64) float64 {
				slopeAlongBudget(f.Law, lnK, lnN, exponents, row)
				return 0
			},
		}
		return c.at(best), nil
	}}
}

// slopeAlongBudget writes d basis / d ln K at fixed K n by central differences, in units of the largest.
func slopeAlongBudget(law laws.Law, lnK, lnN float64, exponents, row []float64) {
	const step = 1e-4
	below := make([]float64, len(row))
	law.Basis(lnK+step, lnN-lnK-step, exponents, row)
	law.Basis(lnK-step, lnN-lnK+step, exponents, below)
	largest := 0.0
	for j := range row {
		row[j] -= below[j]
		largest = max(largest, math.Abs(row[j]))
	}
	for j := range row {
		row[j] /= max(largest, math.SmallestNonzeroFloat64)
	}
}

// ErrorOf is the error of the law at a size.
func ErrorOf(size diversity.Size) Quantity {
	return Quantity{fmt.Sprintf("error at %v", size), func(f *LawFit) (constraint, error) {
		if err := size.Validate(); err != nil {
			return constraint{}, err
		}
		lnK, lnn := sizegrid.LnClasses(size), math.Log(float64(size.PerClass))
		c := constraint{
			of:    func(parameters []float64) float64 { return f.at(lnK, lnn, parameters) },
			value: f.at(lnK, lnn, f.Values()), high: farCoefficient, back: same, held: -1,
			ends: estimate.Interval{Low: 0, High: 1},
			row: func(position float64, exponents, row []float64) float64 {
				f.Law.Basis(lnK, lnn, exponents, row)
				return position
			},
		}
		return c.at(c.value), nil
	}}
}

func same(x float64) float64 { return x }

// at sets the position of the fit.
func (c constraint) at(position float64) constraint {
	c.position = min(max(position, c.low), c.high)
	return c
}

// slopeAt is d ln K* / d ln N at a budget by a central difference over a tenth of ln N; for laws whose K* is a power of
// N it is exact. It is NaN where there is no inner optimum.
func slopeAt(law laws.Law, budget float64, parameters []float64) float64 {
	const step = 0.05
	above := laws.BestClasses(law, budget*math.Exp(step), parameters)
	below := laws.BestClasses(law, budget*math.Exp(-step), parameters)
	if below == 0 || math.IsInf(above, 1) {
		return math.NaN()
	}
	return math.Log(above/below) / (2 * step)
}
