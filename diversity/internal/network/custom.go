package network

import . "github.com/gomlx/gomlx/core/graph"

// Custom is a backbone whose graph is given by functions.
type Custom struct {
	Features int
	Params   []Param // what training changes
	Running  []Param // statistics that training averages and inference uses

	// Train computes, from images [B, H*W*C] of values 0..1, the features [B, Features] and the statistics of the batch.
	Train func(x *Node, params []*Node) (features *Node, stats []*Node)
	// Infer computes the features with the running statistics.
	Infer func(x *Node, params, running []*Node) *Node
}

// Network is the network of one layer.
func (c Custom) Network() *Network { return &Network{layers: []layer{custom{c}}, features: c.Features} }

type custom struct{ Custom }

func (c custom) params() []Param  { return c.Params }
func (c custom) running() []Param { return c.Running }

func (c custom) train(x *Node, params []*Node) (*Node, []*Node) { return c.Train(x, params) }

func (c custom) infer(x *Node, params, running []*Node) *Node { return c.Infer(x, params, running) }

// A Block is a layer that a custom network is built of. Its activations are matrices [M, C], as every layer's.
type Block struct{ layer }

// Dense is a linear map without bias, [M, in] -> [M, out].
func Dense(name string, in, out int) Block { return Block{dense{name, in, out}} }

// Conv is a 3x3 convolution with stride 2 and zero padding 1 on maps [B*height*width, in].
func Conv(name string, height, width, in, out int) Block {
	return Block{conv{name, height, width, in, out}}
}

// ConvSize is the number of rows or columns of the output of Conv.
func ConvSize(size int) int { return outputSize(size) }

// Norm is batch normalisation followed by ReLU, on [M, channels].
func Norm(name string, channels int) Block { return Block{norm{name, channels}} }

// Params lists what training changes.
func (b Block) Params() []Param { return b.params() }

// Running lists the statistics that training averages and inference uses.
func (b Block) Running() []Param { return b.running() }

// Train computes the output and the statistics of the batch.
func (b Block) Train(x *Node, params []*Node) (y *Node, stats []*Node) { return b.train(x, params) }

// Infer computes the output with the running statistics.
func (b Block) Infer(x *Node, params, running []*Node) *Node { return b.infer(x, params, running) }
