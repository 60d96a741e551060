package network

import . "github.com/gomlx/gomlx/core/graph"

// A layer is one map of a network. Activations are matrices [M, C]: M is the batch for a layer on whole images, and
// batch * height * width, in this order, for a layer on maps. Several networks of one architecture, replicas, are
// computed at once by a leading axis of everything: activations [R, M, C], parameters [R, ...], statistics [R, C].
type layer interface {
	params() []Param  // what training changes
	running() []Param // statistics that training averages and inference uses

	// train computes the output in training mode and the statistics of this batch, one for each of running.
	train(x *Node, params []*Node) (y *Node, stats []*Node)
	// infer computes the output in inference mode.
	infer(x *Node, params, running []*Node) *Node
}

// Param describes a tensor of a network: its shape and what it holds before training.
type Param struct {
	Name string
	Dims []int

	Deviation float64 // if positive: normal with this standard deviation
	FanIn     int     // else if positive: uniform within +-1/sqrt(FanIn), PyTorch's for linear and convolution layers
	Fill      float32 // otherwise: this value everywhere

	Float32 bool // it stays so where the recipe wants products in another precision
}

// Size is the number of elements.
func (p Param) Size() int {
	size := 1
	for _, dim := range p.Dims {
		size *= dim
	}
	return size
}
