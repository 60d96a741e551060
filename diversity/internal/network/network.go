package network

import (
	"fmt"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
)

// Network is a backbone on images of one shape: a chain of layers.
type Network struct {
	layers   []layer
	features int
}

// New lays out a backbone for images of height x width with channels. The error wraps [diversity.ErrInvalid].
func New(b backbone.Backbone, height, width, channels int) (*Network, error) {
	if b == nil {
		return nil, diversity.Invalid("Backbone", nil, "backbone.MLP or backbone.ConvNet")
	}
	if err := b.Validate(); err != nil {
		return nil, err
	}
	n := &Network{features: b.Features(height, width, channels)}
	switch b := b.(type) {
	case backbone.MLP:
		n.layers = mlp(b.Widths(), height*width*channels)
	case backbone.ConvNet:
		n.layers = convNet(b.Widths(), height, width, channels)
	default:
		return nil, diversity.Invalid("Backbone", fmt.Sprintf("%T", b), "backbone.MLP or backbone.ConvNet")
	}
	return n, nil
}

func mlp(widths []int, in int) (layers []layer) {
	for i, out := range widths {
		name := fmt.Sprintf("layer%d", i+1)
		layers = append(layers, dense{name, in, out}, norm{name, out})
		in = out
	}
	return layers
}

func convNet(widths []int, height, width, in int) (layers []layer) {
	for i, out := range widths {
		name := fmt.Sprintf("layer%d", i+1)
		layers = append(layers, conv{name, height, width, in, out}, norm{name, out})
		height, width, in = outputSize(height), outputSize(width), out
	}
	return layers
}

// Features is the number D of features of one image.
func (n *Network) Features() int { return n.features }

// Params lists what training changes, in the order in which the other methods take it.
func (n *Network) Params() (params []Param) {
	for _, l := range n.layers {
		params = append(params, l.params()...)
	}
	return params
}

// Running lists the running statistics, in the order in which the other methods take them.
func (n *Network) Running() (running []Param) {
	for _, l := range n.layers {
		running = append(running, l.running()...)
	}
	return running
}

// Train computes in training mode, from images [B, H*W*C] of values 0..1: the features [B, D] and the statistics of the
// batch, one for each of Running. With a leading axis of replicas in images and params it trains so many networks.
func (n *Network) Train(x *Node, params []*Node) (features *Node, stats []*Node) {
	leading := x.Shape().Dimensions[:x.Rank()-1]
	for _, l := range n.layers {
		var own, found []*Node
		own, params = cut(params, len(l.params()))
		x, found = l.train(x, own)
		stats = append(stats, found...)
	}
	return Reshape(x, append(slices.Clone(leading), n.features)...), stats
}

// Infer computes the features [B, D] of images [B, H*W*C] in inference mode, with the running statistics.
func (n *Network) Infer(x *Node, params, running []*Node) *Node {
	batch := x.Shape().Dimensions[0]
	for _, l := range n.layers {
		var ownParams, ownRunning []*Node
		ownParams, params = cut(params, len(l.params()))
		ownRunning, running = cut(running, len(l.running()))
		x = l.infer(x, ownParams, ownRunning)
	}
	return Reshape(x, batch, n.features)
}

func cut[T any](list []T, n int) (head, tail []T) { return list[:n], list[n:] }
