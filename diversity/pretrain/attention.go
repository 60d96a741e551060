package pretrain

import (
	"cmp"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// PatchEmbedding cuts images into squares of patch x patch pixels and maps each linearly, with bias: [B, H, W, C] ->
// [B, (H/patch)*(W/patch), width], tokens row by row. Rows and columns left over at the ends are not seen. The tensors
// are those of a convolution: Name.weight [width, C, patch, patch] and Name.bias [width].
func (b *Builder) PatchEmbedding(x *Node, width, patch int, o LinearOptions) *Node {
	conv := ConvOptions{
		Name: o.Name, Kernel: patch, Stride: patch, Padding: NoPadding, Bias: !o.NoBias, Deviation: o.Deviation,
	}
	if patch < 1 {
		panic(misuse("asks PatchEmbedding for patches of %d pixels, want at least 1", patch))
	}
	y := b.Conv(x, width, conv)
	return Reshape(y, append(b.batch(y), -1, width)...)
}

// ClassToken puts a token that training changes before the others, [B, T, C] -> [B, 1+T, C]. Its tensor is Name [1, 1,
// C], drawn with a standard deviation of 1e-6 as in the networks of the ViT paper.
func (b *Builder) ClassToken(x *Node, name string) *Node {
	b.tokens("ClassToken", x)
	width := x.Shape().Dim(-1)
	token := b.weight(network.Param{Name: cmp.Or(name, "cls_token"), Dims: []int{1, 1, width}, Deviation: 1e-6, Float32: true})
	shape := append(b.batch(x), 1, width)
	return Concatenate([]*Node{BroadcastToDims(token, shape...), x}, -2)
}

// PositionEmbedding adds to each token what training learns for its position, [B, T, C] -> [B, T, C]. Its tensor is
// Name [1, T, C], drawn with a standard deviation of 0.02.
func (b *Builder) PositionEmbedding(x *Node, name string) *Node {
	b.tokens("PositionEmbedding", x)
	dims := []int{1, x.Shape().Dim(-2), x.Shape().Dim(-1)}
	p := network.Param{Name: cmp.Or(name, "pos_embed"), Dims: dims, Deviation: 0.02, Float32: true}
	return Add(x, b.weight(p))
}

// AttentionOptions are the settings of [Builder.Attention].
type AttentionOptions struct {
	Name      string  // of its tensors Name.qkv.weight [3*C, C], Name.qkv.bias, Name.proj.weight [C, C], Name.proj.bias
	Heads     int     // must divide C; 0 means 1
	Deviation float64 // of normal weights before training; 0 means uniform ones as PyTorch draws them
}

// Attention is multi-head self-attention of tokens, with biases, [B, T, C] -> [B, T, C].
func (b *Builder) Attention(x *Node, o AttentionOptions) *Node {
	b.tokens("Attention", x)
	tokens, width, heads := x.Shape().Dim(-2), x.Shape().Dim(-1), cmp.Or(o.Heads, 1)
	if heads < 1 || width%heads != 0 {
		panic(misuse("asks Attention for %d heads, want a number that divides %d channels", heads, width))
	}
	name := b.nameOf(o.Name)
	qkv := b.Linear(x, 3*width, LinearOptions{Name: name + ".qkv", Deviation: o.Deviation})
	b.products += 2 * tokens * tokens * width
	mixed := network.Attend(Reshape(qkv, -1, tokens, 3, heads, width/heads))
	mixed = Reshape(mixed, slices.Clone(x.Shape().Dimensions)...)
	return b.Linear(mixed, width, LinearOptions{Name: name + ".proj", Deviation: o.Deviation})
}

func (b *Builder) tokens(layer string, x *Node) {
	if x.Rank() != b.replicas+3 {
		panic(misuse("gives %s the shape %v, want [B, T, C]", layer, x.Shape()))
	}
}
