package resize

// Two samples share a word of 64 bits, the second times 2^32: one multiplication serves both, which is most of what
// resizing costs. Sums of either fit 32 bits with their sign, so that the upper half is off by one at most, where the
// lower one is negative: [second] takes that back. The results are those of one sample after the other, to the bit.

const (
	half   = 1 << (weightBits - 1)
	halves = half | half<<32
)

// first is the sum of the first sample of each word.
func first(sum int64) int32 { return int32(sum) }

// second is the sum of the second sample of each word.
func second(sum int64) int32 { return int32((sum - int64(int32(sum))) >> 32) }

// pairs is the number of words for so many samples.
func pairs(samples int) int { return (samples + 1) / 2 }

// across computes the columns of the rows from..to-1 into r.middle, two rows at a time.
func (r *Resizer) across(src Image, columns axis, from, to int) {
	left, right := columns.span()
	line, pitch := src.Width*src.Channels, len(columns.start)*src.Channels
	words := pairs(pitch)
	r.middle = grow(r.middle, (to-from)*words)
	for i := range r.lines {
		r.lines[i] = grow(r.lines[i], pitch)
	}
	for y := from; y < to; y += 2 {
		upper, lower := src.Pixels[y*line:][:line], src.Pixels[min(y+1, to-1)*line:][:line]
		upper, lower = upper[left*src.Channels:right*src.Channels], lower[left*src.Channels:right*src.Channels]
		if src.Channels == 1 {
			r.greys = grow(r.greys, right-left)
			interleave(r.greys, upper, lower)
			columns.grey(r.lines[0], r.lines[1], r.greys)
		} else {
			r.colours = grow(r.colours, right-left)
			interleaveColours(r.colours, upper, lower)
			columns.colour(r.lines[0], r.lines[1], r.colours)
		}
		for i := range min(2, to-y) {
			pack(r.middle[(y-from+i)*words:][:words], r.lines[i])
		}
	}
}

// interleave puts two rows of grey samples into words.
func interleave(dst []int64, upper, lower []uint8) {
	upper, lower = upper[:len(dst)], lower[:len(dst)]
	for i := range dst {
		dst[i] = int64(upper[i]) | int64(lower[i])<<32
	}
}

// interleaveColours puts two rows of colours into words.
func interleaveColours(dst [][3]int64, upper, lower []uint8) {
	for i := range dst {
		if len(upper) < 3 || len(lower) < 3 {
			break // never: for the compiler
		}
		d := &dst[i]
		d[0] = int64(upper[0]) | int64(lower[0])<<32
		d[1] = int64(upper[1]) | int64(lower[1])<<32
		d[2] = int64(upper[2]) | int64(lower[2])<<32
		upper, lower = upper[3:], lower[3:]
	}
}

// grey computes the columns of two rows. The first word is that of the first sample that counts.
func (a *axis) grey(upper, lower []uint8, src []int64) {
	lower = lower[:len(upper)]
	left := a.start[0]
	for x := range upper {
		sum := int64(halves)
		taps := a.at(x)
		for i, v := range src[a.start[x]-left:][:len(taps)] {
			sum += int64(taps[i]) * v
		}
		upper[x], lower[x] = clamp(first(sum)>>weightBits), clamp(second(sum)>>weightBits)
	}
}

// colour computes the columns of two rows of red, green and blue.
func (a *axis) colour(upper, lower []uint8, src [][3]int64) {
	left := a.start[0]
	for x := range a.start {
		taps := a.at(x)
		pixels := src[a.start[x]-left:][:len(taps)]
		red, green, blue := int64(halves), int64(halves), int64(halves)
		for i, k := range taps {
			p := &pixels[i]
			red += int64(k) * p[0]
			green += int64(k) * p[1]
			blue += int64(k) * p[2]
		}
		u, l := upper[3*x:3*x+3:3*x+3], lower[3*x:3*x+3:3*x+3]
		u[0], l[0] = clamp(first(red)>>weightBits), clamp(second(red)>>weightBits)
		u[1], l[1] = clamp(first(green)>>weightBits), clamp(second(green)>>weightBits)
		u[2], l[2] = clamp(first(blue)>>weightBits), clamp(second(blue)>>weightBits)
	}
}

// pack puts neighbouring samples into words; the last may be alone.
func pack(dst []int64, src []uint8) {
	for i := range dst {
		if len(src) < 2 {
			dst[i] = int64(src[0])
			return
		}
		dst[i] = int64(src[0]) | int64(src[1])<<32
		src = src[2:]
	}
}

// unpack rounds the sums of neighbouring samples.
func unpack(dst []uint8, sums []int64) {
	for _, s := range sums {
		if len(dst) < 2 {
			dst[0] = clamp(first(s) >> weightBits)
			return
		}
		dst[0], dst[1] = clamp(first(s)>>weightBits), clamp(second(s)>>weightBits)
		dst = dst[2:]
	}
}

// down adds up row y from rows of src, of which the first is the first that counts.
func (a *axis) down(sums, src []int64, y int) {
	n := len(sums)
	for i := range sums {
		sums[i] = halves
	}
	taps := a.at(y)
	for ; len(taps) >= 4; taps = taps[4:] {
		k0, k1, k2, k3 := int64(taps[0]), int64(taps[1]), int64(taps[2]), int64(taps[3])
		p0, p1, p2, p3 := src[:n], src[n:][:n], src[2*n:][:n], src[3*n:][:n]
		for i, s := range sums {
			sums[i] = s + k0*p0[i] + k1*p1[i] + k2*p2[i] + k3*p3[i]
		}
		src = src[4*n:]
	}
	for _, k := range taps {
		for i, p := range src[:n] {
			sums[i] += int64(k) * p
		}
		src = src[n:]
	}
}
