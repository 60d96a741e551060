package backbone

import (
	"encoding/json"
	"errors"
	"fmt"
)

// ErrNotReopenable is wrapped by the error of [Unmarshal] for a backbone that is a Go function: only the program that
// defines the function has it.
var ErrNotReopenable = errors.New("backbone: cannot be opened again")

// FunctionKind is the Kind of every backbone that is a Go function.
const FunctionKind = "func"

// Function is a backbone that is a Go function, such as a pretrain.Func. Its name and version stand for its code: they
// are what [Marshal] writes, {"kind":"func","name":"residual","version":"2"}, and so what names its results.
type Function interface {
	Backbone
	// Identity returns the name and the version, which must change whenever the function does.
	Identity() (name, version string)
}

type functionJSON struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

func marshalFunction(f Function) ([]byte, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	name, version := f.Identity()
	return json.Marshal(functionJSON{FunctionKind, name, version})
}

func notReopenable(text []byte) error {
	var f functionJSON
	if err := json.Unmarshal(text, &f); err != nil {
		return fmt.Errorf("backbone: %w", err)
	}
	return fmt.Errorf("%w: %q version %q is a Go function of the program that made the study: compute there, with runner.InProcess",
		ErrNotReopenable, f.Name, f.Version)
}
