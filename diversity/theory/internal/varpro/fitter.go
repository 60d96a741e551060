package varpro

import (
	"cmp"
	"math"
	"slices"
	"tradeoff/diversity/laws"
)

// End is the result of one refined start.
type End struct {
	Optimum
	Parameters []float64 // coefficients, then exponents
}

// Fitter fits one table again and again with its own memory; it is used by one goroutine.
type Fitter struct {
	Table   *Table
	Solver  *Solver
	search  *Search
	Base    []float64 // weights of the rows before the Huber loss or the ceiling lowers them
	ceiling *ceiling  // nil = none
}

// NewFitter makes a fitter of the table, with its own memory.
func (t *Table) NewFitter() *Fitter {
	s := NewSolver(t.Law, t.LnK, t.Lnn)
	f := &Fitter{Table: t, Solver: s, search: NewSearch(s, s.Low, s.High), Base: make([]float64, len(t.LnK))}
	if t.ceiling > 0 {
		f.ceiling = newCeiling(t.ceiling-t.known, t.noise, len(t.LnK))
	}
	return f
}

// mostStarts is how many starts of the grid are refined: the best ones that are not neighbours of one another.
const mostStarts = 6

// FitFrom loads the points with weights and fits them.
func (f *Fitter) FitFrom(weights []float64, starts [][]float64) []End {
	f.Table.Fill(f.Solver, weights)
	return f.FromGrid(starts)
}

// FromGrid picks the most promising points of a grid, refines each, and returns the ends with the best first. The
// solver must hold the data.
func (f *Fitter) FromGrid(starts [][]float64) []End {
	copy(f.Base, f.Solver.Weight)
	return f.Refine(Promising(starts, f.Table.Law.Exponents(), f.promise))
}

// Promising are the most promising points of the grid of starts that are not neighbours of one another, the one of the
// lowest value first.
func Promising(starts [][]float64, exponents []laws.Exponent, value func(lnExponents []float64) float64) [][]float64 {
	values := make([]float64, len(starts))
	order := make([]int, len(starts))
	for i, start := range starts {
		order[i], values[i] = i, value(start)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	spacing := GridSpacing(exponents, StartsPerAxis[len(exponents)])
	var chosen [][]float64
	for _, i := range order {
		if len(chosen) < mostStarts && !NextTo(starts[i], chosen, spacing) {
			chosen = append(chosen, starts[i])
		}
	}
	return chosen
}

// Refine searches from each point and sorts the ends by objective. The solver must hold the data.
func (f *Fitter) Refine(starts [][]float64) []End {
	copy(f.Base, f.Solver.Weight)
	ends := make([]End, len(starts))
	for i, lnExponents := range starts {
		ends[i] = f.refineOne(lnExponents)
	}
	slices.SortStableFunc(ends, func(a, b End) int { return cmp.Compare(a.Objective, b.Objective) })
	return ends
}

// refineOne minimises from one point. A Huber loss is minimised by least squares with the weights delta/|r| on large
// residuals, again and again (each round lowers the Huber loss; Huber 1981, section 7.8), until the loss stands still.
func (f *Fitter) refineOne(lnExponents []float64) End {
	copy(f.Solver.Weight, f.Base)
	result := End{Optimum: f.search.From(lnExponents, MaxSteps), Parameters: f.Solver.Parameters()}
	switch {
	case f.ceiling != nil:
		return f.refineBelow(result)
	case f.Table.huber == 0:
		return result
	}
	const rounds, stepsPerRound = 300, 3
	loss := f.loss()
	for range rounds {
		f.reweigh()
		result = End{Optimum: f.search.From(result.LnExponents, stepsPerRound), Parameters: f.Solver.Parameters()}
		before := loss
		loss = f.loss()
		if result.Converged = before-loss <= 1e-12*loss; result.Converged {
			break
		}
	}
	result.Objective = loss
	return result
}

// reweigh sets the weights for the residuals of the last objective and for the ceiling. It returns the largest change
// of a share of the ceiling.
func (f *Fitter) reweigh() (moved float64) {
	for i, base := range f.Base {
		if base == 0 {
			continue
		}
		value, share := f.value(i), 1.0
		if f.ceiling != nil {
			moved = max(moved, f.ceiling.follow(i, value))
			share = f.ceiling.share[i]
		}
		residual := math.Sqrt(base) * math.Abs(f.Solver.Target[i]-value)
		f.Solver.Weight[i] = base * share * min(1, f.Table.delta()/max(residual, math.SmallestNonzeroFloat64))
	}
	return moved
}

// loss is the sum of r^2/2 for |r| <= delta and delta (|r| - delta/2) beyond, with r the residual of min(ceiling, law).
func (f *Fitter) loss() float64 {
	sum, delta := 0.0, f.Table.delta()
	for i, base := range f.Base {
		if base == 0 {
			continue
		}
		value := f.value(i)
		if f.ceiling != nil {
			value = min(value, f.ceiling.level)
		}
		r := math.Sqrt(base) * math.Abs(f.Solver.Target[i]-value)
		if r <= delta {
			sum += r * r / 2
		} else {
			sum += delta * (r - delta/2)
		}
	}
	return sum
}

// Agreeing counts the ends whose objective is that of the best one within a millionth.
func Agreeing(ends []End) int {
	count := 0
	for _, e := range ends {
		if e.Objective <= ends[0].Objective*(1+1e-6)+1e-18 {
			count++
		}
	}
	return count
}
