package augment

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

const levels = highest + 1

// equalized spreads the values of each channel of an image over 0..255 evenly, as Pillow and torchvision do.
func equalized(x *Node) *Node {
	dims := x.Shape().Dimensions
	pixels := dims[1] * dims[2]
	values := whole(x)
	places := placesOf(values)
	counts := countsOf(places, dims[0]*dims[3])
	most := ReduceAndKeep(values, ReduceMax, 1, 2)
	others := AddScalar(Neg(ReduceAndKeep(ConvertDType(Equal(values, most), x.DType()), ReduceSum, 1, 2)), float64(pixels))
	step := Floor(MulScalar(others, 1.0/highest))
	before := Reshape(Gather(below(counts), places), dims...)
	possible := Where(GreaterThan(step, ZerosLike(step)), step, OnesLike(step))
	spread := MinScalar(Floor(Div(Add(before, Floor(MulScalar(step, 0.5))), possible)), highest)
	varies := BroadcastToDims(GreaterThan(step, ZerosLike(step)), dims...)
	return Where(varies, spread, x)
}

// placesOf are where the values are counted, int32 [M*H*W*C, 1]: each channel of each image has 256 places.
func placesOf(values *Node) *Node {
	g, dims := values.Graph(), values.Shape().Dimensions
	image := Iota(g, shapes.Make(dtypes.Int32, dims[0], 1, 1, 1), 0)
	colour := Iota(g, shapes.Make(dtypes.Int32, 1, 1, 1, dims[3]), 3)
	first := MulScalar(Add(MulScalar(image, dims[3]), colour), levels)
	return Reshape(Add(ConvertDType(values, dtypes.Int32), first), -1, 1)
}

// countsOf counts the values, float32 [channels, 256].
func countsOf(places *Node, channels int) *Node {
	g := places.Graph()
	none := Zeros(g, shapes.Make(dtypes.Float32, channels*levels))
	ones := Ones(g, shapes.Make(dtypes.Float32, places.Shape().Dim(0)))
	return Reshape(ScatterSum(none, places, ones, false, false), channels, levels)
}

// below is how many values are less than each level, [channels * 256]. Sums of shifted counts are exact, as products
// on a GPU need not be.
func below(counts *Node) *Node {
	g, channels := counts.Graph(), counts.Shape().Dim(0)
	right := func(x *Node, by int) *Node {
		return Concatenate([]*Node{Zeros(g, shapes.Make(x.DType(), channels, by)),
			Slice(x, AxisRange(), AxisRange(0, levels-by))}, 1)
	}
	sum := right(counts, 1)
	for by := 1; by < levels; by *= 2 {
		sum = Add(sum, right(sum, by))
	}
	return Reshape(sum, -1)
}
