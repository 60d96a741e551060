package theory

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// Needed is the least spend that is expected to reach an error.
type Needed struct {
	Wanted float64           // the error
	Total  estimate.Estimate // the spend, with its interval: of the ends of the predicted error
	Best   SpendPrediction   // what the spend buys
}

// farthestSpend is how many times what the dearest measured size costs a spend is looked for.
const farthestSpend = 64

// SpendFor finds the least spend at which the best size is expected to have an error, at the prices of a spend (whose
// Total does not matter). The interval of the total is where the ends of the interval of the predicted error reach the
// error: infinite where the upper end does not. It is an error wrapping [ErrNoOptimum] if no spend of up to 64 times
// what
// the dearest measured size costs is expected to reach it.
func (a *Average) SpendFor(ctx context.Context, wanted float64, prices Spend, o BestOptions) (Needed, error) {
	if !(wanted > 0 && wanted < 1) {
		return Needed{}, diversity.Invalid("wanted", wanted, "an error within (0, 1)")
	}
	first, last := a.Surface.costs(prices)
	prices.Total = last
	if err := checkSpend(prices, o); err != nil {
		return Needed{}, err
	}
	few := a.thinned(drawsOfSearch)
	seen := map[float64]SpendPrediction{} // the three searches begin alike
	at := func(total float64) (p SpendPrediction, err error) {
		if p, have := seen[total]; have {
			return p, nil
		}
		spend := prices
		spend.Total = total
		seen[total], err = few.BestForSpend(spend, o)
		return seen[total], err
	}
	n := Needed{Wanted: wanted}
	search := func(end func(estimate.Estimate) float64) (float64, error) {
		return leastTotal(ctx, first, farthestSpend*last, func(total float64) (bool, error) {
			p, err := at(total)
			return end(p.Error) <= wanted, err
		})
	}
	var err error
	if n.Total.Value, err = search(func(e estimate.Estimate) float64 { return e.Value }); err != nil {
		return n, err
	}
	if math.IsInf(n.Total.Value, 1) {
		return n, fmt.Errorf("%w: no spend of up to %.6g, %d times the dearest size measured, is expected to reach an error of %.4g",
			ErrNoOptimum, farthestSpend*last, farthestSpend, wanted)
	}
	prices.Total = n.Total.Value
	if n.Best, err = a.BestForSpend(prices, o); err != nil {
		return n, err
	}
	return n, n.setInterval(search)
}

// drawsOfSearch are the curves drawn while a spend is looked for.
const drawsOfSearch = 400

// thinned draws fewer curves.
func (a *Average) thinned(draws int) *Average {
	few := *a
	few.models = nil
	total := 0
	for _, m := range a.models {
		total += m.count
	}
	for _, m := range a.models {
		few.models = append(few.models, counted{m.model, max(1, m.count*min(draws, total)/total)})
	}
	return &few
}

// setInterval looks where the ends of the predicted error reach the wanted one.
func (n *Needed) setInterval(search func(func(estimate.Estimate) float64) (float64, error)) error {
	if !n.Best.Error.Interval.Known() {
		return nil
	}
	low, err := search(func(e estimate.Estimate) float64 { return e.Interval.Low })
	if err != nil {
		return err
	}
	high, err := search(func(e estimate.Estimate) float64 { return e.Interval.High })
	n.Total.Interval = estimate.Interval{Low: low, High: high, Level: n.Best.Error.Interval.Level}
	return err
}

// costs are those of the cheapest and of the dearest measured size.
func (f *SurfaceFit) costs(prices Spend) (least, most float64) {
	least = math.Inf(1)
	for _, point := range f.points {
		cost := prices.Cost(point.Size)
		least, most = min(least, cost), max(most, cost)
	}
	return least, most
}

// leastTotal doubles a total until it does, and then halves the last step until its ends differ by two per cent;
// infinite
// if none up to the highest does. (Far beyond the data an interval may be wider again.)
func leastTotal(ctx context.Context, low, highest float64, does func(total float64) (bool, error)) (float64, error) {
	const near = 1.02
	if ok, err := does(low); err != nil || ok {
		return low, err
	}
	high := low
	for ok := false; !ok; {
		if low = high; low >= highest {
			return math.Inf(1), nil
		}
		high = min(2*low, highest)
		var err error
		if ok, err = does(high); err != nil || ctx.Err() != nil {
			return 0, cmp.Or(err, ctx.Err())
		}
	}
	for high/low > near {
		middle := math.Sqrt(low * high)
		ok, err := does(middle)
		if err != nil || ctx.Err() != nil {
			return 0, cmp.Or(err, ctx.Err())
		}
		if ok {
			high = middle
		} else {
			low = middle
		}
	}
	return high, nil
}
