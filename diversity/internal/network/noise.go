package network

import (
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
)

// NoiseSize is the number of values from which the random numbers of one update are made.
const NoiseSize = 2

const noiseBits = 24 // of each value: a float32 holds them exactly

// Noise is from what the random numbers of an update are made.
func Noise(seed uint64, update int) [NoiseSize]float32 {
	base := diversity.DeriveSeed(seed, diversity.ForNoise)
	bits := rand.New(rand.NewPCG(base, uint64(update))).Uint64()
	return [NoiseSize]float32{float32(bits >> (64 - noiseBits)), float32(bits & (1<<noiseBits - 1))}
}

// Uniform draws numbers in [0, 1), independent for each number of a draw. They are hashes of their positions (twice the
// final mix of MurmurHash3), not those of the compiler's generator, so that every device draws the same: the pure-Go
// backend has another generator than XLA.
func Uniform(noise *Node, number int, dims ...int) *Node {
	g := noise.Graph()
	word := func(i int) *Node { return ConvertDType(Reshape(SliceAxis(noise, 0, AxisElem(i))), dtypes.Uint32) }
	size := shapes.Make(dtypes.Uint32, dims...).Size()
	position := MulScalar(Iota(g, shapes.Make(dtypes.Uint32, size), 0), uint32(0x9E3779B9))
	first := AddScalar(word(0), uint32(number)*0x85EBCA6B)
	bits := mix(Add(mix(Add(position, first)), word(1)))
	uniform := MulScalar(ConvertDType(BitwiseShiftRightLogicalScalar(bits, uint32(8)), dtypes.Float32), 1.0/(1<<24))
	return StopGradient(Reshape(uniform, dims...))
}

// mix is the final mix of MurmurHash3 (Appleby, 2011).
func mix(h *Node) *Node {
	h = MulScalar(BitwiseXor(h, BitwiseShiftRightLogicalScalar(h, uint32(16))), uint32(0x85EBCA6B))
	h = MulScalar(BitwiseXor(h, BitwiseShiftRightLogicalScalar(h, uint32(13))), uint32(0xC2B2AE35))
	return BitwiseXor(h, BitwiseShiftRightLogicalScalar(h, uint32(16)))
}

// Drop sets a share of values to 0 and divides the others by what is left of 1. Uniform has the shape of x, or one axis
// of 1 for those that are dropped together.
func Drop(x, uniform *Node, rate float64) *Node {
	kept := ConvertDType(GreaterOrEqual(uniform, Scalar(x.Graph(), uniform.DType(), rate)), x.DType())
	return Mul(x, MulScalar(kept, 1/(1-rate)))
}
