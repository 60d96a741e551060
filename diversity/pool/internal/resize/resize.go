// Package resize changes the size of 8-bit images to the very pixels of BICUBIC in Pillow up to 12: Catmull-Rom
// weights, widened when an image becomes smaller (antialiased), in integers of 22 bits, columns first and rounded to 8
// bits between the passes. (Pillow 13 does rows first for some shapes, which differs at sharp edges.) The weights
// themselves are computed in integers too: the same pixels on every processor.
package resize

// MaxSide is the longest side that an image may have before and after: the weights are exact up to there.
const MaxSide = 65535

// Image is pixels of 1 (grey) or 3 channels.
type Image struct {
	Height, Width, Channels int
	Pixels                  []uint8 // [Height, Width, Channels]
}

// Window is a part of an image.
type Window struct{ Top, Left, Height, Width int }

// Resizer keeps weights and memory from one image to the next. It is for one goroutine at a time.
type Resizer struct {
	axes   map[axisKey]axis
	taps   int // kept in axes
	middle []uint8
	sums   []int32
	out    []uint8
}

// Stretch returns an image at another size. The pixels are the resizer's memory, or the image's own where the size is
// the same: valid until its next call. Sides are 1..MaxSide; the caller checks them.
func (r *Resizer) Stretch(src Image, height, width int) Image {
	return r.Part(src, height, width, Window{Height: height, Width: width})
}

// Part returns a window of the image at another size, and computes no more than that.
func (r *Resizer) Part(src Image, height, width int, w Window) Image {
	if src.Height == height && src.Width == width && w == (Window{Height: height, Width: width}) {
		return src
	}
	columns := r.axis(axisKey{src.Width, width, w.Left, w.Width})
	lines := r.axis(axisKey{src.Height, height, w.Top, w.Height})
	first, last := lines.rows()
	channels := src.Channels
	pitch := channels * w.Width
	r.middle = grow(r.middle, (last-first)*pitch)
	for y := first; y < last; y++ {
		from := src.Pixels[y*src.Width*channels:][:src.Width*channels]
		columns.across(r.middle[(y-first)*pitch:][:pitch], from, channels)
	}
	r.out, r.sums = grow(r.out, w.Height*pitch), grow(r.sums, pitch)
	for y := range w.Height {
		lines.down(r.out[y*pitch:][:pitch], r.middle, r.sums, y, first)
	}
	return Image{w.Height, w.Width, channels, r.out}
}

func grow[T any](old []T, n int) []T {
	if cap(old) < n {
		return make([]T, n)
	}
	return old[:n]
}

const half = 1 << (weightBits - 1)

// across computes the columns of one row.
func (a *axis) across(dst, src []uint8, channels int) {
	if channels == 1 {
		for x := range dst {
			sum := int32(half)
			taps := a.at(x)
			for i, v := range src[a.start[x]:][:len(taps)] {
				sum += taps[i] * int32(v)
			}
			dst[x] = clamp(sum >> weightBits)
		}
		return
	}
	for x := range a.start {
		taps := a.at(x)
		p := src[3*int(a.start[x]):][:3*len(taps)]
		red, green, blue := int32(half), int32(half), int32(half)
		for _, k := range taps {
			if len(p) < 3 {
				break // never: for the compiler
			}
			red += k * int32(p[0])
			green += k * int32(p[1])
			blue += k * int32(p[2])
			p = p[3:]
		}
		o := dst[3*x : 3*x+3 : 3*x+3]
		o[0], o[1], o[2] = clamp(red>>weightBits), clamp(green>>weightBits), clamp(blue>>weightBits)
	}
}

// down computes row y from rows of src, of which the first is that of number first.
func (a *axis) down(dst, src []uint8, sums []int32, y, first int) {
	n := len(dst)
	sums = sums[:n]
	for i := range sums {
		sums[i] = half
	}
	taps, at := a.at(y), (int(a.start[y])-first)*n
	for ; len(taps) >= 4; taps, at = taps[4:], at+4*n {
		k0, k1, k2, k3 := taps[0], taps[1], taps[2], taps[3]
		p0, p1, p2, p3 := src[at:][:n], src[at+n:][:n], src[at+2*n:][:n], src[at+3*n:][:n]
		for i, s := range sums {
			sums[i] = s + k0*int32(p0[i]) + k1*int32(p1[i]) + k2*int32(p2[i]) + k3*int32(p3[i])
		}
	}
	for ; len(taps) > 0; taps, at = taps[1:], at+n {
		k, p := taps[0], src[at:][:n]
		for i, s := range sums {
			sums[i] = s + k*int32(p[i])
		}
	}
	for i, s := range sums {
		dst[i] = clamp(s >> weightBits)
	}
}

func clamp(v int32) uint8 {
	if uint32(v) > 255 {
		return uint8(^(v >> 31))
	}
	return uint8(v)
}
