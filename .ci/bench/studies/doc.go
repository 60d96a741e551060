// Package studies compares whole studies: the same runs, images and tasks computed by this laboratory's worker, by a
// script in PyTorch and by one in JAX, each in one process pinned to one core, in turn, round after round.
package studies
