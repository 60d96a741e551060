// Package graph computes the backbone of package small.
package graph

import (
	"github.com/gomlx/gomlx/core/graph"

	"example.org/own/small"
	"tradeoff/diversity/pretrain"
)

func init() {
	pretrain.Register("small", pretrain.Architecture[small.Network]{Graph: features, Replicas: true})
}

// features computes [B, Width] of images [B, H, W, C].
func features(n small.Network, b *pretrain.Builder, images *graph.Node) *graph.Node {
	x := b.NormReLU(b.Dense(images, n.Width))
	return graph.Add(x, b.NormReLU(b.Dense(x, n.Width)))
}
