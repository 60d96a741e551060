package levels

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// Needed is the least spend that is expected to reach an error.
type Needed struct {
	Wanted float64           // the error
	Total  estimate.Estimate // the spend; its interval is where the ends of the expected error reach the error
	Best   Best              // what the spend buys
}

// farthestSpend is how many times what the dearest measured size costs a spend is looked for.
const farthestSpend = 64

// SpendFor finds the least spend at which the best size is expected to have an error, at the prices and limits of a
// spend (whose Total does not matter). An end of its interval is +Inf where no spend looked at reaches it. It is an
// error wrapping [ErrOutOfReach] if no spend of up to 64 times what the dearest measured size costs is expected to.
func (m *Model) SpendFor(wanted float64, prices Spend) (Needed, error) {
	n := Needed{Wanted: wanted}
	if math.IsNaN(wanted) || math.IsInf(wanted, 0) {
		return n, diversity.Invalid("wanted", wanted, "a finite number")
	}
	if err := m.checkModel(); err != nil {
		return n, err
	}
	search := m.Thinned(enough).searchOf(wanted, prices)
	var err error
	if n.Total.Value, err = search(func(e estimate.Estimate) float64 { return e.Value }); err != nil {
		return n, err
	}
	if math.IsInf(n.Total.Value, 1) {
		return n, fmt.Errorf("%w: no spend of up to %.6g, %d times the dearest size measured, is expected to reach an error of %.4g",
			ErrOutOfReach, farthestSpend*m.table.dearest(prices), farthestSpend, wanted)
	}
	prices.Total = n.Total.Value
	if n.Best, err = m.Best(prices); err != nil || len(m.draws) == 0 {
		return n, err
	}
	low, err := search(func(e estimate.Estimate) float64 { return e.Interval.Low })
	if err != nil {
		return n, err
	}
	high, err := search(func(e estimate.Estimate) float64 { return e.Interval.High })
	n.Total.Interval = estimate.Interval{Low: low, High: high, Level: m.options.level()}
	return n, err
}

// enough is how many refits a spend is looked for with, and curves are drawn from.
const enough = 100

// Thinned is the model with its first refits only, no more than so many: what it answers is a little less certain, and
// quicker.
func (m *Model) Thinned(refits int) *Model {
	few := *m
	few.draws = m.draws[:min(len(m.draws), max(refits, 0))]
	return &few
}

// searchOf looks for the least total whose best size has an error of which an end is as low as wanted.
func (m *Model) searchOf(wanted float64, prices Spend) func(end func(estimate.Estimate) float64) (float64, error) {
	seen := map[float64]estimate.Estimate{} // the searches begin alike
	at := func(total float64) (estimate.Estimate, error) {
		if e, have := seen[total]; have {
			return e, nil
		}
		prices.Total = total
		r, err := m.regionOf(prices)
		if err != nil {
			return estimate.Estimate{}, err
		}
		size, _ := r.lowest(m.value)
		seen[total] = m.expected(func(d draw) float64 { return m.valueOf(d, size.logs()) })
		return seen[total], nil
	}
	first, last := prices.Cost(m.least()), farthestSpend*m.table.dearest(prices)
	return func(end func(estimate.Estimate) float64) (float64, error) {
		return cheapest(first, last, func(total float64) (bool, error) {
			e, err := at(total)
			return end(e) <= wanted, err
		})
	}
}

// cheapest is the least total that reaches what is wanted, by bisection of its logarithm; +Inf if the last does not.
func cheapest(first, last float64, reaches func(total float64) (bool, error)) (float64, error) {
	if ok, err := reaches(last); err != nil || !ok {
		return math.Inf(1), err
	}
	if ok, err := reaches(first); err != nil || ok {
		return first, err
	}
	const closeEnough = 1e-3
	for last/first > 1+closeEnough {
		middle := math.Sqrt(first * last)
		ok, err := reaches(middle)
		if err != nil {
			return 0, err
		}
		if ok {
			last = middle
		} else {
			first = middle
		}
	}
	return last, nil
}
