package pretrain

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// LinearOptions are the settings of [Builder.Linear] and of what is made of it.
type LinearOptions struct {
	Name      string  // of its tensors Name.weight [width, C] and Name.bias [width]; "" means layerN
	NoBias    bool    // leaves the bias out
	Deviation float64 // of normal weights before training, the bias then being 0; 0 means uniform as PyTorch draws them
}

// Linear is a linear map of the last axis with bias, [B, ..., C] -> [B, ..., width]. [Builder.Dense] flattens instead,
// and has no bias.
func (b *Builder) Linear(x *Node, width int, o LinearOptions) *Node {
	b.positive("Linear", width)
	if x.Rank() < b.replicas+2 {
		panic(misuse("gives Linear the shape %v, want [B, ..., C]", x.Shape()))
	}
	name, in := b.nameOf(o.Name), x.Shape().Dim(-1)
	weight := b.weight(weightOf(name, []int{width, in}, o.Deviation))
	dims := append(slices.Clone(x.Shape().Dimensions[:x.Rank()-1]), width)
	y := Reshape(network.Linear(b.rows(x), weight), dims...)
	b.products += y.Shape().Size() / b.leading[len(b.leading)-1] * in
	if o.NoBias {
		return y
	}
	if o.Deviation > 0 {
		in = 0
	}
	return b.biased(y, name, in)
}

// weightOf describes the weights of a layer with out outputs, the first of dims.
func weightOf(name string, dims []int, deviation float64) network.Param {
	fan := network.Param{Dims: dims[1:]}.Size()
	return network.Param{Name: name + ".weight", Dims: dims, FanIn: fan, Deviation: deviation}
}

// biased adds the bias of a layer; without a fan-in it starts as 0.
func (b *Builder) biased(y *Node, name string, fanIn int) *Node {
	bias := b.weight(network.Param{Name: name + ".bias", Dims: []int{y.Shape().Dim(-1)}, FanIn: fanIn})
	return Reshape(network.Shifted(b.rows(y), bias), y.Shape().Dimensions...)
}

// nameOf is the name of a layer: its own, or the next number.
func (b *Builder) nameOf(name string) string {
	if name != "" {
		return name
	}
	b.layers++
	return b.layer()
}

// weight hands out a tensor that training changes.
func (b *Builder) weight(p network.Param) *Node {
	return b.params.next(b.graph, p, b.leading[:b.replicas])
}
