package theory

import (
	"math"
	"slices"
)

// coarse tells how promising the places of a coarse grid are, again and again for other errors with the same weights: what
// depends on place and weights only is kept.
type coarse struct {
	places  [][]float64
	spacing []float64
	weights []float64       // for which the rest holds
	roots   []float64       // of the weights
	squares []*leastSquares // triangularised, one per place
}

func newCoarse(exponents []Exponent) *coarse {
	perAxis := (startsPerAxis[len(exponents)] + 2) / 3
	return &coarse{places: gridOf(exponents, perAxis), spacing: gridSpacing(exponents, perAxis)}
}

// best is the most promising place for what the fitter holds.
func (c *coarse) best(f *fitter) []float64 {
	s := f.solver
	if f.ceiling == nil && !slices.Equal(c.weights, s.weight) {
		c.triangularise(s)
	}
	best, least := c.places[0], math.Inf(1)
	for i, place := range c.places {
		value := 0.0
		if f.ceiling == nil {
			value = c.objective(i, s)
		} else {
			value = f.promise(place)
		}
		if value < least {
			best, least = place, value
		}
	}
	return best
}

func (c *coarse) triangularise(s *solver) {
	if c.squares == nil {
		for range c.places {
			c.squares = append(c.squares, newLeastSquares(len(s.weight), len(s.coefficients)))
		}
	}
	for i, l := range c.squares {
		s.moveTo(c.places[i])
		for j, column := range s.squares.columns {
			copy(l.columns[j], column)
		}
		l.triangularise()
	}
	c.weights, c.roots = append(c.weights[:0], s.weight...), append(c.roots[:0], s.root...)
}

// objective is that of the solver at a place.
func (c *coarse) objective(i int, s *solver) float64 {
	l, p := c.squares[i], len(s.coefficients)
	for row, target := range s.target {
		l.columns[p][row] = c.roots[row] * target
	}
	l.replaceLast()
	l.solveNonNegative(s.coefficients)
	return l.misfit(s.coefficients) / 2
}
