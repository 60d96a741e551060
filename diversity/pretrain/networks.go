package pretrain

import (
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
)

func init() {
	Register(backbone.MLP{}.Kind(), Architecture[backbone.MLP]{Graph: mlp, Replicas: true})
	Register(backbone.ConvNet{}.Kind(), Architecture[backbone.ConvNet]{Graph: convNet, Replicas: true})
}

// mlp is the graph of a backbone.MLP: [B, H, W, C] -> [B, last width].
func mlp(config backbone.MLP, b *Builder, x *Node) *Node {
	for _, width := range config.Widths() {
		x = b.NormReLU(b.Dense(x, width))
	}
	return x
}

// convNet is the graph of a backbone.ConvNet: [B, H, W, C] -> [B, features of the last map].
func convNet(config backbone.ConvNet, b *Builder, x *Node) *Node {
	for _, width := range config.Widths() {
		x = b.NormReLU(b.halve(x, width))
	}
	return b.Flatten(x)
}
