package network

import (
	"slices"

	backends "github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
)

// shifts is a depthwise convolution as a sum of maps, each times one weight of every channel. Products are in float32:
// nothing is gained by less, as they are no products of matrices.
func (c Convolution) shifts(x, weight *Node) *Node {
	dims, channels := c.outputDims(x), x.Shape().Dim(-1)
	replicas := dims[:len(dims)-3]
	maps := append(slices.Clone(dims), channels)
	taps := c.taps(x, 0)
	for i, tap := range taps {
		taps[i] = Reshape(tap, maps...)
	}
	flat := ConvertDType(Reshape(weight, slices.Concat(replicas, []int{1, 1, 1, channels, -1})...), x.DType())
	own := flat
	byHand := len(replicas) == 0 && taps[0].Shape().Size() >= flat.Shape().Size()
	if byHand {
		own = StopGradient(flat)
	}
	var sum *Node
	for i, tap := range taps {
		term := Mul(tap, Reshape(SliceAxis(own, -1, AxisElem(i)), slices.Concat(replicas, []int{1, 1, 1, channels})...))
		if sum == nil {
			sum = term
			continue
		}
		sum = Add(sum, term)
	}
	if byHand {
		return withWeightGradient(sum, Reshape(flat, channels, -1), taps)
	}
	return sum
}

// withWeightGradient is y, a sum of taps times weights [C, taps], with a gradient of the weights that is summed in
// steps: XLA's sum over all axes but the last, which is what the gradient is by itself, takes five times as long on a
// CPU as the rest of the convolution.
//
// The weights are laid out in zeros of the shape of y, where their gradient meets that of y, and add 0 to it.
func withWeightGradient(y, weight *Node, taps []*Node) *Node {
	shape := y.Shape().Dimensions
	layOut := func(w *Node) *Node {
		w = Reshape(w, -1)
		zeros := backends.PadAxis{End: y.Shape().Size() - w.Shape().Size()}
		return Reshape(Pad(w, ScalarZero(w.Graph(), w.DType()), zeros), shape...)
	}
	carrier := IdentityWithCustomGradient(layOut(weight), func(_, v *Node) *Node {
		var sums []*Node
		for _, tap := range taps {
			sums = append(sums, stepwiseSum(Reshape(Mul(StopGradient(tap), v), -1, shape[len(shape)-1])))
		}
		return layOut(Stack(sums, -1))
	})
	return Add(y, Sub(carrier, StopGradient(carrier)))
}

// stepwiseSum is the sum over rows [M, C], of which the first steps add slices.
func stepwiseSum(x *Node) *Node {
	for range 2 {
		rows, ways := x.Shape().Dim(0), 8
		for rows%ways != 0 {
			ways /= 2
		}
		sum := Slice(x, AxisRange(0, rows/ways))
		for i := 1; i < ways; i++ {
			sum = Add(sum, Slice(x, AxisRange(i*rows/ways, (i+1)*rows/ways)))
		}
		x = sum
	}
	return ReduceSum(x, 0)
}
