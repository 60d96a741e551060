package network

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// conv is a 3x3 convolution with stride 2, zero padding 1 and no bias, on maps of height x width with in channels. It
// is computed as a product of patches with the weights [out, 3*3*in].
type conv struct {
	name          string
	height, width int
	in, out       int
}

func (c conv) params() []Param {
	return []Param{{Name: c.name + ".weight", Dims: []int{c.out, 9 * c.in}, FanIn: 9 * c.in}}
}

func (conv) running() []Param { return nil }

func (c conv) train(x *Node, params []*Node) (*Node, []*Node) {
	return linear(c.patches(x), params[0]), nil
}

func (c conv) infer(x *Node, params, _ []*Node) *Node { return linear(c.patches(x), params[0]) }

// outputSize is the number of rows or columns of the output of a stride-2 convolution.
func outputSize(size int) int { return (size + 1) / 2 }

// patches lays out what each output position sees: [B*h*w, in] -> [B*oh*ow, 3*3*in]. Output row i sees the rows 2i-1,
// 2i and 2i+1 of the input, those outside being zero; columns likewise. Replicas are so many more images.
func (c conv) patches(x *Node) *Node {
	oh, ow := outputSize(c.height), outputSize(c.width)
	replicas := x.Shape().Dimensions[:x.Rank()-2]
	x = Reshape(x, -1, c.height, c.width, c.in)
	x = padAxis(x, 1, 1, 2*oh-c.height)
	x = padAxis(x, 2, 1, 2*ow-c.width)
	var taps []*Node
	for dy := range 3 {
		for dx := range 3 {
			taps = append(taps, Slice(x, AxisRange(), AxisRange(dy, dy+2*oh-1).Stride(2), AxisRange(dx, dx+2*ow-1).Stride(2)))
		}
	}
	return Reshape(Concatenate(taps, 3), append(slices.Clone(replicas), -1, 9*c.in)...)
}

// padAxis adds zeros before and after along one axis.
func padAxis(x *Node, axis, before, after int) *Node { return padWith(x, 0, axis, before, after) }

// padWith adds a value before and after along one axis.
func padWith(x *Node, value float64, axis, before, after int) *Node {
	parts := []*Node{x}
	if before > 0 {
		parts = []*Node{filled(x, value, axis, before), x}
	}
	if after > 0 {
		parts = append(parts, filled(x, value, axis, after))
	}
	return Concatenate(parts, axis)
}

// filled is a piece of a size along one axis that holds a value.
func filled(like *Node, value float64, axis, size int) *Node {
	shape := like.Shape().Clone()
	shape.Dimensions[axis] = size
	if value == 0 {
		return Zeros(like.Graph(), shape)
	}
	return BroadcastToShape(Scalar(like.Graph(), shape.DType, value), shape)
}
