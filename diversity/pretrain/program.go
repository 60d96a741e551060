package pretrain

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/augment"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/recipe"
)

// program builds the graph of many passes in one call. A pass is an update, or computes one of the parts of its batch.
// Replicas, several networks at once, are a leading axis of every tensor of the state, and one after the passes' in
// images, labels and metrics.
type program struct {
	net       *network.Network
	optimizer optimizer
	objective recipe.Objective
	smoothing float64
	parts     int                      // of a batch: passes of an update
	highest   float64                  // norm of the gradients; 0 means no bound
	averaged  bool                     // keeps averages of the weights
	fixed     bool                     // running statistics are used and stay, and nothing is dropped, as in inference
	scaled    func(pixels *Node) *Node // what the network sees of pixels
	products  dtypes.DType             // of the operands of matrix products; InvalidDType means that of the parameters

	mixed func(images, numbers *Node) (mixed, labelShare *Node) // nil: images are not mixed
}

const (
	runningMomentum = 0.1 // share of the batch in the running statistics, PyTorch's default
	metricsSize     = 2   // loss, accuracy
)

// rowSize is the number of values per pass that are computed on the host: the schedule, and from what random numbers
// are made.
const rowSize = scheduleSize + network.NoiseSize

// The inputs of one call before the state. Step and Limit are scalars: the call makes the passes step..limit-1 of those
// that it was given.
const (
	inStep     = iota // int32
	inLimit           // int32
	inImages          // uint8 [S, B, H*W*C], or [S, R, B, H*W*C]
	inLabels          // int32 [S, B], or [S, R, B]
	inSchedule        // float32 [S, rowSize]
	inActive          // float32 [head width]: 1 for a class that exists
	inMix             // float32 [S, augment.MixSize], or [S, R, augment.MixSize]: how each batch is mixed
	inMetrics         // float32 [S, metricsSize], or [S, R, metricsSize], overwritten for each pass that ran
	inState           // first tensor of the state
)

// call is the graph of one call, which returns the new state and the metrics.
func (p program) call(inputs []*Node) []*Node {
	run := p.loop
	if inputs[inImages].Shape().Dimensions[0] == 1 {
		run = p.update
	}
	out := run(inputs)
	return append(out[inState:], out[inMetrics])
}

// loop repeats update. Its state is everything it needs, as a loop's body may not use values from outside.
func (p program) loop(inputs []*Node) []*Node {
	g := inputs[0].Graph()
	parameters := func(g *Graph) []*Node {
		nodes := make([]*Node, len(inputs))
		for i, in := range inputs {
			nodes[i] = Parameter(g, fmt.Sprintf("loop%d", i), in.Shape())
		}
		return nodes
	}
	body := NewClosure(g, func(g *Graph) []*Node { return p.update(parameters(g)) })
	more := NewClosure(g, func(g *Graph) []*Node {
		nodes := parameters(g)
		return []*Node{LessThan(nodes[inStep], nodes[inLimit])}
	})
	return While(more, body, inputs...)
}

// update is one pass.
func (p program) update(in []*Node) []*Node {
	step := in[inStep]
	images := p.scaled(take(in[inImages], step))
	targets := network.Targets{Labels: take(in[inLabels], step)}
	if p.mixed != nil {
		images, targets.Share = p.mixed(images, take(in[inMix], step))
		targets.Others = othersOf(targets.Labels)
	}
	state, metrics := p.train(images, targets, take(in[inSchedule], step), in[inActive], in[inState:])
	out := append([]*Node{}, in[:inState]...)
	out[inStep] = AddScalar(step, 1)
	out[inMetrics] = put(in[inMetrics], metrics, step)
	return append(out, state...)
}

// othersOf are the labels of the images that each is mixed with.
func othersOf(labels *Node) *Node {
	dims := labels.Shape().Dimensions
	return Reshape(augment.Before(Reshape(labels, -1, dims[len(dims)-1])), dims...)
}

// take is x[step] of x [S, ...].
func take(x, step *Node) *Node { return Gather(x, Reshape(step, 1)) }

// put is x with x[step] replaced by row.
func put(x, row, step *Node) *Node {
	dims := x.Shape().Dimensions
	first := make([]int, len(dims)) // axes of one element but for the first
	for i := range first {
		first[i] = 1
	}
	first[0] = dims[0]
	here := Equal(Iota(x.Graph(), shapes.Make(step.DType(), first...), 0), ExpandLeftToRank(step, len(dims)))
	return Where(BroadcastToDims(here, dims...), BroadcastToDims(InsertAxes(row, 0), dims...), x)
}

// objective is what is put on the features and thrown away after training, with its loss.
type objective interface {
	Params() []network.Param
	// Loss computes the mean loss and the accuracy of a batch. Active [width] has 1 for each class that exists.
	Loss(features *Node, t network.Targets, active *Node, params []*Node) (loss, accuracy *Node)
}

// head is the objective of the recipe, for a number of classes up to a width.
func (p program) head(width int) objective {
	if o := p.objective; o.Contrastive() {
		return network.Contrast{
			Features: p.net.Features, Projection: o.Projection, Temperature: o.Temperature,
			Labelled: o.Kind == recipe.SupCon,
		}
	}
	return network.Head{Features: p.net.Features, Width: width, Smoothing: p.smoothing}
}

// headParams is the number of its tensors.
func (p program) headParams() int { return len(p.head(1).Params()) }

// train is one pass.
func (p program) train(images *Node, t network.Targets, rates, active *Node, list []*Node) (newState []*Node,
	metrics *Node) {
	head, old, replicas := p.head(active.Shape().Size()), stateOf(p, list), images.Rank()-2
	own := len(p.net.Params)
	operands := p.operands(old.params, slices.Concat(p.net.Params, head.Params()))
	noise := Slice(rates, AxisRange(scheduleSize, rowSize))
	features, running := p.features(images, operands[:own], old.running, noise)
	loss, accuracy := head.Loss(features, t, active, operands[own:])
	gradients := Gradient(ReduceAllSum(loss), old.params...) // replicas do not meet in the sum
	changed := p.change(old, gradients, values(rates), replicas)
	changed.running = running
	changed.averages = averages(old.averages, changed.kept(own), values(rates)[rowDecay])
	return changed.list(), Stack([]*Node{loss, accuracy}, -1)
}

// features are those of a batch, with the new running statistics.
func (p program) features(images *Node, params, running []*Node, noise *Node) (features *Node, changed []*Node) {
	if p.fixed {
		return p.net.Infer(images, params, running), running
	}
	features, stats := p.net.Train(images, params, noise)
	for i, average := range running {
		changed = append(changed,
			Add(MulScalar(average, 1-runningMomentum), MulScalar(stats[i], runningMomentum)))
	}
	return features, changed
}

// values are those of a pass.
func values(rates *Node) (v row) {
	for i := range v {
		v[i] = Reshape(SliceAxis(rates, 0, AxisElem(i)))
	}
	return v
}

// change is the optimiser's part of a pass: parameters, slots and sums.
func (p program) change(old state[*Node], gradients []*Node, v row, replicas int) (changed state[*Node]) {
	if p.parts == 1 {
		changed.params, changed.slots = p.optimize(old, p.bounded(gradients, replicas), v, replicas)
		return changed
	}
	var sums []*Node
	for i, gradient := range gradients {
		sums = append(sums, Add(old.sums[i], MulScalar(gradient, 1/float64(p.parts))))
		changed.sums = append(changed.sums, Mul(sums[i], OneMinus(v[rowEnds])))
	}
	params, slots := p.optimize(old, p.bounded(sums, replicas), v, replicas)
	changed.params, changed.slots = atEnd(v, params, old.params), atEnd(v, slots, old.slots)
	return changed
}

// atEnd has the new tensors where a pass ends an update, else the old ones.
func atEnd(v row, changed, old []*Node) (list []*Node) {
	ends := GreaterThan(v[rowEnds], ZerosLike(v[rowEnds]))
	for i := range changed {
		list = append(list, Where(ends, changed[i], old[i]))
	}
	return list
}

// bounded are gradients as the recipe shortens them.
func (p program) bounded(gradients []*Node, replicas int) []*Node {
	if p.highest == 0 {
		return gradients
	}
	return clipped(gradients, p.highest, replicas)
}

// averages are the new averages, if any are kept.
func averages(old, current []*Node, decay *Node) (list []*Node) {
	for i, average := range old {
		list = append(list, Add(Mul(average, decay), Mul(current[i], OneMinus(decay))))
	}
	return list
}

// operands are the parameters as they enter products: weights of layers in the precision of the recipe.
func (p program) operands(params []*Node, layout []network.Param) []*Node {
	operands := slices.Clone(params)
	for i, param := range layout {
		if p.products != dtypes.InvalidDType && len(param.Dims) > 1 && !param.Float32 {
			operands[i] = ConvertDType(params[i], p.products)
		}
	}
	return operands
}

// optimize returns the new parameters and the new slots.
func (p program) optimize(old state[*Node], gradients []*Node, v row, replicas int) (params, slots []*Node) {
	size := p.optimizer.slots()
	for i, param := range old.params {
		changed, memory := p.optimizer.update(param, gradients[i], old.slots[i*size:(i+1)*size], v, replicas)
		params, slots = append(params, changed), append(slots, memory...)
	}
	return params, slots
}
