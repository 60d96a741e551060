// Package pretrain trains a backbone on a labelled image set and computes features with it, on a CPU or a GPU through
// XLA, or slowly in pure Go.
//
// A [Trainer] belongs to one backbone, one recipe and one image shape. It compiles its programs once: the number of
// classes K and the number of images N of a pre-training set change none of the expensive ones. The head has one of a
// few widths (64, 256, 1024, then multiples of 1024) and is masked beyond K; the images stay on the device as uint8,
// and many updates run in one call.
//
// The same trainer, data and seed give bit-identical weights on the same machine.
package pretrain
