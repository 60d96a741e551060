package pretrain

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// Builder hands the graph function of an [Architecture] or a [Func] its parameters, and has layers. Layers with weights
// that are given no name are numbered from 1 by the order of the calls: their tensors are layer1.weight, layer1.bias
// and so on. A sum around layers is graph.Add of GoMLX. Misuse, such as a shape that a layer cannot take, panics; the
// trainer turns that into an error wrapping [ErrFunc].
//
// Weights have the shapes and, by default, the distribution of PyTorch's; images and maps have their channels last.
//
// Where an architecture computes several networks at once, every shape has a leading axis R besides those given here.
type Builder struct {
	graph           *Graph
	training        bool
	replicas        int   // leading axes before that of the batch: 0 or 1
	leading         []int // axes of the images up to that of the batch: [B] or [R, B]
	params, running supply
	stats           []*Node // of the batch, one for each running statistic; in training only
	layers          int
	noise           *Node // from what random numbers are made; in training only
	draws           int   // of random numbers so far
	gpu             bool
	native, noisy   bool // what the network needs, see network.Network
	products        int  // multiplications for one image so far
}

// Weight describes a tensor that training changes.
type Weight struct {
	Name  string  // that no other tensor of the network has
	Dims  []int   // each at least 1; none for a single value
	FanIn int     // if positive: drawn uniformly within +-1/sqrt(FanIn), as PyTorch draws weights
	Fill  float32 // otherwise: this value everywhere before training

	// If positive: drawn from a normal distribution with this standard deviation, whatever FanIn is.
	Deviation float64
}

// Param returns a parameter, float32 of its Dims, whatever the precision of the recipe: that is of the products
// of Dense, Linear, Conv and what is made of them.
func (b *Builder) Param(w Weight) *Node {
	if w.Name == "" || slices.ContainsFunc(w.Dims, func(dim int) bool { return dim < 1 }) {
		panic(misuse("asks for the parameter %q %v: want a name, and dimensions of at least 1", w.Name, w.Dims))
	}
	return b.weight(network.Param{
		Name: w.Name, Dims: w.Dims, FanIn: w.FanIn, Fill: w.Fill, Deviation: w.Deviation, Float32: true,
	})
}

// Training reports whether the graph is one for training, not for inference.
func (b *Builder) Training() bool { return b.training }

// Dense is a linear map without bias onto width outputs, [B, ...] -> [B, width]; all axes of x but the first are
// flattened.
func (b *Builder) Dense(x *Node, width int) *Node {
	b.positive("Dense", width)
	x = b.Flatten(x)
	b.products += x.Shape().Dim(-1) * width
	b.layers++
	return b.apply(network.Dense(b.layer(), x.Shape().Dim(-1), width), x)
}

// Flatten makes one axis of all but the first, [B, ...] -> [B, D].
func (b *Builder) Flatten(x *Node) *Node { return Reshape(x, append(b.batch(x), -1)...) }

// batch is the axes of x up to that of the batch.
func (b *Builder) batch(x *Node) []int { return slices.Clone(x.Shape().Dimensions[:b.replicas+1]) }

// halve is a 3x3 convolution with stride 2, zero padding 1 and no bias, [B, H, W, C] -> [B, ceil(H/2), ceil(W/2),
// width]. Its weights are a matrix [width, 3*3*C], unlike those of Conv.
func (b *Builder) halve(x *Node, width int) *Node {
	b.wants("the ConvNet", x, width)
	height, across, channels := x.Shape().Dim(-3), x.Shape().Dim(-2), x.Shape().Dim(-1)
	b.layers++
	b.products += network.ConvSize(height) * network.ConvSize(across) * 9 * channels * width
	y := b.apply(network.Conv(b.layer(), height, across, channels, width), b.rows(x))
	return Reshape(y, append(b.batch(x), network.ConvSize(height), network.ConvSize(across), width)...)
}

// rows makes a matrix [M, C] of x, or one of each replica.
func (b *Builder) rows(x *Node) *Node {
	return Reshape(x, append(b.batch(x)[:b.replicas], -1, x.Shape().Dim(-1))...)
}

// NormReLU is batch normalisation over all axes of x but the last, followed by ReLU; it keeps the shape. In inference
// it uses running averages. It has the number of the layer before it, so at
// most one may follow each; [Builder.BatchNorm] has a name.
func (b *Builder) NormReLU(x *Node) *Node {
	y := b.apply(network.Norm(b.layer(), x.Shape().Dim(-1)), b.rows(x))
	return Reshape(y, x.Shape().Dimensions...)
}

func (b *Builder) layer() string { return fmt.Sprintf("layer%d", b.layers) }

func (b *Builder) positive(layer string, width int) {
	if width < 1 {
		panic(misuse("asks %s for the width %d, want at least 1", layer, width))
	}
}

// apply adds a layer of package network.
func (b *Builder) apply(layer network.Block, x *Node) *Node {
	var params, running []*Node
	for _, p := range layer.Params() {
		params = append(params, b.weight(p))
	}
	if b.training {
		for _, p := range layer.Running() {
			b.running.declare(p)
		}
		y, stats := layer.Train(x, params)
		b.stats = append(b.stats, stats...)
		return y
	}
	for _, p := range layer.Running() {
		running = append(running, b.running.next(b.graph, p, nil))
	}
	return layer.Infer(x, params, running)
}

// supply hands out tensors of one kind in the order in which they are asked for.
type supply struct {
	fixed bool
	want  []network.Param // if fixed: what must be asked for
	nodes []*Node         // what is handed out; none in a trial, where placeholders are
	found []network.Param // what was asked for
}

func fixed(want []network.Param, nodes []*Node) supply {
	return supply{fixed: true, want: want, nodes: nodes}
}

// next returns the tensor that is asked for, of each of some replicas.
func (s *supply) next(g *Graph, p network.Param, replicas []int) *Node {
	s.declare(p)
	if len(s.nodes) == 0 {
		return Parameter(g, p.Name, shapes.Make(dtypes.Float32, slices.Concat(replicas, p.Dims)...))
	}
	return s.nodes[len(s.found)-1]
}

// declare notes what is asked for, and refuses what was not asked for when the function was first tried.
func (s *supply) declare(p network.Param) {
	if slices.ContainsFunc(s.found, func(have network.Param) bool { return have.Name == p.Name }) {
		panic(misuse("asks twice for the parameter %q", p.Name))
	}
	p.Dims = slices.Clone(p.Dims)
	i := len(s.found)
	if s.fixed && (i >= len(s.want) || p.Name != s.want[i].Name || !slices.Equal(p.Dims, s.want[i].Dims)) {
		panic(misuse("varies: it asks for the parameter %q %v, which it did not at this place when it was first called",
			p.Name, p.Dims))
	}
	s.found = append(s.found, p)
}

// done refuses a function that asked for less than when it was first tried.
func (s *supply) done() {
	if s.fixed && len(s.found) < len(s.want) {
		panic(misuse("varies: it does not ask for the parameter %q, which it did when it was first called",
			s.want[len(s.found)].Name))
	}
}
