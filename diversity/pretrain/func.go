package pretrain

import (
	"encoding/json"

	"github.com/gomlx/compute/gobackend"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
)

// Func is a backbone as a Go function, to try out an architecture in a cell. A study with it computes in the process
// that defines it (runner.InProcess): a worker process does not have the function. A network that worker processes are
// to compute is registered: see [Register].
//
// Name and Version stand for the function in the hashes of results: change Version whenever Graph changes, or results
// of the old function will be taken for the new one's.
type Func struct {
	Name    string `json:"name"` // at least one character
	Version string `json:"version"`

	// Graph computes the features, float32 [B, D], of a batch of images, float32 [B, H, W, C] with values 0..1, as that
	// of an [Architecture].
	Graph func(b *Builder, images *Node) *Node `json:"-"`
}

// Kind returns "func".
func (Func) Kind() string { return backbone.FunctionKind }

// MarshalJSON writes name and version, which stand for the function.
func (f Func) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}{f.Name, f.Version})
}

// Validate returns an error wrapping [diversity.ErrInvalid] if Name or Graph is missing. The function itself is tried
// out by [NewTrainer], which knows the shape of the images.
func (f Func) Validate() error {
	if f.Name == "" {
		return diversity.Invalid("Func.Name", `""`, "at least 1 character")
	}
	if f.Graph == nil {
		return diversity.Invalid("Func.Graph", "nil", "a function")
	}
	return nil
}

// design is the function itself: no package registers it.
func (f Func) design() design { return design{name: f.Name, graph: f.Graph} }

// Features is the number of features of images of this shape, or 0 if the function cannot be used with them.
func (f Func) Features(height, width, channels int) int {
	if f.Validate() != nil {
		return 0
	}
	net, err := f.design().trace(gobackend.GetBackend(), height, width, channels)
	if err != nil {
		return 0
	}
	return net.Features
}
