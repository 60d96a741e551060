package varpro

import (
	"math"
	"slices"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/laws"
)

// Coarse tells how promising the points of a coarse grid are, again and again for other errors with the same weights:
// what depends on point and weights only is kept.
type Coarse struct {
	grid    [][]float64
	Spacing []float64
	weights []float64               // for which the rest holds
	roots   []float64               // of the weights
	squares []*numeric.LeastSquares // triangularised, one per point
}

// NewCoarse lays out the grid for the exponents of a law.
func NewCoarse(exponents []laws.Exponent) *Coarse {
	perAxis := (StartsPerAxis[len(exponents)] + 2) / 3
	return &Coarse{grid: GridOf(exponents, perAxis), Spacing: GridSpacing(exponents, perAxis)}
}

// Best is the most promising point for what the fitter holds.
func (c *Coarse) Best(f *Fitter) []float64 {
	s := f.Solver
	if f.ceiling == nil && !slices.Equal(c.weights, s.Weight) {
		c.triangularise(s)
	}
	best, least := c.grid[0], math.Inf(1)
	for i, lnExponents := range c.grid {
		value := 0.0
		if f.ceiling == nil {
			value = c.objective(i, s)
		} else {
			value = f.promise(lnExponents)
		}
		if value < least {
			best, least = lnExponents, value
		}
	}
	return best
}

func (c *Coarse) triangularise(s *Solver) {
	if c.squares == nil {
		for range c.grid {
			c.squares = append(c.squares, numeric.NewLeastSquares(len(s.Weight), len(s.Coefficients)))
		}
	}
	for i, l := range c.squares {
		s.moveTo(c.grid[i])
		for j, column := range s.Squares.Columns {
			copy(l.Columns[j], column)
		}
		l.Triangularise()
	}
	c.weights, c.roots = append(c.weights[:0], s.Weight...), append(c.roots[:0], s.root...)
}

// objective is that of the solver at a point.
func (c *Coarse) objective(i int, s *Solver) float64 {
	l, p := c.squares[i], len(s.Coefficients)
	for row, target := range s.Target {
		l.Columns[p][row] = c.roots[row] * target
	}
	l.ReplaceLast()
	l.SolveNonNegative(s.Coefficients)
	return l.Misfit(s.Coefficients) / 2
}
