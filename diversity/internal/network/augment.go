package network

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// WarpSize is the number of parameters of one image's [Warp].
const WarpSize = 7

// Warp is an affine map from positions of the new image to positions of the old one (x to the right, y down, in pixels
// from the centre of the top left pixel): X = XX*x + XY*y + X0 and Y = YX*x + YY*y + Y0.
type Warp struct {
	XX, XY, X0 float64
	YX, YY, Y0 float64
}

// Parameters writes the map as [Resample] wants it. Resampling goes along rows first and then along columns (Catmull
// and Smith, 1980), so the first pass needs X as a function of the new x and the old y. That is ill-conditioned where
// YY is small (turns near 90 degrees): there the old image is transposed first, which exchanges X and Y.
func (w Warp) Parameters() [WarpSize]float32 {
	transposed := float32(0)
	if w.YY*w.YY < w.YX*w.YX {
		w = Warp{XX: w.YX, XY: w.YY, X0: w.Y0, YX: w.XX, YY: w.XY, Y0: w.X0}
		transposed = 1
	}
	ratio := w.XY / w.YY
	return [WarpSize]float32{
		float32(w.XX - ratio*w.YX), float32(ratio), float32(w.X0 - ratio*w.Y0),
		float32(w.YX), float32(w.YY), float32(w.Y0), transposed,
	}
}

// Resample moves each image of a batch, uint8 [..., H*W*C], by its own map, [M, WarpSize]: linear interpolation along
// each axis, zero outside the image, rounded to uint8. It is exact for displacements of any size.
func Resample(images, warps *Node, height, width, channels int) *Node {
	x := Reshape(ConvertDType(images, dtypes.Float32), -1, height, width, channels)
	return Reshape(ConvertDType(AddScalar(Move(x, warps), 0.5), dtypes.Uint8), images.Shape().Dimensions...)
}

// Move is [Resample] of values that are no whole numbers, float32 [M, H, W, C].
func Move(x, warps *Node) *Node {
	height, width := x.Shape().Dim(1), x.Shape().Dim(2)
	count := warps.Shape().Dimensions[0]
	param := func(i int) *Node { return Reshape(SliceAxis(warps, 1, AxisElem(i)), count, 1, 1, 1) }
	plane := func(x, y, constant *Node, rows int) *Node {
		return Add(Add(Mul(x, Ramp(warps, 2, width)), Mul(y, Ramp(warps, 1, rows))), constant)
	}
	old := orient(x, param(6))
	side := old.Shape().Dimensions[1]
	rows := ReadAlong(old, plane(param(0), param(1), param(2), side), 2)
	return ReadAlong(rows, plane(param(3), param(4), param(5), height), 1)
}

// orient makes the images square, [M, S, S, C], by zeros at the end, and transposes those whose flag is 1.
func orient(x, flags *Node) *Node {
	height, width := x.Shape().Dim(1), x.Shape().Dim(2)
	side := max(height, width)
	x = padAxis(padAxis(x, 1, 0, side-height), 2, 0, side-width)
	flags = BroadcastToDims(GreaterThan(flags, ZerosLike(flags)), x.Shape().Dimensions...)
	return Where(flags, Transpose(x, 1, 2), x)
}

// ReadAlong reads x [M, R, S, C] along axis at the positions given for each output element. It sums over all source
// positions, weighted by a hat function: on a CPU this is one vectorised loop, much faster than gathering.
func ReadAlong(x, positions *Node, axis int) (sum *Node) {
	for i := range x.Shape().Dimensions[axis] {
		hat := MaxScalar(AddScalar(Neg(Abs(AddScalar(positions, -float64(i)))), 1), 0)
		term := Mul(hat, SliceAxis(x, axis, AxisElem(i)))
		if sum == nil {
			sum = term
		} else {
			sum = Add(sum, term)
		}
	}
	return sum
}

// Ramp is 0, 1, 2, ... along one of the axes of [M, H, W, C].
func Ramp(like *Node, axis, size int) *Node {
	dims := []int{1, 1, 1, 1}
	dims[axis] = size
	return Iota(like.Graph(), shapes.Make(dtypes.Float32, dims...), axis)
}
