package pretrain

import (
	"cmp"
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// NormOptions are the settings of the normalisations.
type NormOptions struct {
	Name    string  // of the tensors Name.weight [C], which starts as 1, and Name.bias [C], as 0; "" means layerN
	Epsilon float64 // added to the variance; 0 means 1e-5
}

const normEpsilon = 1e-5

// BatchNorm is batch normalisation over all axes of x but the last; it keeps the shape. In training it uses the mean
// and variance of the batch, in inference their running averages (Name.running_mean and Name.running_var [C], unbiased
// as in PyTorch; each update adds a tenth of its batch's).
func (b *Builder) BatchNorm(x *Node, o NormOptions) *Node {
	b.validNorm("BatchNorm", x, o)
	block := network.BatchNorm(b.nameOf(o.Name), x.Shape().Dim(-1), cmp.Or(o.Epsilon, normEpsilon))
	return Reshape(b.apply(block, b.rows(x)), x.Shape().Dimensions...)
}

// GroupNorm standardises groups of channels of each image over all its positions, then scales and shifts each channel;
// it keeps the shape [B, ..., C]. The number of groups must divide C.
func (b *Builder) GroupNorm(x *Node, groups int, o NormOptions) *Node {
	b.validNorm("GroupNorm", x, o)
	if channels := x.Shape().Dim(-1); groups < 1 || channels%groups != 0 {
		panic(misuse("asks GroupNorm for %d groups, want a number that divides %d channels", groups, channels))
	}
	y := network.GroupStandardise(x, len(b.leading), groups, cmp.Or(o.Epsilon, normEpsilon))
	return b.scaled(y, b.nameOf(o.Name))
}

// LayerNorm standardises the last axis, then scales and shifts each channel; it keeps the shape [B, ..., C].
func (b *Builder) LayerNorm(x *Node, o NormOptions) *Node {
	b.validNorm("LayerNorm", x, o)
	return b.scaled(network.Standardise(x, cmp.Or(o.Epsilon, normEpsilon), -1), b.nameOf(o.Name))
}

// scaled scales and shifts each channel.
func (b *Builder) scaled(x *Node, name string) *Node {
	dims := []int{x.Shape().Dim(-1)}
	scale := b.weight(network.Param{Name: name + ".weight", Dims: dims, Fill: 1})
	shift := b.weight(network.Param{Name: name + ".bias", Dims: dims})
	return Reshape(network.Scaled(b.rows(x), scale, shift), x.Shape().Dimensions...)
}

func (b *Builder) validNorm(layer string, x *Node, o NormOptions) {
	if x.Rank() < b.replicas+2 {
		panic(misuse("gives %s the shape %v, want [B, ..., C]", layer, x.Shape()))
	}
	if !(o.Epsilon >= 0 && o.Epsilon < 1) {
		panic(misuse("asks %s for the epsilon %s, want at least 0 and below 1", layer, fmt.Sprint(o.Epsilon)))
	}
}
