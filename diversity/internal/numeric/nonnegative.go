package numeric

import "math"

// NonNegativeOn writes the solution of min |X c - y| with c >= 0 and row . c = right, as [leastSquares.nonNegative]
// does without the equation. It is false if no such c exists.
func (l *LeastSquares) NonNegativeOn(row []float64, right float64, solution []float64) bool {
	l.Triangularise()
	p := len(solution)
	if l.small == nil {
		l.small = NewLeastSquares(p, p)
	}
	best, found := math.Inf(1), false
	trial := make([]float64, p)
	for mask := range 1 << p {
		if misfit, ok := l.trySubsetOn(mask, row, right, trial); ok && misfit < best {
			best, found = misfit, true
			copy(solution, trial)
		}
	}
	return found
}

// trySubsetOn solves for the columns of a bit mask: the coefficient with the largest entry in the row follows from the
// others,
//
//	c_pivot = (right - sum_k row_k c_k) / row_pivot,
//
// so that their columns become R_k - (row_k/row_pivot) R_pivot, and the target z - (right/row_pivot) R_pivot.
func (l *LeastSquares) trySubsetOn(mask int, row []float64, right float64, trial []float64) (misfit float64, ok bool) {
	p := len(row)
	pivot := -1
	for j := range p {
		if mask&(1<<j) != 0 && row[j] != 0 && (pivot < 0 || math.Abs(row[j]) > math.Abs(row[pivot])) {
			pivot = j
		}
	}
	if pivot < 0 && right != 0 {
		return 0, false
	}
	l.subset = l.subset[:0]
	for j := range p {
		if mask&(1<<j) != 0 && j != pivot {
			l.subset = append(l.subset, j)
		}
	}
	s := len(l.subset)
	part := LeastSquares{Columns: l.small.Columns[:s+1], R: l.small.R[:s+1], Least: l.Least}
	for i, j := range l.subset {
		copyTriangle(part.Columns[i], l.R[j], j+1)
		l.takePivot(part.Columns[i], pivot, func() float64 { return row[j] / row[pivot] })
	}
	copyTriangle(part.Columns[s], l.R[p], p)
	l.takePivot(part.Columns[s], pivot, func() float64 { return right / row[pivot] })
	part.Triangularise()
	part.BackSubstitute(l.trial[:s])
	clear(trial)
	rest := right
	for i, j := range l.subset {
		trial[j] = l.trial[i]
		rest -= row[j] * l.trial[i]
	}
	if pivot >= 0 {
		trial[pivot] = rest / row[pivot]
	}
	return part.R[s][s] * part.R[s][s], minimum(trial) >= 0
}

// takePivot takes a share of the pivot's column out of another.
func (l *LeastSquares) takePivot(from []float64, pivot int, share func() float64) {
	if pivot < 0 {
		return
	}
	for i := range pivot + 1 {
		from[i] -= share() * l.R[pivot][i]
	}
}
