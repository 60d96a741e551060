package label

import (
	"slices"
	"tradeoff/diversity/figure/internal/scale"
)

// The room for a label above the axes, in pixels.
const (
	AboveRow  = 16  // height
	AboveRune = 6.6 // width of a letter
	aboveGap  = 8   // between labels
)

// Rows gives labels above the axes, by rising left end in pixels, the lowest row in which they do not touch one before.
func Rows(labels []scale.Span) []int {
	var ends []float64 // of the last label of each row
	rows := make([]int, len(labels))
	for i, l := range labels {
		row := slices.IndexFunc(ends, func(end float64) bool { return end < l.Low })
		if row < 0 {
			row, ends = len(ends), append(ends, 0)
		}
		ends[row], rows[i] = l.High+aboveGap, row
	}
	return rows
}
