// Package runner computes the runs of a study: it draws the pre-training set, trains the network on a device, computes
// features of every task's images and evaluates the probes on them. [Work] is the loop of a worker process, [InProcess]
// computes a study within the calling process. This package links the training framework; package study does not.
package runner
