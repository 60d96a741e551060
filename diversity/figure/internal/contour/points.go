package contour

import (
	"math"
	"slices"
)

// FromEdge turns a closed line so that it begins at the right or left edge, if it gets there: ECharts goes down to the
// axis from where a line begins, which leaves a trace of a pixel's share.
func FromEdge(ring []Point) []Point {
	i := slices.IndexFunc(ring, func(p Point) bool { return p.U == 0 || p.U == 1 })
	if i <= 0 {
		return ring
	}
	return append(slices.Clone(ring[i:]), ring[1:i+1]...)
}

// Thinned leaves out points so near the one before that ECharts would skip them, but never the last, which closes the
// line.
func Thinned(ring []Point) []Point {
	const near = 0.003 // about two pixels
	kept := ring[:1:1]
	last := ring[len(ring)-1]
	for _, p := range ring[1 : len(ring)-1] {
		if before := kept[len(kept)-1]; math.Hypot(p.U-before.U, p.V-before.V) > near &&
			math.Hypot(p.U-last.U, p.V-last.V) > near {
			kept = append(kept, p)
		}
	}
	return append(kept, last)
}
