package theory

import (
	"cmp"
	"math"
	"slices"
)

// end is the result of one refined start.
type end struct {
	optimum
	parameters []float64 // coefficients, then exponents
}

// fitter fits one table again and again with its own memory; it is used by one goroutine.
type fitter struct {
	table   *table
	solver  *solver
	search  *search
	base    []float64 // weights of the rows before the Huber loss or the ceiling lowers them
	ceiling *ceiling  // nil = none
}

func (t *table) newFitter() *fitter {
	s := newSolver(t.law, t.lnK, t.lnn)
	f := &fitter{table: t, solver: s, search: newSearch(s, s.low, s.high), base: make([]float64, len(t.lnK))}
	if t.ceiling > 0 {
		f.ceiling = newCeiling(t.ceiling, t.noise, len(t.lnK))
	}
	return f
}

// mostStarts is how many starts of the grid are refined: the best ones that are not neighbours of one another.
const mostStarts = 6

// fitFrom loads the points with weights and fits them.
func (f *fitter) fitFrom(weights []float64, starts [][]float64) []end {
	f.table.fill(f.solver, weights)
	return f.fromGrid(starts)
}

// fromGrid picks the most promising places of a grid, refines each, and returns the ends with the best first. The solver
// must hold the data.
func (f *fitter) fromGrid(starts [][]float64) []end {
	copy(f.base, f.solver.weight)
	values := make(map[int]float64, len(starts))
	order := make([]int, len(starts))
	for i, start := range starts {
		order[i], values[i] = i, f.promise(start)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	exponents := f.table.law.Exponents()
	spacing := gridSpacing(exponents, startsPerAxis[len(exponents)])
	var chosen [][]float64
	for _, i := range order {
		if len(chosen) < mostStarts && !nextTo(starts[i], chosen, spacing) {
			chosen = append(chosen, starts[i])
		}
	}
	return f.refine(chosen)
}

// refine searches from each place and sorts the ends by objective. The solver must hold the data.
func (f *fitter) refine(places [][]float64) []end {
	copy(f.base, f.solver.weight)
	ends := make([]end, len(places))
	for i, place := range places {
		ends[i] = f.refineOne(place)
	}
	slices.SortStableFunc(ends, func(a, b end) int { return cmp.Compare(a.objective, b.objective) })
	return ends
}

// refineOne minimises from one place. A Huber loss is minimised by least squares with the weights delta/|r| on large
// residuals, again and again (each round lowers the Huber loss; Huber 1981, section 7.8), until the loss stands still.
func (f *fitter) refineOne(place []float64) end {
	copy(f.solver.weight, f.base)
	result := end{optimum: f.search.from(place, maxSteps), parameters: f.solver.parameters()}
	switch {
	case f.ceiling != nil:
		return f.refineBelow(result)
	case f.table.huber == 0:
		return result
	}
	const rounds, stepsPerRound = 300, 3
	loss := f.loss()
	for range rounds {
		f.reweigh()
		result = end{optimum: f.search.from(result.place, stepsPerRound), parameters: f.solver.parameters()}
		before := loss
		loss = f.loss()
		if result.converged = before-loss <= 1e-12*loss; result.converged {
			break
		}
	}
	result.objective = loss
	return result
}

// reweigh sets the weights for the residuals of the last objective and for the ceiling. It returns the largest change of a
// share of the ceiling.
func (f *fitter) reweigh() (moved float64) {
	for i, base := range f.base {
		if base == 0 {
			continue
		}
		value, share := f.value(i), 1.0
		if f.ceiling != nil {
			moved = max(moved, f.ceiling.follow(i, value))
			share = f.ceiling.share[i]
		}
		residual := math.Sqrt(base) * math.Abs(f.solver.target[i]-value)
		f.solver.weight[i] = base * share * min(1, f.table.delta()/max(residual, math.SmallestNonzeroFloat64))
	}
	return moved
}

// loss is the sum of r^2/2 for |r| <= delta and delta (|r| - delta/2) beyond, with r the residual of min(ceiling, law).
func (f *fitter) loss() float64 {
	sum, delta := 0.0, f.table.delta()
	for i, base := range f.base {
		if base == 0 {
			continue
		}
		value := f.value(i)
		if f.ceiling != nil {
			value = min(value, f.ceiling.level)
		}
		r := math.Sqrt(base) * math.Abs(f.solver.target[i]-value)
		if r <= delta {
			sum += r * r / 2
		} else {
			sum += delta * (r - delta/2)
		}
	}
	return sum
}

// agreeing counts the ends whose objective is that of the best one within a millionth.
func agreeing(ends []end) int {
	count := 0
	for _, e := range ends {
		if e.objective <= ends[0].objective*(1+1e-6)+1e-18 {
			count++
		}
	}
	return count
}
