package pretrain

import (
	"errors"
	"fmt"
)

// Errors of this package, to be tested with errors.Is. Values out of range wrap [diversity.ErrInvalid] instead.
var (
	// ErrDiverged reports a training loss or weight that is not a finite number.
	ErrDiverged = errors.New("pretrain: training diverged")
	// ErrWeights reports weights that do not belong to the trainer's backbone and image shape.
	ErrWeights = errors.New("pretrain: weights do not fit the network")
	// ErrDevice reports a failure inside the backend: out of memory, or a program that it cannot compile.
	ErrDevice = errors.New("pretrain: device failed")
)

// recovered turns a panic of the graph library into an error wrapping [ErrDevice]. Use it deferred at every entry
// point.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", ErrDevice, r)
	}
}
