package pretrain

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
)

// The numbers of transformers that are the same in all of them.
const (
	tokenEpsilon   = 1e-6 // of layer normalisation
	tokenDeviation = 0.02 // of the weights before training
	tokenExpansion = 4    // of the hidden layer
)

// vit is the graph of a backbone.ViT, [B, H, W, C] -> [B, features], with timm's names.
func vit(config backbone.ViT, b *Builder, x *Node) *Node {
	shape := config.Shape()
	x = b.PatchEmbedding(x, shape.Channels, config.WithDefaults().Patch, LinearOptions{Name: "patch_embed.proj"})
	x = b.Dropout(b.PositionEmbedding(b.ClassToken(x, "cls_token"), "pos_embed"), config.Dropout)
	for block := range shape.Blocks {
		name, path := fmt.Sprintf("blocks.%d", block), depthRate(config.DropPath, block, shape.Blocks)
		attention := AttentionOptions{Name: name + ".attn", Heads: shape.Heads, Deviation: tokenDeviation}
		y := b.Attention(b.LayerNorm(x, NormOptions{name + ".norm1", tokenEpsilon}), attention)
		x = Add(x, b.DropPath(b.Dropout(y, config.Dropout), path))
		y = b.twoLinear(b.LayerNorm(x, NormOptions{name + ".norm2", tokenEpsilon}), tokenExpansion*shape.Channels,
			LinearOptions{Name: name + ".mlp", Deviation: tokenDeviation})
		x = Add(x, b.DropPath(b.Dropout(y, config.Dropout), path))
	}
	x = b.LayerNorm(x, NormOptions{"norm", tokenEpsilon})
	return Reshape(SliceAxis(x, -2, AxisElem(0)), append(b.batch(x), shape.Channels)...)
}

// twoLinear are two linear maps with GELU between them; the last axis keeps its size.
func (b *Builder) twoLinear(x *Node, hidden int, o LinearOptions) *Node {
	first, second := o, o
	first.Name, second.Name = o.Name+".fc1", o.Name+".fc2"
	return b.Linear(b.GELU(b.Linear(x, hidden, first)), x.Shape().Dim(-1), second)
}

// depthRate is the share of images for which a block is left out: it rises from 0 at the first block to that of the
// last.
func depthRate(last float64, block, blocks int) float64 {
	return last * float64(block) / float64(max(1, blocks-1))
}
