package network

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
)

// Standardise makes the mean over some axes 0 and the variance 1, but for epsilon, which is added to the variance.
func Standardise(x *Node, epsilon float64, axes ...int) *Node {
	centred := Sub(x, ReduceAndKeep(x, ReduceMean, axes...))
	variance := ReduceAndKeep(Square(centred), ReduceMean, axes...)
	return Div(centred, Sqrt(AddScalar(variance, epsilon)))
}

// GroupStandardise standardises groups of neighbouring channels of each image, over all positions: x [..., C], of which
// the first leading axes tell images apart.
func GroupStandardise(x *Node, leading, groups int, epsilon float64) *Node {
	dims := x.Shape().Dimensions
	grouped := slices.Concat(dims[:leading], []int{-1, groups, dims[len(dims)-1] / groups})
	y := Standardise(Reshape(x, grouped...), epsilon, leading, leading+2)
	return Reshape(y, dims...)
}

// Scaled is x [M, C] times a scale plus a shift of each channel, or that for each replica.
func Scaled(x, scale, shift *Node) *Node { return Add(Mul(x, row(scale)), row(shift)) }

// Linear is x [M, in] times the transpose of weight [out, in], or that for each replica.
func Linear(x, weight *Node) *Node { return linear(x, weight) }

// Shifted is x [M, C] plus a bias of each channel, or that for each replica.
func Shifted(x, bias *Node) *Node { return Add(x, row(bias)) }
