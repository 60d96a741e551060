package figure

import (
	"math"
	"slices"
)

// fromEdge turns a closed line so that it begins at the right or left edge, if it gets there: ECharts goes down to the axis from
// where a line begins, which leaves a trace of a pixel's share.
func fromEdge(ring []at) []at {
	i := slices.IndexFunc(ring, func(p at) bool { return p.u == 0 || p.u == 1 })
	if i <= 0 {
		return ring
	}
	return append(slices.Clone(ring[i:]), ring[1:i+1]...)
}

// thinned leaves out points so near the one before that ECharts would skip them, but never the last, which closes the line.
func thinned(ring []at) []at {
	const near = 0.003 // about two pixels
	kept := ring[:1:1]
	last := ring[len(ring)-1]
	for _, p := range ring[1 : len(ring)-1] {
		if before := kept[len(kept)-1]; math.Hypot(p.u-before.u, p.v-before.v) > near && math.Hypot(p.u-last.u, p.v-last.v) > near {
			kept = append(kept, p)
		}
	}
	return append(kept, last)
}
