package theory

import "errors"

var (
	// ErrTooFew is wrapped by errors which say what is missing (points, sizes, numbers of classes, budgets, repeats)
	// and what would suffice.
	ErrTooFew = errors.New("theory: too few data")
	// ErrNoVariation means that every error is the same, so that nothing depends on the size.
	ErrNoVariation = errors.New("theory: the errors do not vary")
	// ErrMixed means that points of several tasks or probes were passed where one is needed.
	ErrMixed = errors.New("theory: mixed points")
	// ErrLaw means that a law breaks the rules of [Law], for example by a basis which is not finite.
	ErrLaw = errors.New("theory: unusable law")
	// ErrModel means that a model of [Problem] panics or is not finite where it must be.
	ErrModel = errors.New("theory: unusable model")
	// ErrNoOptimum means that a law has no best size at a budget: it is as good everywhere.
	ErrNoOptimum = errors.New("theory: no best size")
)
