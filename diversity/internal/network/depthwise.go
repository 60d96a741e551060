package network

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// shifts is a depthwise convolution as a sum of maps, each times one weight of every channel. Products are in float32:
// nothing is gained by less, as they are no products of matrices.
//
// On a CPU most of its time goes into the gradient of the weights, XLA's sum over all axes but the last. Summing in
// steps was five times as fast by itself, but not within a training step.
func (c Convolution) shifts(x, weight *Node) *Node {
	dims, channels := c.outputDims(x), x.Shape().Dim(-1)
	replicas := dims[:len(dims)-3]
	maps := append(slices.Clone(dims), channels)
	weight = ConvertDType(Reshape(weight, slices.Concat(replicas, []int{1, 1, 1, channels, -1})...), x.DType())
	var sum *Node
	for i, tap := range c.taps(x, 0) {
		own := Reshape(SliceAxis(weight, -1, AxisElem(i)), slices.Concat(replicas, []int{1, 1, 1, channels})...)
		term := Mul(Reshape(tap, maps...), own)
		if sum == nil {
			sum = term
			continue
		}
		sum = Add(sum, term)
	}
	return sum
}
