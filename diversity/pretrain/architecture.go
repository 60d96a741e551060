package pretrain

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/device"
	"tradeoff/diversity/internal/network"
)

// ErrFunc reports a graph function, that of a [Func] or of an [Architecture], that panics, has no parameters, is not
// the same network every time, or returns anything but one row of float32 features for each image.
var ErrFunc = errors.New("pretrain: cannot use the backbone's Go function")

// Architecture is how the networks of one kind of backbone are computed. Config is the type of the backbone, which has
// the settings.
type Architecture[Config backbone.Backbone] struct {
	// Graph computes the features, float32 [B, D], of a batch of images, float32 [B, H, W, C] with values 0..1. D is
	// what the Features method of the backbone says. It gets every parameter from b, in the same order every time, and
	// is called anew for every program that is compiled. It may panic, as operations on graphs do: the panic becomes an
	// error wrapping ErrFunc.
	Graph func(config Config, b *Builder, images *Node) *Node

	// Replicas says that Graph can compute R networks at once, which keeps a GPU busy with networks too small to do so
	// alone (see [Trainer.TrainMany]): images are [R, B, H, W, C] then, features [R, B, D], and what [Builder.Param]
	// returns has a leading axis R too. The layers of Builder do that by themselves; operations of the graph library
	// must leave the replicas apart. Otherwise they are trained one after the other, as are networks that draw random
	// numbers ([Builder.Dropout], [Builder.DropPath]).
	Replicas bool
}

// architectures holds what packages have given to [Register]: func(backbone.Backbone) (design, error) by kind. It is
// filled while the program is initialised.
var architectures sync.Map

// Register makes known how the backbones of a kind are computed. It is called by the init function of a package that a
// worker program imports; the kind's settings are registered by backbone.Register, in another package if cells that
// only name the backbone are to build fast, as this one links the training framework:
//
//	func init() { pretrain.Register("small", pretrain.Architecture[small.Network]{Graph: graph}) }
//
// It panics if the kind is "" or is registered twice, or if there is no graph.
func Register[Config backbone.Backbone](kind string, a Architecture[Config]) {
	if kind == "" || a.Graph == nil {
		panic(fmt.Sprintf("pretrain.Register: kind %q: want a kind and a Graph", kind))
	}
	open := func(b backbone.Backbone) (design, error) {
		config, is := b.(Config)
		if !is {
			allowed := fmt.Sprintf("%T, as the kind %q was registered", config, kind)
			return design{}, diversity.Invalid("Backbone", fmt.Sprintf("%T", b), allowed)
		}
		graph := func(b *Builder, images *Node) *Node { return a.Graph(config, b, images) }
		return design{name: kind, graph: graph, replicas: a.Replicas, features: config.Features}, nil
	}
	if _, taken := architectures.LoadOrStore(kind, open); taken {
		panic(fmt.Sprintf("pretrain.Register: kind %q is registered twice", kind))
	}
}

// Known reports whether this program can compute a backbone. The error says which package is missing, and wraps
// [diversity.ErrUnknownKind], backbone.ErrNotReopenable for a Go function of another program, or
// [diversity.ErrInvalid].
func Known(b backbone.Backbone) error {
	if b == nil {
		return diversity.Invalid("Backbone", nil, "a backbone, such as backbone.MLP{}")
	}
	if err := b.Validate(); err != nil {
		return err
	}
	_, err := designOf(b)
	return err
}

// designOf finds the functions of a backbone.
func designOf(b backbone.Backbone) (design, error) {
	switch b := b.(type) {
	case backbone.Unknown:
		return design{}, b.Err()
	case Func:
		return b.design(), nil
	}
	open, known := architectures.Load(b.Kind())
	if !known {
		return design{}, fmt.Errorf("the network of the backbone kind %q (%T) is %w, which computes %s: "+
			"import the package that hands its graph to pretrain.Register",
			b.Kind(), b, diversity.ErrUnknownKind, architectureKinds())
	}
	return open.(func(backbone.Backbone) (design, error))(b)
}

func architectureKinds() string {
	kinds := map[string]bool{}
	architectures.Range(func(kind, _ any) bool { kinds[fmt.Sprintf("%q", kind)] = true; return true })
	return strings.Join(slices.Sorted(maps.Keys(kinds)), ", ")
}

// design is a backbone as functions.
type design struct {
	name     string // in errors
	graph    func(b *Builder, images *Node) *Node
	replicas bool
	gpu      bool                                  // computes it
	features func(height, width, channels int) int // what the backbone says; nil if it says what the graph computes
}

// Numbers of images and replicas of the graphs that are built to be looked at.
const (
	trialBatch    = 2
	otherBatch    = 3
	trialReplicas = 4
)

// trace finds out the parameters and features on graphs that are thrown away: once for training, once for inference to
// see that it builds the same network, and once for replicas if it can do those.
func (d design) trace(backend compute.Backend, height, width, channels int) (net *network.Network, err error) {
	defer d.recovered(&err)
	try := func(b *Builder, leading ...int) shapes.Shape {
		g := NewGraph(backend, d.name)
		defer g.Finalize()
		b.replicas, b.gpu = len(leading)-1, d.gpu
		b.noise = Parameter(g, "noise", shapes.Make(dtypes.Float32, network.NoiseSize))
		dims := append(slices.Clone(leading), height, width, channels)
		return d.build(b, Parameter(g, "images", shapes.Make(dtypes.Float32, dims...))).Shape()
	}
	first := &Builder{training: true}
	features := try(first, trialBatch)
	if len(first.params.found) == 0 {
		return nil, fmt.Errorf("%w: %q has no parameters: there is nothing to train", ErrFunc, d.name)
	}
	if d.features != nil && d.features(height, width, channels) != features.Dim(-1) {
		return nil, fmt.Errorf("%w: %q computes %d features, its method Features says %d",
			ErrFunc, d.name, features.Dim(-1), d.features(height, width, channels))
	}
	d.replicas = d.replicas && !first.noisy
	net = d.network(features.Dim(-1), first.params.found, first.running.found, []int{height, width, channels})
	net.Native, net.Noisy, net.Products = first.native, first.noisy, first.products
	try(&Builder{params: fixed(net.Params, nil), running: fixed(net.Running, nil)}, otherBatch)
	if d.replicas {
		many := &Builder{training: true, params: fixed(net.Params, nil), running: fixed(net.Running, nil)}
		try(many, trialReplicas, otherBatch)
	}
	return net, nil
}

// network describes the traced network to the trainer.
func (d design) network(features int, params, running []network.Param, shape []int) *network.Network {
	images := func(x *Node) *Node {
		leading := x.Shape().Dimensions[:x.Rank()-1]
		return Reshape(x, slices.Concat(leading, shape)...)
	}
	return &network.Network{
		Features: features, Params: params, Running: running, Replicas: d.replicas,
		Train: func(x *Node, nodes []*Node, noise *Node) (*Node, []*Node) {
			b := &Builder{training: true, params: fixed(params, nodes), running: fixed(running, nil)}
			b.replicas, b.noise, b.gpu = x.Rank()-2, noise, d.gpu
			return d.build(b, images(x)), b.stats
		},
		Infer: func(x *Node, nodes, statistics []*Node) *Node {
			b := &Builder{params: fixed(params, nodes), running: fixed(running, statistics), gpu: d.gpu}
			return d.build(b, images(x))
		},
	}
}

// build calls the function and panics with an error wrapping ErrFunc if what it did is of no use.
func (d design) build(b *Builder, images *Node) *Node {
	b.graph = images.Graph()
	dims := images.Shape().Dimensions
	b.leading = dims[:b.replicas+1]
	features := d.graph(b, images)
	b.params.done()
	b.running.done()
	if features == nil {
		panic(misuse("returned nil instead of features"))
	}
	if shape := features.Shape(); !b.isFeatures(shape) {
		want := strings.Trim(fmt.Sprint(b.leading), "[]")
		panic(misuse("returned %v for images %v, want (Float32)[%s D]", shape, dims, want))
	}
	return features
}

// isFeatures reports whether a shape is one row of float32 for each image.
func (b *Builder) isFeatures(shape shapes.Shape) bool {
	last := len(b.leading)
	return shape.DType == dtypes.Float32 && shape.Rank() == last+1 &&
		slices.Equal(shape.Dimensions[:last], b.leading) && shape.Dimensions[last] > 0
}

// misuse is what a builder panics with.
func misuse(format string, args ...any) error {
	return fmt.Errorf("%w: it "+format, append([]any{ErrFunc}, args...)...)
}

// recovered turns a panic of the function into an error that names it.
func (d design) recovered(err *error) {
	r := recover()
	if r == nil {
		return
	}
	if cause, is := r.(error); is && errors.Is(cause, ErrFunc) {
		*err = fmt.Errorf("%q: %w", d.name, cause)
		return
	}
	*err = fmt.Errorf("%w: %q panicked: %v", ErrFunc, d.name, r)
}

// layOut makes the network of the options' backbone.
func (o Options) layOut(opened *device.Device) (*network.Network, error) {
	d, err := designOf(o.Backbone)
	if err != nil {
		return nil, err
	}
	d.gpu = opened.Kind == device.CUDA
	return d.trace(opened.Backend, o.Height, o.Width, o.Channels)
}
