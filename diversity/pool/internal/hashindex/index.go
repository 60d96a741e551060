// Package hashindex finds the 64-bit hashes that differ from a given one in few bits, without comparing all.
//
// A hash is cut into four bands of 16 bits. Of two hashes that differ in at most 4 f + 3 bits, one band differs in at
// most f: so it is enough to look at the hashes which share a band with the given one up to f bits.
package hashindex

import "math/bits"

const (
	bands    = 4
	bandBits = 16
	buckets  = 1 << bandBits
)

// MostBits bounds how different hashes may be: beyond, most bands would have to be looked at.
const MostBits = 15

// Index holds hashes by their bands. It takes 24 bytes for each, and a megabyte. It is safe for concurrent use.
type Index struct {
	hashes []uint64
	starts [bands][buckets + 1]int32 // where the hashes of a band begin in items
	items  [bands][]int32
	most   int
	masks  []uint16 // the bits in which a band may differ
}

// New makes an index for hashes that differ in up to most bits, 0..MostBits. It keeps the slice, of less than 2^31.
func New(hashes []uint64, most int) *Index {
	x := &Index{hashes: hashes, most: most}
	for mask := range buckets {
		if bits.OnesCount16(uint16(mask)) <= most/bands {
			x.masks = append(x.masks, uint16(mask))
		}
	}
	for b := range bands {
		x.fill(b)
	}
	return x
}

// fill sorts the hashes by one of their bands.
func (x *Index) fill(b int) {
	starts := &x.starts[b]
	for _, h := range x.hashes {
		starts[int(band(h, b))+1]++
	}
	for i := range buckets {
		starts[i+1] += starts[i]
	}
	next := *starts
	x.items[b] = make([]int32, len(x.hashes))
	for i, h := range x.hashes {
		at := band(h, b)
		x.items[b][next[at]] = int32(i)
		next[at]++
	}
}

func band(hash uint64, b int) uint16 { return uint16(hash >> (b * bandBits)) }

// Near calls found once with each hash, by its number, that differs from the given one in at most so many bits as the
// index was made for, in no order.
func (x *Index) Near(hash uint64, found func(number, bits int)) {
	for b := range bands {
		for _, mask := range x.masks {
			at := band(hash, b) ^ mask
			for _, i := range x.items[b][x.starts[b][at]:x.starts[b][int(at)+1]] {
				differing := hash ^ x.hashes[i]
				if n := bits.OnesCount64(differing); n <= x.most && x.first(differing) == b {
					found(int(i), n)
				}
			}
		}
	}
}

// first is the first band that is near enough: the one in which a pair is reported.
func (x *Index) first(differing uint64) int {
	b := 0
	for bits.OnesCount16(band(differing, b)) > x.most/bands {
		b++
	}
	return b
}
