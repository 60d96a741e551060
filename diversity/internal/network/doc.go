// Package network holds the graph functions of the backbones: forward pass, hand-written backward pass, head with its
// loss, and the augmentation of images. It builds GoMLX graphs and knows nothing of devices, data or optimisers.
//
// The backward passes are written by hand where that is faster on a CPU than automatic differentiation of the same
// layer; a test compares every gradient with automatic differentiation of a plain formulation.
//
// Functions here panic on programming errors, as GoMLX does; package pretrain recovers them at its edge.
package network
