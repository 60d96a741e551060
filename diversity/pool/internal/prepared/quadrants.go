package prepared

import "math/bits"

// Quadrants are the sums over the quarters of a thumbnail and its number of cells that are not background, in one
// number: enough to tell most images apart without looking at their cells. 0 stands for one that is not known.
type Quadrants uint64

// NoQuadrants are those of an image that shows too little: it is far from every other.
const NoQuadrants Quadrants = 1

const (
	quadrantBits = 14 // of a sum, up to 64 * 127 and 8128 more
	quadrantZero = 1<<(quadrantBits-1) - 1
)

// Quadrants sums up the thumbnail.
func (t *Thumbnail) Quadrants() (q Quadrants) {
	var sums [4]int
	for i, v := range t.blocks {
		sums[i/8*2+i%4/2] += int(v)
	}
	drawn := 0
	for _, word := range t.drawn {
		drawn += bits.OnesCount64(word)
	}
	q = Quadrants(drawn - 1)
	for _, sum := range sums {
		q = q<<quadrantBits | Quadrants(sum+quadrantZero)
	}
	return q
}

// Beyond reports whether two thumbnails are certainly further apart than a bound of [Thumbnail.Difference].
func (q Quadrants) Beyond(other Quadrants, bound float64) bool {
	if q == NoQuadrants || other == NoQuadrants {
		return true
	}
	const mask = 1<<quadrantBits - 1
	drawn := min(thumbnailCells, int(q>>(4*quadrantBits))+int(other>>(4*quadrantBits))+2)
	sum := 0
	for range 4 {
		d := int(q&mask) - int(other&mask)
		sum += max(d, -d)
		q, other = q>>quadrantBits, other>>quadrantBits
	}
	return float64(sum) > bound*float64(thumbnailUnit*drawn)
}
