package prepared

import (
	"crypto/sha256"
	"math/bits"
)

// DigestSize is the length of an image's digest in bytes.
const DigestSize = 16

// Digest identifies an image by its decoded pixels: the first bytes of their SHA-256.
func Digest(pixels []uint8) [DigestSize]byte {
	sum := sha256.Sum256(pixels)
	return [DigestSize]byte(sum[:DigestSize])
}

const (
	hashRows    = 8
	hashColumns = 9
)

// DifferenceHash is the 64-bit dHash of an image [height, width, channels]: bit 8 r + c is set if cell c of row r, of
// 8x9 cells, is darker than the next one. It is computed in integers. Images that look alike differ in few bits.
func DifferenceHash(pixels []uint8, height, width, channels int) uint64 {
	var hash uint64
	for r := range hashRows {
		top, bottom := cell(r, hashRows, height)
		sum, count := uint64(0), uint64(0)
		for c := range hashColumns {
			left, right := cell(c, hashColumns, width)
			var next uint64
			for y := top; y < bottom; y++ {
				next += brightness(pixels[(y*width+left)*channels:(y*width+right)*channels], channels)
			}
			nextCount := uint64((bottom - top) * (right - left))
			if c > 0 && less(sum, count, next, nextCount) {
				hash |= 1 << (hashRows*r + c - 1)
			}
			sum, count = next, nextCount
		}
	}
	return hash
}

// cell is the range of pixels of one of count cells along a side; cells of a short side share pixels.
func cell(i, count, side int) (from, end int) {
	from = i * side / count
	return from, max(from+1, (i+1)*side/count)
}

// less compares the means sum/count.
func less(sum, count, otherSum, otherCount uint64) bool {
	high, low := bits.Mul64(sum, otherCount)
	otherHigh, otherLow := bits.Mul64(otherSum, count)
	return high < otherHigh || high == otherHigh && low < otherLow
}

// brightness is 1000 times the sum of the luminance of pixels; of other than colour images, of their values.
func brightness(pixels []uint8, channels int) uint64 {
	if channels == 3 {
		var r, g, b uint64
		for ; len(pixels) >= 3; pixels = pixels[3:] {
			r, g, b = r+uint64(pixels[0]), g+uint64(pixels[1]), b+uint64(pixels[2])
		}
		return 299*r + 587*g + 114*b
	}
	total := uint64(0)
	for _, v := range pixels {
		total += uint64(v)
	}
	return 1000 * total
}

// Sums are sums over pixels, for each channel. They are integers: their order does not matter.
type Sums struct {
	Values  []uint64 `json:"values"`
	Squares []uint64 `json:"squares"`
}

// NewSums are those of no pixel.
func NewSums(channels int) Sums { return Sums{make([]uint64, channels), make([]uint64, channels)} }

// Add adds an image.
func (s Sums) Add(pixels []uint8) {
	channels := len(s.Values)
	if channels == 3 {
		s.addColours(pixels)
		return
	}
	for c := range channels {
		var sum, squares uint64
		for i := c; i < len(pixels); i += channels {
			v := uint64(pixels[i])
			sum, squares = sum+v, squares+v*v
		}
		s.Values[c], s.Squares[c] = s.Values[c]+sum, s.Squares[c]+squares
	}
}

// addColours is Add for three channels, in one pass: half of what is computed of an image is this.
func (s Sums) addColours(pixels []uint8) {
	var r, g, b, rr, gg, bb uint64
	for ; len(pixels) >= 3; pixels = pixels[3:] {
		x, y, z := uint64(pixels[0]), uint64(pixels[1]), uint64(pixels[2])
		r, g, b = r+x, g+y, b+z
		rr, gg, bb = rr+x*x, gg+y*y, bb+z*z
	}
	for c, sums := range [3][2]uint64{{r, rr}, {g, gg}, {b, bb}} {
		s.Values[c], s.Squares[c] = s.Values[c]+sums[0], s.Squares[c]+sums[1]
	}
}

// merge adds other sums.
func (s Sums) merge(other Sums) {
	for c := range s.Values {
		s.Values[c], s.Squares[c] = s.Values[c]+other.Values[c], s.Squares[c]+other.Squares[c]
	}
}

// possible tells whether pixels in that number can have these sums.
func (s Sums) possible(channels int, pixels uint64) bool {
	if len(s.Values) != channels || len(s.Squares) != channels {
		return false
	}
	for c := range channels {
		if s.Values[c] > 255*pixels || s.Squares[c] > 255*s.Values[c] {
			return false
		}
	}
	return true
}

// single tells whether all pixels of an image have one colour.
func single(pixels []uint8, channels int) bool {
	for i := channels; i < len(pixels); i++ {
		if pixels[i] != pixels[i-channels] {
			return false
		}
	}
	return true
}
