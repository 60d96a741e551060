package levels

import (
	"math"
	"slices"

	"tradeoff/diversity/internal/numeric"
)

// reweighted is the least sum of Huber's losses. Squares are taken again and again with the share of each row that its
// last residual asks for, which lowers the sum every time but slowly (Huber 1981, Robust Statistics, section 7.8), and
// after each round the bottom of the parabola that the sum is while no residual passes delta: that is the end once none
// does.
func (s *solver) reweighted() float64 {
	const rounds, nothing = 100, 1e-12
	least := math.Inf(1)
	for range rounds {
		s.project()
		value, settled := s.jump(s.loss())
		s.setShares()
		if settled || value >= least*(1-nothing) {
			return value
		}
		least = value
	}
	return least
}

// jump moves the coefficients to the bottom of the parabola, if that lowers the sum of losses, and reports whether
// the sum has its least there.
func (s *solver) jump(value float64) (lower float64, settled bool) {
	s.setSides()
	before, sides := slices.Clone(s.coefficients), slices.Clone(s.side)
	if !s.parabola() {
		return value, false
	}
	if lower = s.loss(); !(lower <= value) {
		copy(s.coefficients, before)
		return s.loss(), false
	}
	s.setSides()
	return lower, slices.Equal(sides, s.side) && s.heldAtZero()
}

// parabola solves for the coefficients above 0, residuals staying on their sides of delta. It is false if they do not
// follow, or one would be negative.
func (s *solver) parabola() bool {
	var used []int
	for j, c := range s.coefficients {
		if c > 0 {
			used = append(used, j)
		}
	}
	matrix, right := numeric.NewMatrix(len(used), len(used)), make([]float64, len(used))
	for i, r := range s.rows {
		if !s.below[i] {
			continue
		}
		pull := r.weight * s.target[i]
		if s.side[i] != 0 {
			pull = math.Sqrt(r.weight) * s.huber * float64(s.side[i])
		}
		for a, j := range used {
			right[a] += pull * s.basis[i][j]
			for b := 0; b <= a && s.side[i] == 0; b++ {
				matrix[a][b] += r.weight * s.basis[i][j] * s.basis[i][used[b]]
			}
		}
	}
	for a := range used {
		for b := range a {
			matrix[b][a] = matrix[a][b]
		}
	}
	if !numeric.SolveCholesky(matrix, right) || slices.ContainsFunc(right, func(c float64) bool { return !(c >= 0) }) {
		return false
	}
	for a, j := range used {
		s.coefficients[j] = right[a]
	}
	return true
}

// heldAtZero reports whether the sum of losses would rise with each coefficient that is 0.
func (s *solver) heldAtZero() bool {
	for j, c := range s.coefficients {
		pull, size := 0.0, 0.0
		for i, r := range s.residuals {
			pull += r * s.basis[i][j]
			size += math.Abs(r * s.basis[i][j])
		}
		if c == 0 && pull > 1e-12*size {
			return false
		}
	}
	return true
}

// setSides tells which residuals are beyond the Huber delta.
func (s *solver) setSides() {
	for i, off := range s.offs() {
		s.side[i] = 0
		if math.Abs(off) > s.huber {
			s.side[i] = int(math.Copysign(1, off))
		}
	}
}

// setShares takes the shares from the last residuals.
func (s *solver) setShares() {
	for i, off := range s.offs() {
		s.share[i] = min(1, s.huber/math.Abs(off))
	}
}

// offs are the residuals of all rows by their weights, with the present coefficients.
func (s *solver) offs() []float64 {
	offs := make([]float64, len(s.rows))
	for i, r := range s.rows {
		offs[i] = math.Sqrt(r.weight) * (s.target[i] - numeric.Dot(s.coefficients, s.basis[i]))
	}
	return offs
}

// weighted are the residuals of the rows that count.
func (s *solver) weighted() (all []float64) {
	for i, off := range s.offs() {
		if s.below[i] {
			all = append(all, off)
		}
	}
	return all
}

// clipped is the derivative of the loss of a residual.
func (s *solver) clipped(off float64) float64 {
	if s.huber == 0 {
		return off
	}
	return min(max(off, -s.huber), s.huber)
}

// lossOf is half the square of a residual, or Huber's loss of it.
func (s *solver) lossOf(off float64) float64 {
	pull := math.Abs(s.clipped(off))
	return pull * (math.Abs(off) - pull/2)
}
