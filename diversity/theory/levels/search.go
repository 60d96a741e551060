package levels

import "math"

// A search goes from a grid over ln m and ln n to finer and finer ones around the best place. The error is smooth and
// has one bottom, or falls to an edge, so that this is safe where a gradient would meet the kinks of limits.
const (
	coarsePlaces = 15   // along each axis of the first grid
	zooms        = 26   // of the finer grids
	zoom         = 0.62 // of the step, from grid to grid: the last step is a hundred-thousandth of the first
)

// lowest is the size of a region with the lowest value, as a real number; +Inf where nothing can be paid.
func (r region) lowest(value func(Place) float64) (Size, float64) {
	if !r.holds() {
		return Size{}, math.Inf(1)
	}
	size, least := r.overItems(value)
	if k := r.high.Groups; k == r.low.Groups || size.Groups >= k*(1-1e-6) { // no more of them: the money buys the others
		if other, v := r.overSources(k, value); v < least {
			return other, v
		}
	}
	return size, least
}

// overItems looks over sources and items; groups take what is left.
func (r region) overItems(value func(Place) float64) (Size, float64) {
	at := func(u, v float64) (Size, float64) {
		s := Size{Sources: math.Exp(u), Items: math.Exp(v)}
		if s.Groups = r.groupsFor(s.Sources, s.Items); s.Groups == 0 {
			return s, math.Inf(1)
		}
		return s, value(s.logs())
	}
	return bottom(span{math.Log(r.low.Sources), math.Log(r.high.Sources)},
		span{math.Log(r.low.Items), math.Log(r.high.Items)}, at)
}

// overSources looks over sources of a given number of groups; items take what is left.
func (r region) overSources(groups float64, value func(Place) float64) (Size, float64) {
	at := func(u, _ float64) (Size, float64) {
		s := Size{Groups: groups, Sources: math.Exp(u)}
		if s.Items = r.itemsFor(groups, s.Sources); s.Items == 0 {
			return s, math.Inf(1)
		}
		return s, value(s.logs())
	}
	return bottom(span{math.Log(r.low.Sources), math.Log(r.high.Sources)}, span{}, at)
}

// span is a range of a logarithm.
type span struct{ low, high float64 }

// bottom is the lowest place of a rectangle.
func bottom(x, y span, at func(u, v float64) (Size, float64)) (size Size, least float64) {
	least = math.Inf(1)
	bestU, bestV := x.low, y.low
	try := func(u, v float64) {
		if s, value := at(u, v); value < least {
			size, least, bestU, bestV = s, value, u, v
		}
	}
	stepU, stepV := (x.high-x.low)/(coarsePlaces-1), (y.high-y.low)/(coarsePlaces-1)
	for i := range coarsePlaces {
		for j := range coarsePlaces {
			try(x.low+float64(i)*stepU, y.low+float64(j)*stepV)
			if stepV == 0 {
				break
			}
		}
		if stepU == 0 {
			break
		}
	}
	for range zooms {
		u, v := bestU, bestV
		for _, i := range []float64{-1, 0, 1} {
			for _, j := range []float64{-1, 0, 1} {
				if (i != 0 && stepU > 0 || j != 0 && stepV > 0) && (i == 0 || stepU > 0) && (j == 0 || stepV > 0) {
					try(min(max(u+i*stepU, x.low), x.high), min(max(v+j*stepV, y.low), y.high))
				}
			}
		}
		stepU, stepV = stepU*zoom, stepV*zoom
	}
	return size, least
}
