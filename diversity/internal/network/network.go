package network

import . "github.com/gomlx/gomlx/core/graph"

// Network is a backbone on images of one shape, by the functions of its graph. With a leading axis of replicas in
// images, parameters and results, so many networks of one architecture are computed at once, if it can do that.
type Network struct {
	Features int     // of one image
	Params   []Param // what training changes
	Running  []Param // statistics that training averages and inference uses
	Replicas bool    // Train takes the leading axis
	Native   bool    // it has convolutions of the compiler, which are an order of magnitude slower in a loop on a CPU
	Noisy    bool    // Train uses noise
	Products int     // multiplications of layers with weights and of attention, for one image forward

	// Train computes, from images [B, H*W*C] of values 0..1, the features [B, Features] and the statistics of the
	// batch, one for each of Running. Noise, float32 [NoiseSize], is what [Noise] made for the update.
	Train func(x *Node, params []*Node, noise *Node) (features *Node, stats []*Node)
	// Infer computes the features with the running statistics.
	Infer func(x *Node, params, running []*Node) *Node
}
