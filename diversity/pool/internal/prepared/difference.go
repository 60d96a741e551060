package prepared

import (
	"math/bits"
)

// Difference is the mean absolute difference of two thumbnails in standard deviations, over the cells that are not
// background in both: 0 for the same, some 1.1 for images that have nothing to do with one another. Beyond the given
// bound it may be any number above that.
func (t *Thumbnail) Difference(other *Thumbnail, bound float64) float64 {
	drawn := 0
	for i, word := range t.drawn {
		drawn += bits.OnesCount64(word | other.drawn[i])
	}
	unit := float64(thumbnailUnit * drawn)
	sum := 0
	for i, v := range t.blocks {
		d := int(v) - int(other.blocks[i])
		sum += max(d, -d)
	}
	if float64(sum)/unit > bound { // the cells differ at least as much as their sums do
		return float64(sum) / unit
	}
	sum = 0
	for i, v := range t.cells {
		d := int(v) - int(other.cells[i])
		sum += max(d, -d)
	}
	return float64(sum) / unit
}

// Mirrored is the thumbnail with left and right exchanged.
func (t *Thumbnail) Mirrored() *Thumbnail {
	m := &Thumbnail{}
	for i, v := range t.cells {
		to := i - i%thumbnailSide + thumbnailSide - 1 - i%thumbnailSide
		m.cells[to] = v
		m.blocks[blockOf(to)] += int16(v)
		m.drawn[to/64] |= t.drawn[i/64] >> (i % 64) & 1 << (to % 64)
	}
	return m
}
