package theory

import "errors"

var (
	// ErrNoVariation means that every error is the same, so that nothing depends on the size.
	ErrNoVariation = errors.New("theory: the errors do not vary")
	// ErrNoOptimum means that a law has no best size at a budget: it is as good everywhere.
	ErrNoOptimum = errors.New("theory: no best size")
)
