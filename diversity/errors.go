package diversity

import (
	"errors"
	"fmt"
)

// ErrInvalid is wrapped by every error that reports a value outside its allowed range.
var ErrInvalid = errors.New("invalid value")

// FieldError says which field holds which value and what would be allowed. It wraps [ErrInvalid].
type FieldError struct {
	Field   string // name as the user wrote it, for example "Recipe.Epochs"
	Value   any
	Allowed string // for example "1..100000, or 0 for the default 20"
}

// Error reads "Recipe.Epochs = -3: invalid value, allowed: 1..100000".
func (e *FieldError) Error() string {
	return fmt.Sprintf("%s = %v: %v, allowed: %s", e.Field, e.Value, ErrInvalid, e.Allowed)
}

// Unwrap makes errors.Is(err, ErrInvalid) true.
func (e *FieldError) Unwrap() error { return ErrInvalid }

// Invalid returns a [FieldError].
func Invalid(field string, value any, allowed string) error {
	return &FieldError{Field: field, Value: value, Allowed: allowed}
}

var (
	// ErrTooFew is wrapped by errors which say what is missing (points, sizes, numbers of classes, budgets, repeats)
	// and what would suffice.
	ErrTooFew = errors.New("too few data")
	// ErrMixed means that measurements of several tasks or probes were passed where those of one are needed.
	ErrMixed = errors.New("mixed measurements")
	// ErrUnknownKind is wrapped by the error about a value in JSON whose kind no package of this program has registered,
	// such as that of a probe written by somebody else: the program has to import the package that does.
	ErrUnknownKind = errors.New("not known to this program")
)
