package levels

import (
	"math"

	"tradeoff/diversity/internal/numeric"
)

// What learnt nothing has the error of a guess, the ceiling, where a law goes on: error = min(ceiling, law). Its loss
// is that of the law over the sizes where the law is below the ceiling, and a constant for the others. A search
// therefore goes in rounds: search with the rows that count, see which ones the law puts below the ceiling.

// countBelow lets those rows count whose errors are below the ceiling.
func (s *solver) countBelow(errors []float64) {
	for i, e := range errors {
		s.below[i] = s.ceiling == 0 || e < s.ceiling
	}
}

// fromBelow searches in rounds until the rows that count stay the same, and returns the best end that it met: near the
// kink a row may come and go, and none of the later ends is better then.
func (s *solver) fromBelow(start []float64) solution {
	const rounds, patience = 30, 5
	best := solution{objective: math.Inf(1)}
	for round, idle := 0, 0; round < rounds && idle < patience; round++ {
		end := s.along(start)
		start = end.lnExponents
		values := s.values()
		end.objective = s.capped(values)
		if idle++; end.objective < best.objective {
			best, idle = end, 0
		}
		if !s.changed(values) {
			break
		}
		s.countBelow(values)
	}
	return best
}

// values are the errors of the law at all rows, by the last objective.
func (s *solver) values() []float64 {
	values := make([]float64, len(s.rows))
	for i := range values {
		values[i] = numeric.Dot(s.coefficients, s.basis[i])
	}
	return values
}

// capped is the loss of min(ceiling, law).
func (s *solver) capped(values []float64) float64 {
	sum := 0.0
	for i, r := range s.rows {
		sum += s.lossOf(math.Sqrt(r.weight) * (s.target[i] - min(values[i], s.ceiling)))
	}
	return sum
}

// changed reports whether other rows than before are below the ceiling.
func (s *solver) changed(values []float64) bool {
	for i, v := range values {
		if s.below[i] != (v < s.ceiling) {
			return true
		}
	}
	return false
}

// restart lets those rows count that a search left below the ceiling, and forgets the shares of other errors.
func (s *solver) restart(at solution) {
	if s.ceiling != 0 {
		s.countBelow(s.valuesBy(at.parameters))
	}
	for i := range s.share {
		s.share[i] = 1
	}
}

// stand puts the solver where a search ended.
func (s *solver) stand(at solution) {
	s.restart(at)
	s.Objective(at.lnExponents)
}

// valuesBy are the errors of the law at all rows, by its parameters.
func (s *solver) valuesBy(parameters []float64) (values []float64) {
	for _, r := range s.rows {
		values = append(values, valueOf(s.law, r.at, parameters, s.moved))
	}
	return values
}
