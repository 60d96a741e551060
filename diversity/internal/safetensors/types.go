package safetensors

import (
	"encoding/binary"
	"math"
)

// Type is the format of the numbers of a tensor.
type Type string

// Float32 is the format that this library writes.
const Float32 Type = "F32"

// typeSizes are the bytes of a number, by type.
var typeSizes = map[Type]int{
	"F64": 8, Float32: 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1,
}

// Types lists the types that are read.
func Types() []Type {
	return []Type{"F64", Float32, "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL"}
}

// Size is the bytes of a number; 0 for a type that is not known.
func (t Type) Size() int { return typeSizes[t] }

// Floating reports whether the numbers have a point.
func (t Type) Floating() bool { return t == "F64" || t == Float32 || t == "F16" || t == "BF16" }

// Floats are little-endian numbers of a floating type as float32, rounded to nearest where they have more digits.
func (t Type) Floats(bytes []byte) []float32 {
	out := make([]float32, len(bytes)/t.Size())
	for i := range out {
		switch own := bytes[t.Size()*i:]; t {
		case "F64":
			out[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(own)))
		case Float32:
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(own))
		case "F16":
			out[i] = half(binary.LittleEndian.Uint16(own))
		case "BF16":
			out[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(own)) << 16)
		}
	}
	return out
}

// half is the number of 16 bits of IEEE 754: 1 of sign, 5 of exponent, 10 of mantissa.
func half(bits uint16) float32 {
	sign, exponent, mantissa := bits>>15, int(bits>>10&31), float64(bits&1023)
	value := math.Ldexp(1+mantissa/1024, exponent-15)
	switch {
	case exponent == 0:
		value = math.Ldexp(mantissa, -24)
	case exponent == 31 && mantissa == 0:
		value = math.Inf(1)
	case exponent == 31:
		value = math.NaN()
	}
	if sign == 1 {
		value = -value
	}
	return float32(value)
}
