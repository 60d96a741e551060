package pretrain

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/network"
)

// ErrFunc reports a [Func] that panics, has no parameters, is not the same network every time, or returns anything but
// one row of float32 features for each image.
var ErrFunc = errors.New("pretrain: cannot use the backbone's Go function")

// Func is a backbone as a Go function, for architectures that package backbone does not have. A study with it computes in
// the process that defines it (runner.InProcess): a worker process does not have the function.
//
// Name and Version stand for the function in the hashes of results: change Version whenever Graph changes, or results of
// the old function will be taken for the new one's.
type Func struct {
	Name    string // at least one character
	Version string

	// Graph computes the features, float32 [B, D], of a batch of images, float32 [B, H, W, C] with values 0..1. It gets
	// every parameter from b, in the same order every time, and is called anew for every program that is compiled. It may
	// panic, as operations on graphs do: the panic becomes an error wrapping ErrFunc.
	Graph func(b *Builder, images *Node) *Node
}

// Kind returns "func".
func (Func) Kind() string { return backbone.FunctionKind }

// Identity returns name and version; see [backbone.Function].
func (f Func) Identity() (name, version string) { return f.Name, f.Version }

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

// Features is the number of features of images of this shape, or 0 if the function cannot be used with them.
func (f Func) Features(height, width, channels int) int {
	custom, err := f.trace(gobackend.GetBackend(), height, width, channels)
	if err != nil {
		return 0
	}
	return custom.Features
}

// trace finds out the function's parameters and features on graphs that are thrown away: once for training, and once for
// inference to see that it builds the same network.
func (f Func) trace(backend compute.Backend, height, width, channels int) (custom network.Custom, err error) {
	if err := f.Validate(); err != nil {
		return custom, err
	}
	defer f.recovered(&err)
	try := func(batch int, b *Builder) shapes.Shape {
		g := NewGraph(backend, f.Name)
		defer g.Finalize()
		return f.build(b, Parameter(g, "images", shapes.Make(dtypes.Float32, batch, height, width, channels))).Shape()
	}
	first := &Builder{training: true}
	features := try(2, first)
	if len(first.params.found) == 0 {
		return custom, fmt.Errorf("%w: %q has no parameters: there is nothing to train", ErrFunc, f.Name)
	}
	custom = f.custom(features.Dimensions[1], first.params.found, first.running.found, height, width, channels)
	try(3, &Builder{params: fixed(custom.Params, nil), running: fixed(custom.Running, nil)})
	return custom, nil
}

// custom describes the traced network to package network.
func (f Func) custom(features int, params, running []network.Param, height, width, channels int) network.Custom {
	images := func(x *Node) *Node { return Reshape(x, -1, height, width, channels) }
	return network.Custom{
		Features: features, Params: params, Running: running,
		Train: func(x *Node, nodes []*Node) (*Node, []*Node) {
			b := &Builder{training: true, params: fixed(params, nodes), running: fixed(running, nil)}
			return f.build(b, images(x)), b.stats
		},
		Infer: func(x *Node, nodes, statistics []*Node) *Node {
			return f.build(&Builder{params: fixed(params, nodes), running: fixed(running, statistics)}, images(x))
		},
	}
}

// build calls the function and panics with an error wrapping ErrFunc if what it did is of no use.
func (f Func) build(b *Builder, images *Node) *Node {
	b.graph = images.Graph()
	features := f.Graph(b, images)
	b.params.done()
	b.running.done()
	if features == nil {
		panic(misuse("returned nil instead of features"))
	}
	batch, shape := images.Shape().Dimensions[0], features.Shape()
	if shape.DType != dtypes.Float32 || shape.Rank() != 2 || shape.Dimensions[0] != batch || shape.Dimensions[1] < 1 {
		panic(misuse("returned %v for %d images, want (Float32)[%d D]", shape, batch, batch))
	}
	return features
}

// misuse is what a builder panics with.
func misuse(format string, args ...any) error {
	return fmt.Errorf("%w: it "+format, append([]any{ErrFunc}, args...)...)
}

// recovered turns a panic of the function into an error that names it.
func (f Func) recovered(err *error) {
	r := recover()
	if r == nil {
		return
	}
	if cause, is := r.(error); is && errors.Is(cause, ErrFunc) {
		*err = fmt.Errorf("%q: %w", f.Name, cause)
		return
	}
	*err = fmt.Errorf("%w: %q panicked: %v", ErrFunc, f.Name, r)
}

// layOut makes the network of the options' backbone.
func (o Options) layOut(backend compute.Backend) (*network.Network, error) {
	f, is := o.Backbone.(Func)
	if !is {
		return network.New(o.Backbone, o.Height, o.Width, o.Channels)
	}
	custom, err := f.trace(backend, o.Height, o.Width, o.Channels)
	if err != nil {
		return nil, err
	}
	return custom.Network(), nil
}
