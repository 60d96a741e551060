package pretrain

import (
	"cmp"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// PoolOptions are the settings of the poolings. The zero value takes 2x2 windows side by side.
type PoolOptions struct {
	Kernel int  // rows and columns of a window; 0 means 2
	Stride int  // 0 means Kernel
	Padded bool // Kernel/2 rows and columns around the map, which never are a maximum and count as 0 in an average
}

// MaxPool is the largest value of each window, [B, H, W, C] -> [B, H', W', C] with H' as that of [Builder.Conv].
func (b *Builder) MaxPool(x *Node, o PoolOptions) *Node { return b.windows("MaxPool", x, o).MaxPool(x) }

// AveragePool is the mean of each window, [B, H, W, C] -> [B, H', W', C] with H' as that of [Builder.Conv].
func (b *Builder) AveragePool(x *Node, o PoolOptions) *Node {
	return b.windows("AveragePool", x, o).AveragePool(x)
}

// GlobalPool is the mean over the map, [B, H, W, C] -> [B, C].
func (b *Builder) GlobalPool(x *Node) *Node {
	b.wants("GlobalPool", x, 1)
	return network.GlobalAverage(x)
}

func (b *Builder) windows(layer string, x *Node, o PoolOptions) network.Convolution {
	b.wants(layer, x, 1)
	kernel := cmp.Or(o.Kernel, 2)
	padding := NoPadding
	if o.Padded {
		padding = HalfPadding
	}
	return b.geometry(layer, x, kernel, cmp.Or(o.Stride, kernel), padding)
}
