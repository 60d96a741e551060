package pretrain

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
)

// mlpMixer is the graph of a backbone.MLPMixer, [B, H, W, C] -> [B, features], with timm's names.
func mlpMixer(config backbone.MLPMixer, b *Builder, x *Node) *Node {
	shape := config.Shape()
	x = b.PatchEmbedding(x, shape.Channels, config.WithDefaults().Patch, LinearOptions{Name: "stem.proj"})
	for block := range shape.Blocks {
		name := fmt.Sprintf("blocks.%d", block)
		y := Transpose(b.LayerNorm(x, NormOptions{name + ".norm1", tokenEpsilon}), -1, -2)
		y = b.twoLinear(y, shape.Channels/2, LinearOptions{Name: name + ".mlp_tokens"})
		x = Add(x, Transpose(y, -1, -2))
		y = b.LayerNorm(x, NormOptions{name + ".norm2", tokenEpsilon})
		x = Add(x, b.twoLinear(y, tokenExpansion*shape.Channels, LinearOptions{Name: name + ".mlp_channels"}))
	}
	return ReduceMean(b.LayerNorm(x, NormOptions{"norm", tokenEpsilon}), -2)
}
