package network

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

// MaxPool is the largest value of each window of maps [..., H, W, C]; padding never is the largest. As in PyTorch the
// gradient goes to the first of equal values. It is the maximum of shifted maps, as the gradient of the compiler's
// own pooling is slow on a CPU.
func (c Convolution) MaxPool(x *Node) *Node {
	const outside = -math.MaxFloat32
	return c.pool(x, outside, Max)
}

// AveragePool is the mean of each window, padding counted as zeros, as PyTorch does.
func (c Convolution) AveragePool(x *Node) *Node {
	return MulScalar(c.pool(x, 0, Add), 1/float64(c.Kernel*c.Kernel))
}

// pool combines the windows' values.
func (c Convolution) pool(x *Node, outside float64, combine func(a, b *Node) *Node) *Node {
	dims := c.outputDims(x)
	taps := c.taps(x, outside)
	y := taps[0]
	for _, tap := range taps[1:] {
		y = combine(y, tap)
	}
	return Reshape(y, append(dims, x.Shape().Dim(-1))...)
}

// GlobalAverage is the mean over the map, [..., H, W, C] -> [..., C].
func GlobalAverage(x *Node) *Node { return ReduceMean(x, -3, -2) }
