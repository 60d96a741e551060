package laws

import "errors"

// ErrLaw means that a law breaks the rules of [Law], for example by a basis which is not finite.
var ErrLaw = errors.New("laws: unusable law")
