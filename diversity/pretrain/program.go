package pretrain

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// program builds the graph of many updates in one call. Its state is, in this order: the parameters of the backbone and
// of the head, the optimiser's slots for each of them, and the running statistics. Replicas, several networks at once,
// are a leading axis of every tensor of the state, and one after the updates' in images, labels and metrics.
type program struct {
	net       *network.Network
	optimizer optimizer
	smoothing float64
	products  dtypes.DType // of the operands of matrix products; InvalidDType means that of the parameters
}

const (
	runningMomentum = 0.1 // share of the batch in the running statistics, PyTorch's default
	pixelScale      = 1.0 / 255
	metricsSize     = 2 // loss, accuracy
)

// rowSize is the number of values per update that are computed on the host: the schedule, and from what random numbers
// are made.
const rowSize = scheduleSize + network.NoiseSize

// The inputs of one call before the state. Step and Limit are scalars: the call runs the updates step..limit-1 of those
// that it was given.
const (
	inStep     = iota // int32
	inLimit           // int32
	inImages          // uint8 [S, B, H*W*C], or [S, R, B, H*W*C]
	inLabels          // int32 [S, B], or [S, R, B]
	inSchedule        // float32 [S, rowSize]
	inActive          // float32 [head width]: 1 for a class that exists
	inMetrics         // float32 [S, metricsSize], or [S, R, metricsSize], overwritten for each update that ran
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

// update is one update and one pass of the loop.
func (p program) update(in []*Node) []*Node {
	step := in[inStep]
	images := MulScalar(ConvertDType(take(in[inImages], step), dtypes.Float32), pixelScale)
	state, metrics := p.train(images, take(in[inLabels], step), take(in[inSchedule], step), in[inActive], in[inState:])
	out := append([]*Node{}, in[:inState]...)
	out[inStep] = AddScalar(step, 1)
	out[inMetrics] = put(in[inMetrics], metrics, step)
	return append(out, state...)
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

// train is one update.
func (p program) train(images, labels, rates, active *Node, state []*Node) (newState []*Node, metrics *Node) {
	head := network.Head{Features: p.net.Features, Width: active.Shape().Size(), Smoothing: p.smoothing}
	own := len(p.net.Params)
	count := own + len(head.Params())
	params, slots, running := state[:count], state[count:count*(1+p.optimizer.slots())],
		state[count*(1+p.optimizer.slots()):]
	operands := p.operands(params, slices.Concat(p.net.Params, head.Params()))
	noise := Slice(rates, AxisRange(scheduleSize, rowSize))
	features, stats := p.net.Train(images, operands[:own], noise)
	loss, accuracy := head.Loss(features, labels, active, operands[own:])
	newState = p.optimize(params, Gradient(ReduceAllSum(loss), params...), slots, rates) // replicas do not meet in the sum
	for i := range running {
		newState = append(newState, Add(MulScalar(running[i], 1-runningMomentum), MulScalar(stats[i], runningMomentum)))
	}
	return newState, Stack([]*Node{loss, accuracy}, -1)
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

// optimize returns the new parameters followed by the new slots.
func (p program) optimize(params, gradients, slots []*Node, rates *Node) []*Node {
	var schedule [scheduleSize]*Node
	for i := range schedule {
		schedule[i] = Reshape(SliceAxis(rates, 0, AxisElem(i)))
	}
	newParams, newSlots := make([]*Node, len(params)), []*Node{}
	size := p.optimizer.slots()
	for i := range params {
		var changed []*Node
		newParams[i], changed = p.optimizer.update(params[i], gradients[i], slots[i*size:(i+1)*size], schedule)
		newSlots = append(newSlots, changed...)
	}
	return append(newParams, newSlots...)
}
