// Package network holds the graph functions of the backbones: layers, the head with its loss, and the augmentation of
// images. It builds GoMLX graphs and knows nothing of devices, data or optimisers; gradients are GoMLX's.
//
// Functions here panic on programming errors, as GoMLX does; package pretrain recovers them at its edge.
//
// What makes the graphs fast on a CPU (measured with XLA, one core): convolutions as products of patches (1.6 times the
// compiler's own), weights stored [out, in], batch sums as products with ones. Writing the backward passes by hand on
// top of that brought less than 10 %, so it was left out.
package network
