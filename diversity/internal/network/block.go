package network

import . "github.com/gomlx/gomlx/core/graph"

// A Block is a layer that networks are built of. Its activations are matrices [M, C], as every layer's, or [R, M, C].
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
func Norm(name string, channels int) Block {
	return Block{norm{name: name, channels: channels, names: ownNames, epsilon: normEpsilon, relu: true}}
}

// BatchNorm is batch normalisation on [M, channels], with PyTorch's names of tensors.
func BatchNorm(name string, channels int, epsilon float64) Block {
	return Block{norm{name: name, channels: channels, names: torchNames, epsilon: epsilon}}
}

// Params lists what training changes.
func (b Block) Params() []Param { return b.params() }

// Running lists the statistics that training averages and inference uses.
func (b Block) Running() []Param { return b.running() }

// Train computes the output and the statistics of the batch.
func (b Block) Train(x *Node, params []*Node) (y *Node, stats []*Node) { return b.train(x, params) }

// Infer computes the output with the running statistics.
func (b Block) Infer(x *Node, params, running []*Node) *Node { return b.infer(x, params, running) }
