package pretrain

import (
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// Dropout sets a share of all values to 0 in training, each for itself, and divides the others by 1-rate; in inference
// it changes nothing. What it draws is determined by the seed of the training, the update and the place in the network.
// A network with Dropout or [Builder.DropPath] is trained alone: it has no replicas.
func (b *Builder) Dropout(x *Node, rate float64) *Node {
	return b.drop("Dropout", x, x.Shape().Dimensions, rate)
}

// DropPath sets all values of a share of the images to 0 in training and divides those of the others by 1-rate; around
// it goes the sum with what the values are added to (stochastic depth). In inference it changes nothing.
func (b *Builder) DropPath(x *Node, rate float64) *Node {
	dims := make([]int, x.Rank())
	for i := range dims {
		dims[i] = 1
	}
	copy(dims, b.leading)
	return b.drop("DropPath", x, dims, rate)
}

func (b *Builder) drop(layer string, x *Node, dims []int, rate float64) *Node {
	if !(rate >= 0 && rate < 1) {
		panic(misuse("asks %s for the rate %v, want at least 0 and below 1", layer, rate))
	}
	if rate == 0 {
		return x
	}
	b.noisy = true
	if !b.training {
		return x
	}
	b.draws++
	return network.Drop(x, network.Uniform(b.noise, b.draws, dims...), rate)
}
