package network

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// conv is a 3x3 convolution with stride 2, zero padding 1 and no bias, on maps of height x width with in channels. It is
// computed as a matrix product of patches with the weights [out, 3*3*in]: several times faster on a CPU than the
// compiler's own convolution with its gradients.
type conv struct {
	name          string
	height, width int
	in, out       int
}

func (c conv) params() []Param {
	return []Param{{Name: c.name + ".weight", Dims: []int{c.out, 9 * c.in}, FanIn: 9 * c.in}}
}

func (conv) running() []Param { return nil }

func (c conv) forward(x *Node, params []*Node) (*Node, []*Node, backward) {
	weight, patches := params[0], c.patches(x)
	return linear(patches, weight), nil, func(dy *Node) (*Node, []*Node) {
		return c.unpatch(linearInputGradient(dy, weight)), []*Node{linearWeightGradient(patches, dy)}
	}
}

func (c conv) infer(x *Node, params, _ []*Node) *Node { return linear(c.patches(x), params[0]) }

// outputSize is the number of rows or columns of the output of a stride-2 convolution.
func outputSize(size int) int { return (size + 1) / 2 }

// patches lays out what each output position sees: [B*h*w, in] -> [B*oh*ow, 3*3*in]. Output row i sees the rows 2i-1,
// 2i and 2i+1 of the input, those outside being zero; columns likewise.
func (c conv) patches(x *Node) *Node {
	oh, ow := outputSize(c.height), outputSize(c.width)
	x = Reshape(x, -1, c.height, c.width, c.in)
	x = padAxis(x, 1, 1, 2*oh-c.height)
	x = padAxis(x, 2, 1, 2*ow-c.width)
	var taps []*Node
	for dy := range 3 {
		for dx := range 3 {
			taps = append(taps, Slice(x, AxisRange(), AxisRange(dy, dy+2*oh-1).Stride(2), AxisRange(dx, dx+2*ow-1).Stride(2)))
		}
	}
	return Reshape(Concatenate(taps, 3), -1, 9*c.in)
}

// unpatch is the transpose of patches: it adds up, for each input position, the gradients of all patches it is in. As
// even positions are in one patch along each axis (tap 1) and odd ones in two (tap 2, and tap 0 of the next), this needs
// no scatter: even and odd columns, then rows, are put side by side.
func (c conv) unpatch(dp *Node) *Node {
	oh, ow := outputSize(c.height), outputSize(c.width)
	dp = Reshape(dp, -1, oh, ow, 9*c.in)
	batch := dp.Shape().Dimensions[0]
	even, odd := evenOdd(dp, 1)
	dp = Concatenate([]*Node{Reshape(even, batch, oh, 1, ow, 3*c.in), Reshape(odd, batch, oh, 1, ow, 3*c.in)}, 2)
	dp = Reshape(dp, batch, 2*oh, ow, 3*c.in)
	even, odd = evenOdd(dp, 2)
	dp = Reshape(Concatenate([]*Node{even, odd}, 3), batch, 2*oh, 2*ow, c.in)
	dp = Slice(dp, AxisRange(), AxisRange(0, c.height), AxisRange(0, c.width))
	return Reshape(dp, -1, c.in)
}

// evenOdd splits the last axis of dp, three taps, into the gradients of the even and of the odd positions along axis.
func evenOdd(dp *Node, axis int) (even, odd *Node) {
	width := dp.Shape().Dimensions[3] / 3
	tap := func(i int) *Node { return SliceAxis(dp, 3, AxisRange(i*width, (i+1)*width)) }
	next := padAxis(SliceAxis(tap(0), axis, AxisRange(1)), axis, 0, 1)
	return tap(1), Add(tap(2), next)
}

// padAxis adds zeros before and after along one axis.
func padAxis(x *Node, axis, before, after int) *Node {
	parts := []*Node{x}
	if before > 0 {
		parts = []*Node{zerosAlong(x, axis, before), x}
	}
	if after > 0 {
		parts = append(parts, zerosAlong(x, axis, after))
	}
	return Concatenate(parts, axis)
}

func zerosAlong(x *Node, axis, size int) *Node {
	shape := x.Shape().Clone()
	shape.Dimensions[axis] = size
	return Zeros(x.Graph(), shapes.Make(shape.DType, shape.Dimensions...))
}
