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
	return differenceHash(height, width, func(top, bottom, left, right int) (sum uint64) {
		for y := top; y < bottom; y++ {
			sum += brightness(pixels[(y*width+left)*channels:(y*width+right)*channels], channels)
		}
		return sum
	})
}

// differenceHash asks for the brightness of each cell once.
func differenceHash(height, width int, light func(top, bottom, left, right int) uint64) (hash uint64) {
	for r := range hashRows {
		top, bottom := cell(r, hashRows, height)
		sum, count := uint64(0), uint64(0)
		for c := range hashColumns {
			left, right := cell(c, hashColumns, width)
			next, nextCount := light(top, bottom, left, right), uint64((bottom-top)*(right-left))
			if c > 0 && less(sum, count, next, nextCount) {
				hash |= 1 << (hashRows*r + c - 1)
			}
			sum, count = next, nextCount
		}
	}
	return hash
}

// addHashed adds an image to the sums and returns its hash, in one pass where the cells of the hash are all there is of
// a colour image.
func (s Sums) addHashed(pixels []uint8, height, width int) uint64 {
	channels := len(s.Values)
	if channels != 3 || height < hashRows || width < hashColumns {
		s.Add(pixels)
		return DifferenceHash(pixels, height, width, channels)
	}
	var all colourSums
	hash := differenceHash(height, width, func(top, bottom, left, right int) uint64 {
		before := all.values
		for y := top; y < bottom; y++ {
			all.add(pixels[3*(y*width+left) : 3*(y*width+right)])
		}
		return luminance(all.values[0]-before[0], all.values[1]-before[1], all.values[2]-before[2])
	})
	s.addColours(all)
	return hash
}

// colourSums are the sums of red, green and blue and of their squares.
type colourSums struct{ values, squares [3]uint64 }

func (s *colourSums) add(pixels []uint8) {
	var r, g, b, rr, gg, bb uint64
	for ; len(pixels) >= 3; pixels = pixels[3:] {
		x, y, z := uint64(pixels[0]), uint64(pixels[1]), uint64(pixels[2])
		r, g, b = r+x, g+y, b+z
		rr, gg, bb = rr+x*x, gg+y*y, bb+z*z
	}
	s.values = [3]uint64{s.values[0] + r, s.values[1] + g, s.values[2] + b}
	s.squares = [3]uint64{s.squares[0] + rr, s.squares[1] + gg, s.squares[2] + bb}
}

// luminance is 1000 times that of colours.
func luminance(r, g, b uint64) uint64 { return 299*r + 587*g + 114*b }

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
		return luminance(r, g, b)
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
		var all colourSums
		all.add(pixels)
		s.addColours(all)
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

func (s Sums) addColours(c colourSums) {
	for i := range s.Values {
		s.Values[i], s.Squares[i] = s.Values[i]+c.values[i], s.Squares[i]+c.squares[i]
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
