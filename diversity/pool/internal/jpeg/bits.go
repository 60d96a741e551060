package jpeg

import (
	"encoding/binary"
	"fmt"
)

// bitReader reads the bits between two markers, and zeroes where a marker or the end of the file comes too early.
type bitReader struct {
	data []byte
	pos  int
	acc  uint64 // its lowest n bits are to be read
	n    uint
	pad  uint // bytes of zeroes that were put in
}

// fill leaves at least 57 bits to be read.
func (r *bitReader) fill() {
	if r.pos+8 <= len(r.data) {
		v := binary.BigEndian.Uint64(r.data[r.pos:])
		if x := ^v; (x-0x0101010101010101)&^x&0x8080808080808080 == 0 { // no byte is 0xff
			take := (64 - r.n) >> 3
			r.acc = r.acc<<(take*8) | v>>(64-take*8) // take 8: the shift by 64 clears
			r.pos += int(take)
			r.n += take * 8
			return
		}
	}
	for r.n <= 56 {
		r.acc = r.acc<<8 | uint64(r.next())
		r.n += 8
	}
}

// next is a byte of image data: 0xff is written as 0xff 0x00.
func (r *bitReader) next() byte {
	if r.pos >= len(r.data) {
		r.pad++
		return 0
	}
	b := r.data[r.pos]
	if b != 0xff {
		r.pos++
		return b
	}
	if r.pos+1 < len(r.data) && r.data[r.pos+1] == 0 {
		r.pos += 2
		return b
	}
	r.pad++
	return 0
}

// take reads up to 16 bits.
func (r *bitReader) take(count uint) uint32 {
	if r.n < 32 {
		r.fill()
	}
	r.n -= count
	return uint32(r.acc>>r.n) & (1<<count - 1)
}

// overrun tells whether bits were read that the file does not have.
func (r *bitReader) overrun() bool { return r.pad*8 > r.n }

// finish drops what is left of a byte and returns how many whole bytes were not read before the next marker.
func (r *bitReader) finish() (surplus int) {
	surplus = int(r.n>>3) - int(r.pad)
	r.acc, r.n, r.pad = 0, 0, 0
	for ; r.pos < len(r.data); r.pos++ {
		if r.data[r.pos] == 0xff && r.pos+1 < len(r.data) && r.data[r.pos+1] != 0 {
			break
		}
		surplus++
	}
	return surplus
}

// restart goes to the marker of the given number, 0..7.
func (r *bitReader) restart(number int) (surplus int, err error) {
	surplus = r.finish()
	for r.pos+1 < len(r.data) && r.data[r.pos+1] == 0xff {
		r.pos++
	}
	if r.pos+1 >= len(r.data) {
		return 0, fmt.Errorf("%w: it ends before restart marker %d", ErrTruncated, number)
	}
	if marker := r.data[r.pos+1]; int(marker) != restart0+number {
		return 0, fmt.Errorf("%w: marker %#x, expected restart marker %d", ErrDamaged, marker, number)
	}
	r.pos += 2
	return surplus, nil
}
