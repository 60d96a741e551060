package varpro

import (
	"math"
	"tradeoff/diversity/internal/numeric"
)

// Networks that learnt nothing still get the error R of random weights, so that measured curves stop at R where the law
// goes on: error = min(R, law). Its least-squares loss is that of the law over the rows where the law is below R, plus
// a constant for the others. The fit therefore alternates: fit the rows that count, see which rows the law puts below
// R. A row that goes to and fro (its mean is above R, and the best law just touches R there) counts by a share, which
// is bisected: that is the subgradient at the kink.

// ceiling is the state of that search. It belongs to one fitter.
type ceiling struct {
	level   float64
	margins []float64 // rows nearer than this to the level are first taken to be at it, one search for each
	share   []float64 // of each row that counts
	rate    []float64 // how far a share follows the law in one round
	below   []bool    // where the law was in the last round
}

func newCeiling(level, noise float64, rows int) *ceiling {
	return &ceiling{
		level: level, margins: []float64{max(2*noise, 1e-9), level / 10},
		share: make([]float64, rows), rate: make([]float64, rows), below: make([]bool, rows),
	}
}

// reset takes the rows nearer than a margin to the level, or above it, for saturated.
func (c *ceiling) reset(targets []float64, margin float64) {
	for i, target := range targets {
		c.below[i], c.rate[i], c.share[i] = target < c.level-margin, 1, 0
		if c.below[i] {
			c.share[i] = 1
		}
	}
}

// follow moves the share of a row towards where the law is now, and returns by how much.
func (c *ceiling) follow(row int, value float64) float64 {
	below, aim := value < c.level, 0.0
	if below {
		aim = 1
	}
	if below == c.below[row] {
		c.rate[row] = min(1, 1.2*c.rate[row])
	} else {
		c.below[row], c.rate[row] = below, c.rate[row]/2
	}
	step := c.rate[row] * (aim - c.share[row])
	c.share[row] += step
	return math.Abs(step)
}

// value is the law at a row, by the last objective. Rows that do not count have no basis there.
func (f *Fitter) value(row int) float64 {
	s := f.Solver
	if s.Weight[row] == 0 {
		s.law.Basis(s.lnK[row], s.lnn[row], s.Exponents, s.Basis[row])
	}
	return numeric.Dot(s.Coefficients, s.Basis[row])
}

// promise is how good a point looks before any search. With a ceiling it is the lowest loss after a few rounds there.
func (f *Fitter) promise(lnExponents []float64) float64 {
	if f.ceiling == nil {
		return f.Solver.Objective(lnExponents)
	}
	const rounds = 3
	least := math.Inf(1)
	for _, margin := range f.ceiling.margins {
		f.ceiling.reset(f.Solver.Target, margin)
		for range rounds {
			f.loadShares()
			f.Solver.Objective(lnExponents)
			least = min(least, f.loss())
			f.reweigh()
		}
	}
	copy(f.Solver.Weight, f.Base)
	return least
}

// loadShares lets every row count by its share, before any residual is known.
func (f *Fitter) loadShares() {
	for i, base := range f.Base {
		f.Solver.Weight[i] = base * f.ceiling.share[i]
	}
}

// refineBelow minimises the loss of min(ceiling, law) from the end of the search without a ceiling, and from what is
// left of it without the rows near the ceiling. It returns the best of all, so that it is never worse than the plain
// fit.
func (f *Fitter) refineBelow(plain End) End {
	copy(f.Solver.Weight, f.Base)
	f.Solver.Objective(plain.LnExponents)
	plain.Objective = f.loss()
	plain.Converged = false
	f.ceiling.reset(f.Solver.Target, math.Inf(-1))
	best := f.refineRounds(plain)
	for _, margin := range f.ceiling.margins {
		f.ceiling.reset(f.Solver.Target, margin)
		f.loadShares()
		start := End{Optimum: f.search.From(plain.LnExponents, MaxSteps), Parameters: f.Solver.Parameters()}
		start.Objective = f.loss()
		if other := f.refineRounds(start); other.Objective < best.Objective {
			best = other
		}
	}
	return best
}

// refineRounds reweighs and searches until the loss stands still, and returns the best that it met.
func (f *Fitter) refineRounds(at End) End {
	const rounds, stepsPerRound, patience, nothing = 100, 3, 10, 1e-10
	best, lnExponents, idle := at, at.LnExponents, 0
	for range rounds {
		moved := f.reweigh()
		result := End{Optimum: f.search.From(lnExponents, stepsPerRound), Parameters: f.Solver.Parameters()}
		settled := result.Converged && moved == 0 && f.Table.huber == 0
		result.Objective, lnExponents = f.loss(), result.LnExponents
		if idle++; result.Objective < best.Objective*(1-nothing) {
			idle = 0
		}
		if result.Objective <= best.Objective {
			best = result
		}
		if best.Converged = settled || idle == patience; best.Converged {
			break
		}
	}
	return best
}
