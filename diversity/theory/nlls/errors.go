package nlls

import "errors"

// ErrModel means that a model of [Problem] panics or is not finite where it must be.
var ErrModel = errors.New("nlls: unusable model")
