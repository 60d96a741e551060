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
	axes    map[axisKey]axis
	taps    int // kept in axes
	colours [][3]int64
	greys   []int64
	lines   [2][]uint8
	middle  []int64
	sums    []int64
	out     []uint8
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
	first, last := lines.span()
	pitch := src.Channels * w.Width
	r.across(src, columns, first, last)
	words := pairs(pitch)
	r.out, r.sums = grow(r.out, w.Height*pitch), grow(r.sums, words)
	for y := range w.Height {
		lines.down(r.sums, r.middle[(int(lines.start[y])-first)*words:], y)
		unpack(r.out[y*pitch:][:pitch], r.sums)
	}
	return Image{w.Height, w.Width, src.Channels, r.out}
}

// Looks tells which part of an image of some size [Resizer.Part] looks at: all others of its pixels may be anything.
func (r *Resizer) Looks(srcHeight, srcWidth, height, width int, w Window) Window {
	if srcHeight == height && srcWidth == width && w == (Window{Height: height, Width: width}) {
		return w
	}
	columns := r.axis(axisKey{srcWidth, width, w.Left, w.Width})
	lines := r.axis(axisKey{srcHeight, height, w.Top, w.Height})
	left, right := columns.span()
	top, bottom := lines.span()
	return Window{top, left, bottom - top, right - left}
}

func grow[T any](old []T, n int) []T {
	if cap(old) < n {
		return make([]T, n)
	}
	return old[:n]
}

func clamp(v int32) uint8 {
	if uint32(v) > 255 {
		return uint8(^(v >> 31))
	}
	return uint8(v)
}
