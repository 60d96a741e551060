package render

import "slices"

// spaced is one point in each cell of a grid, the first, with cells as small as no more than a number of points allow.
func (s *series) spaced(about frame, most int) []int {
	left, right, bottom, top := slices.Min(s.x), slices.Max(s.x), slices.Min(s.y), slices.Max(s.y)
	const wider = 1.25
	for size := 1.0; ; size *= wider {
		taken := map[[2]int]bool{}
		var kept []int
		for i := range s.x {
			cell := [2]int{cellOf(s.x[i], left, right, float64(about.Width)/size),
				cellOf(s.y[i], bottom, top, float64(about.Height)/size)}
			if !taken[cell] {
				taken[cell] = true
				kept = append(kept, i)
			}
		}
		if len(kept) <= max(most, 1) || size > float64(about.Width+about.Height) {
			return kept
		}
	}
}
