package jpeg

import "encoding/binary"

// row returns the wanted part of row y of a component, with as many samples as it has pixels.
//
// Halved colours are interpolated with the weights 3/4 and 1/4 on each axis, as libjpeg does by default; samples that
// stand for more pixels, images of up to two samples a row, and those at 1/8 have them repeated, as there.
func (d *Decoder) row(i, y int) []uint8 {
	c, w := &d.comps[i], d.wanted
	if c.fx == 1 && c.fy == 1 {
		return c.line(y)[w.Left:w.Right]
	}
	from, to := max(0, w.Left/c.fx-1), min(c.width, w.Right/c.fx+2) // with a sample beside them
	near := c.line(y / c.fy)[from:to]
	skip := from * c.fx
	d.rows[i] = grow(d.rows[i], min(c.fx*len(near), d.frame.outWidth-skip))
	out := d.rows[i]
	smooth := d.shift < 3
	switch {
	case smooth && c.fx == 2 && c.fy == 1 && c.width > 2:
		double(out, near, near, 4, 8) // that is, by 1 and 2 of 4
	case smooth && c.fx == 2 && c.fy == 2 && c.width > 2:
		double(out, near, c.line(c.neighbour(y))[from:to], 8, 7)
	case smooth && c.fx == 1 && c.fy == 2:
		tall(out, near, c.line(c.neighbour(y))[from:to], 1+uint32(y&1))
	default:
		repeat(out, near, c.fx)
	}
	return out[w.Left-skip : w.Right-skip]
}

// line is a row of the samples that there are.
func (c *component) line(y int) []uint8 { return c.pix[y*c.stride:][:c.width] }

// neighbour is the second nearest row of samples to row y of the image.
func (c *component) neighbour(y int) int {
	return min(max(y>>1+y&1*2-1, 0), c.height-1)
}

func repeat(out, near []uint8, times int) {
	for x := range out {
		out[x] = near[x/times]
	}
}

func tall(out, near, far []uint8, bias uint32) {
	near, far = near[:len(out)], far[:len(out)]
	for x := range out {
		out[x] = uint8((3*uint32(near[x]) + uint32(far[x]) + bias) >> 2)
	}
}

// double interpolates rows first, with the weights 3/4 and 1/4, and then columns likewise. Near and far are as long as
// each other; the biases, of samples 0, 2, ... and 1, 3, ..., say how sixteenths are rounded.
func double(out, near, far []uint8, even, odd uint32) {
	far = far[:len(near)]
	before := 3*uint32(near[0]) + uint32(far[0])
	i := 0
	for ; i+9 <= len(near) && 2*i+16 <= len(out); i += 8 {
		before = eight(out[2*i:][:16], near[i:][:9], far[i:][:9], before, uint64(even), uint64(odd))
	}
	for ; i < len(near); i++ {
		here := 3*uint32(near[i]) + uint32(far[i])
		after := here
		if i+1 < len(near) {
			after = 3*uint32(near[i+1]) + uint32(far[i+1])
		}
		put(out, 2*i, uint8((3*here+before+even)>>4), uint8((3*here+after+odd)>>4))
		before = here
	}
}

// eight makes 16 samples of 8 and of what is before and after them, four to a word of 64 bits.
func eight(out, near, far []uint8, before uint32, even, odd uint64) (last uint32) {
	const bytes, ones = 0x00ff00ff00ff00ff, 0x0001000100010001
	n, f := binary.LittleEndian.Uint64(near), binary.LittleEndian.Uint64(far)
	first, second := 3*(n&bytes)+f&bytes, 3*(n>>8&bytes)+f>>8&bytes // 0, 2, 4, 6 and 1, 3, 5, 7
	after := 3*uint64(near[8]) + uint64(far[8])
	even, odd = even*ones, odd*ones
	a := (3*first + (second<<16 | uint64(before)) + even) >> 4 & bytes // samples 0, 4, 8, 12
	b := (3*first + second + odd) >> 4 & bytes                         // 1, 5, ...
	c := (3*second + first + even) >> 4 & bytes
	d := (3*second + (first>>16 | after<<48) + odd) >> 4 & bytes
	left, right := a|b<<8, c|d<<8
	binary.LittleEndian.PutUint64(out, apart(left)|apart(right)<<16)
	binary.LittleEndian.PutUint64(out[8:], apart(left>>32)|apart(right>>32)<<16)
	return uint32(second >> 48)
}

// apart leaves 16 bits of zeroes behind each of the lower two quarters of a word.
func apart(v uint64) uint64 { return v&0xffff | v&0xffff0000<<16 }

// put writes two samples, or as many as there is room for.
func put(out []uint8, at int, first, second uint8) {
	if at+1 < len(out) {
		o := out[at : at+2 : at+2]
		o[0], o[1] = first, second
		return
	}
	if at < len(out) {
		out[at] = first
	}
}
