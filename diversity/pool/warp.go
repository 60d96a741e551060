package pool

import "math"

// Displacements are in pixels, in fixed point: integers agree on every machine.
const (
	fixedBits = 20
	fixedOne  = 1 << fixedBits
	controls  = 4 // control points of the elastic displacement along each axis
)

func toFixed(v float64) int64 { return int64(math.Round(v * fixedOne)) }

// field is where each pixel of a distorted image is read: pixel (x, y) at (x + x-displacement, y + y-displacement).
type field struct{ x, y displacement }

// displacement = shift + alongX * (x - centre) + alongY * (y - centre) + the grid interpolated at (x, y).
type displacement struct {
	shift, alongX, alongY int64
	grid                  [controls][controls]int64 // rows, columns
}

// warp applies fields to images of one shape. It has scratch memory: one goroutine may use it at a time.
type warp struct {
	height, width, channels int
	rows, columns           [][controls]int64 // weights of the control points at each pixel
	framed                  []uint8           // the image within a frame of zeros, one pixel wide
}

func newWarp(height, width, channels int) *warp {
	return &warp{height, width, channels, gridWeights(height), gridWeights(width),
		make([]uint8, (height+2)*(width+2)*channels)}
}

// stride is the length of a framed row.
func (w *warp) stride() int { return (w.width + 2) * w.channels }

func (w *warp) frame(src []uint8) {
	row := w.width * w.channels
	for y := range w.height {
		copy(w.framed[(y+1)*w.stride()+w.channels:], src[y*row:(y+1)*row])
	}
}

// gridWeights are those of bicubic interpolation with the outer control points on the outer pixels and repeated
// outside.
func gridWeights(size int) [][controls]int64 {
	weights := make([][controls]int64, size)
	for i := range weights {
		at := 0.0
		if size > 1 {
			at = float64(i*(controls-1)) / float64(size-1)
		}
		low := int(at)
		for k := low - 1; k <= low+2; k++ {
			weights[i][min(max(k, 0), controls-1)] += toFixed(cubic(at - float64(k)))
		}
	}
	return weights
}

// cubic is Keys' kernel (IEEE ASSP 29, 1981) with a = -3/4.
func cubic(t float64) float64 {
	const a = -0.75
	t = math.Abs(t)
	switch {
	case t < 1:
		return float64(float64(float64((a+2)*t)-(a+3))*t*t) + 1
	case t < 2:
		return float64(float64(float64(float64(a*t)-5*a)*t)+8*a)*t - 4*a
	}
	return 0
}

// apply writes src, displaced by f, into dst.
func (w *warp) apply(dst, src []uint8, f field) {
	w.frame(src)
	for y := range w.height {
		x0, y0 := f.x.row(w, y), f.y.row(w, y)
		for x := range w.width {
			weights := &w.columns[x]
			w.sample(dst[(y*w.width+x)*w.channels:][:w.channels],
				int64(x)*fixedOne+x0.at(x, weights), int64(y)*fixedOne+y0.at(x, weights))
		}
	}
}

// rowOf is a displacement along one row of pixels.
type rowOf struct {
	start, alongX int64 // linear part, doubled: centres may lie between pixels
	grid          [controls]int64
}

func (d *displacement) row(w *warp, y int) rowOf {
	r := rowOf{alongX: 2 * d.alongX}
	r.start = 2*d.shift + d.alongY*int64(2*y-w.height+1) - d.alongX*int64(w.width-1)
	for j := range controls {
		for i, weight := range w.rows[y] {
			r.grid[j] += weight * d.grid[i][j]
		}
		r.grid[j] >>= fixedBits
	}
	return r
}

func (r *rowOf) at(x int, weights *[controls]int64) int64 {
	elastic := weights[0]*r.grid[0] + weights[1]*r.grid[1] + weights[2]*r.grid[2] + weights[3]*r.grid[3]
	return (r.start+int64(x)*r.alongX)>>1 + elastic>>fixedBits
}

// sample reads the framed image at (x, y) by bilinear interpolation; it is 0 outside.
func (w *warp) sample(dst []uint8, x, y int64) {
	left, top := int(x>>fixedBits), int(y>>fixedBits)
	if left < -1 || top < -1 || left >= w.width || top >= w.height {
		clear(dst)
		return
	}
	fx, fy := x&(fixedOne-1), y&(fixedOne-1)
	upper := w.framed[(top+1)*w.stride()+(left+1)*w.channels:]
	lower := upper[w.stride():]
	for c := range dst {
		above := (fixedOne-fx)*int64(upper[c]) + fx*int64(upper[c+w.channels])
		below := (fixedOne-fx)*int64(lower[c]) + fx*int64(lower[c+w.channels])
		sum := (fixedOne-fy)*above + fy*below
		dst[c] = uint8((sum + 1<<(2*fixedBits-1)) >> (2 * fixedBits))
	}
}
