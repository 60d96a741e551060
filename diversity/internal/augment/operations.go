package augment

import (
	"math"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// operationSize is the numbers of an operation of RandAugment: its map, its number and its strength.
const operationSize = network.WarpSize + 2

// The operations, in torchvision's order.
const (
	identity = iota
	shearX
	shearY
	translateX
	translateY
	rotate
	brightness
	color
	contrasted
	sharpness
	posterize
	solarize
	autocontrast
	equalize
	operations // number of these
)

// drawOperation draws one of them, and a sign.
func drawOperation(r recipe.RandAugment, rng *rand.Rand, height, width int) []float32 {
	number, sign := rng.IntN(operations), 1.0
	if rng.Float64() < 0.5 {
		sign = -1
	}
	return operation(number, float64(r.Magnitude)/30, sign, height, width)
}

// operation is an operation in numbers; magnitude is a share of the highest.
func operation(number int, magnitude, sign float64, height, width int) []float32 {
	parameters := shifted(number, sign*magnitude, height, width).Parameters()
	strength := 1 + 0.9*sign*magnitude // a factor
	switch number {
	case posterize:
		strength = math.Pow(2, math.RoundToEven(4*magnitude)) // the smallest difference of values
	case solarize:
		strength = highest * (1 - magnitude) // values from here on are inverted
	}
	return append(parameters[:], float32(number), float32(strength))
}

// shifted is the map of an operation; of those that move nothing the one that changes nothing. As in torchvision shears
// leave the top left corner in place and rotations the centre.
func shifted(number int, amount float64, height, width int) network.Warp {
	w := network.Warp{XX: 1, YY: 1}
	switch number {
	case shearX:
		w.XY, w.X0 = 0.3*amount, 0.15*amount
	case shearY:
		w.YX, w.Y0 = 0.3*amount, 0.15*amount
	case translateX:
		w.X0 = -math.Trunc(150.0 / 331 * float64(width) * amount)
	case translateY:
		w.Y0 = -math.Trunc(150.0 / 331 * float64(height) * amount)
	case rotate:
		sin, cos := math.Sincos(30 * amount * math.Pi / 180)
		x, y := float64(width-1)/2, float64(height-1)/2
		w = network.Warp{XX: cos, XY: -sin, YX: sin, YY: cos}
		w.X0, w.Y0 = x-cos*x+sin*y, y-sin*x-cos*y
	}
	return w
}

// operate applies to each image the operation with its number. Values are rounded before, as torchvision's operations
// get bytes: some depend on small differences.
func operate(x *Node, columns []*Node) *Node {
	x = settled(whole(x))
	number, strength := columns[network.WarpSize], columns[network.WarpSize+1]
	moved := move(x, columns[:network.WarpSize])
	out := moved
	for _, o := range []struct {
		number int
		image  *Node
	}{
		{brightness, brighten(x, strength)}, {color, saturate(x, strength)}, {contrasted, contrast(x, strength)},
		{sharpness, sharpen(x, strength)}, {posterize, posterized(x, strength)}, {solarize, solarized(x, strength)},
		{autocontrast, stretched(x)}, {equalize, equalized(x)},
	} {
		is := Equal(number, Scalar(x.Graph(), number.DType(), o.number))
		out = Where(BroadcastToDims(is, x.Shape().Dimensions...), o.image, out)
	}
	return out
}

// sharpen blends with a smoothed image, whose border is that of the image.
func sharpen(x, factor *Node) *Node {
	height, width := x.Shape().Dim(1), x.Shape().Dim(2)
	if height < 3 || width < 3 {
		return x
	}
	cut := func(top, left int) *Node {
		return Slice(x, AxisRange(), AxisRange(top, top+height-2), AxisRange(left, left+width-2))
	}
	smooth := MulScalar(cut(1, 1), 4.0/13)
	for top := range 3 {
		for left := range 3 {
			smooth = Add(smooth, MulScalar(cut(top, left), 1.0/13))
		}
	}
	rows := Slice(x, AxisRange(), AxisRange(1, height-1))
	smooth = Concatenate([]*Node{SliceAxis(rows, 2, AxisElem(0)), smooth, SliceAxis(rows, 2, AxisElem(width-1))}, 2)
	smooth = Concatenate([]*Node{SliceAxis(x, 1, AxisElem(0)), smooth, SliceAxis(x, 1, AxisElem(height-1))}, 1)
	return blend(x, smooth, factor)
}

// posterized keeps whole numbers in steps.
func posterized(x, step *Node) *Node { return Mul(Floor(Div(x, step)), step) }

// whole rounds as [Pipeline.Apply] does in the end.
func whole(x *Node) *Node { return Floor(AddScalar(x, 0.5)) }

// settled are whole numbers 0..255 that are computed once, though much reads them: XLA computes a chain of simple
// operations anew within each of its readers, but not a product of matrices. One with the identity changes no bit of
// such numbers, whatever precision products have.
func settled(x *Node) *Node {
	dims := x.Shape().Dimensions
	width := dims[2]
	identity := DiagonalWithValue(Scalar(x.Graph(), x.DType(), 1), width)
	return Reshape(Dot(Reshape(x, -1, width), identity).Product(), dims...)
}

// solarized inverts values from a threshold on.
func solarized(x, threshold *Node) *Node {
	dims := x.Shape().Dimensions
	return Where(GreaterOrEqual(x, BroadcastToDims(threshold, dims...)), AddScalar(Neg(x), highest), x)
}

// stretched has each channel of an image go from 0 to 255.
func stretched(x *Node) *Node {
	low, high := ReduceAndKeep(x, ReduceMin, 1, 2), ReduceAndKeep(x, ReduceMax, 1, 2)
	spread := Sub(high, low)
	varies := GreaterThan(spread, ZerosLike(spread))
	wide := MulScalar(Div(Sub(x, low), Where(varies, spread, OnesLike(spread))), highest)
	return Where(BroadcastToDims(varies, x.Shape().Dimensions...), wide, x)
}
