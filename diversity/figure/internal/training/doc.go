// Package training shows how pre-training went: the loss and learning rate of one run, or the means over the repeats of
// sizes.
package training
