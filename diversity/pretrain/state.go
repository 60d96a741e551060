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
	var s state[*tensors.Tensor]
	var kept []Tensor
	params := t.net.Params
	for i, p := range params {
		kept = append(kept, t.begin(i, initial(p, rng, -1)))
		s.params = append(s.params, toDevice(kept[i]))
	}
	head := t.program.head(width).Params()
	if t.program.objective.Contrastive() {
		classes = -1 // nothing of it is for a class
	}
	for _, p := range head {
		s.params = append(s.params, toDevice(initial(p, rng, classes)))
	}
	all := slices.Concat(params, head)
	s.slots = zeros(all, t.program.optimizer.slots())
	for i, p := range t.net.Running {
		w := t.begin(len(params)+i, initial(p, rng, -1))
		kept, s.running = append(kept, w), append(s.running, toDevice(w))
	}
	if t.program.parts > 1 {
		s.sums = zeros(all, 1)
	}
	if t.program.averaged {
		for _, w := range kept {
			s.averages = append(s.averages, toDevice(w))
		}
	}
	return s.list()
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
