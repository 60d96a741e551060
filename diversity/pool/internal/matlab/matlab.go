// Package matlab has what readers of MATLAB files of version 5 share: a header and elements, each a kind, a size and so
// many bytes, padded to a multiple of 8. A matrix is an element of elements: flags, sizes, name and values.
package matlab

import (
	"encoding/binary"
	"math"
)

// Header is how many bytes a file begins with; the last two of them are Order where numbers begin with their low byte.
const (
	Header = 128
	Prefix = "MATLAB 5.0"
	Order  = "IM"
)

// Kinds of elements. Compressed is one that holds another, compressed by zlib and not padded.
const (
	Uint8      = 2
	Matrix     = 14
	Compressed = 15
)

// Numeric reports whether the class of a matrix is one of numbers: double ... uint64.
func Numeric(class byte) bool { return class >= 6 && class <= 15 }

// Number is the width of a kind of number and how it is read; 0: none.
func Number(kind int) (width int, read func([]byte) float64) {
	order := binary.LittleEndian
	switch kind {
	case 1:
		return 1, func(b []byte) float64 { return float64(int8(b[0])) }
	case Uint8:
		return 1, func(b []byte) float64 { return float64(b[0]) }
	case 3:
		return 2, func(b []byte) float64 { return float64(int16(order.Uint16(b))) }
	case 4:
		return 2, func(b []byte) float64 { return float64(order.Uint16(b)) }
	case 5:
		return 4, func(b []byte) float64 { return float64(int32(order.Uint32(b))) }
	case 6:
		return 4, func(b []byte) float64 { return float64(order.Uint32(b)) }
	case 7:
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }
	case 9:
		return 8, func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }
	case 12: // as Python writes integers
		return 8, func(b []byte) float64 { return float64(int64(order.Uint64(b))) }
	case 13:
		return 8, func(b []byte) float64 { return float64(order.Uint64(b)) }
	}
	return 0, nil
}
