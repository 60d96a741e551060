package pretrain

import (
	"slices"

	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/network"
)

// state is what a training keeps on the device between updates, as tensors or as nodes of a program. Of the lists that
// a recipe does not need there are none.
type state[T any] struct {
	params   []T // of the backbone and of the head
	slots    []T // of the optimiser, for each of params
	running  []T // statistics
	sums     []T // of the gradients of the parts of a batch that are done, for each of params
	averages []T // of the backbone's parameters and of the running statistics
}

// list is the order in which programs take and give them.
func (s state[T]) list() []T { return slices.Concat(s.params, s.slots, s.running, s.sums, s.averages) }

// stateOf divides such a list.
func stateOf[T any](p program, list []T) (s state[T]) {
	take := func(count int) (part []T) {
		part, list = list[:count:count], list[count:]
		return part
	}
	own := len(p.net.Params)
	count := own + p.headParams()
	s.params, s.slots, s.running = take(count), take(count*p.optimizer.slots()), take(len(p.net.Running))
	if p.parts > 1 {
		s.sums = take(count)
	}
	s.averages = list
	return s
}

// kept are the tensors that make the network: the backbone's parameters and running statistics, or their averages.
func (s state[T]) kept(own int) []T {
	if len(s.averages) > 0 {
		return s.averages
	}
	return slices.Concat(s.params[:own], s.running)
}

// initialState draws backbone, then head, from one stream, so that the backbone does not depend on the head. The head's
// rows beyond the classes are zero, and stay so: neither gradient nor weight decay moves them.
func (t *Trainer) initialState(classes, width int, seed uint64) []*tensors.Tensor {
	rng := diversity.Stream(seed, diversity.ForInit)
	var kept, drawn []Tensor
	for i, p := range t.net.Params {
		kept = append(kept, t.begin(i, initial(p, rng, -1)))
	}
	head := t.program.head(width).Params()
	if t.program.objective.Contrastive() {
		classes = -1 // nothing of it is for a class
	}
	for _, p := range head {
		drawn = append(drawn, initial(p, rng, classes))
	}
	for i, p := range t.net.Running {
		kept = append(kept, t.begin(len(t.net.Params)+i, initial(p, rng, -1)))
	}
	return t.stateOf(kept, drawn, head)
}

// stateOf is the state before the first update: the tensors of the layout, and the head's by what they are.
func (t *Trainer) stateOf(kept, head []Tensor, headParams []network.Param) []*tensors.Tensor {
	own := len(t.net.Params)
	all := slices.Concat(t.net.Params, headParams)
	s := state[*tensors.Tensor]{
		params:  toDevices(slices.Concat(kept[:own], head)),
		slots:   zeros(all, t.program.optimizer.slots()),
		running: toDevices(kept[own:]),
	}
	if t.program.parts > 1 {
		s.sums = zeros(all, 1)
	}
	if t.program.averaged {
		s.averages = toDevices(kept)
	}
	return s.list()
}

func toDevices(weights []Tensor) (list []*tensors.Tensor) {
	for _, w := range weights {
		list = append(list, toDevice(w))
	}
	return list
}

// zeros are so many tensors for each of a layout.
func zeros(layout []network.Param, each int) (list []*tensors.Tensor) {
	for _, p := range layout {
		for range each {
			list = append(list, toDevice(Tensor{Shape: p.Dims, Data: make([]float32, p.Size())}))
		}
	}
	return list
}
