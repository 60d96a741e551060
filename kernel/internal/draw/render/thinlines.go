package render

import (
	"math"
	"slices"
)

// envelope is of each run of points in one of n columns the first, the lowest, the highest and the last. A gap stays,
// and ends a run.
func (s *series) envelope(n float64) []int {
	_, values := s.along()
	column := s.cells(n)
	var kept []int
	for start := 0; start < len(values); {
		if math.IsNaN(values[start]) {
			kept = append(kept, start)
			start++
			continue
		}
		end, lowest, highest := start+1, start, start
		for ; end < len(values) && !math.IsNaN(values[end]) && column(end) == column(start); end++ {
			if values[end] < values[lowest] {
				lowest = end
			}
			if values[end] > values[highest] {
				highest = end
			}
		}
		run := []int{start, lowest, highest, end - 1}
		slices.Sort(run)
		kept = append(kept, slices.Compact(run)...)
		start = end
	}
	return kept
}
