// Package trial tries out the device that networks are trained on: whether it computes the numbers that a device which
// is known to be right computes, and how fast it trains. It is what `kernel doctor --device` does, in two processes,
// one for each device, as a process has one.
//
//	numbers   [Compute] on either device, then [Compare]: features of an untrained network, the gradient of its weights,
//	          a short training, and what probes predict from its features; for each backbone
//	speeds    [Measure]: products of matrices, small networks trained together, large ones alone, and their input
//
// Images are random, of classes that can be learnt, and the same everywhere. What is timed is timed in rounds, and
// every round is kept.
package trial
