package pretrain

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/recipe"
)

// scheduleSize is the number of values per update that are computed on the host: the learning rate and, for AdamW, the
// two corrections for moments that start at zero.
const scheduleSize = 3

// optimizer is an update rule. As in PyTorch it treats all parameters alike: weight decay applies to biases and to the
// scales and shifts of batch normalisation too.
type optimizer interface {
	slots() int // tensors of state for each parameter, zero at the start
	update(param, gradient *Node, slots []*Node, schedule [scheduleSize]*Node) (newParam *Node, newSlots []*Node)
}

func newOptimizer(r recipe.Recipe) optimizer {
	decay := max(r.WeightDecay, 0)
	if r.Optimizer == recipe.AdamW {
		return adamW{decay: decay}
	}
	return sgd{momentum: max(r.Momentum, 0), decay: decay}
}

// sgd is stochastic gradient descent with Nesterov momentum and coupled weight decay, as torch.optim.SGD.
type sgd struct{ momentum, decay float64 }

func (s sgd) slots() int {
	if s.momentum == 0 {
		return 0
	}
	return 1
}

func (s sgd) update(param, gradient *Node, slots []*Node, schedule [scheduleSize]*Node) (*Node, []*Node) {
	gradient = Add(gradient, MulScalar(param, s.decay))
	if s.momentum == 0 {
		return Sub(param, Mul(schedule[0], gradient)), nil
	}
	velocity := Add(MulScalar(slots[0], s.momentum), gradient)
	ahead := Add(gradient, MulScalar(velocity, s.momentum))
	return Sub(param, Mul(schedule[0], ahead)), []*Node{velocity}
}

// adamW is Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as torch.optim.AdamW.
type adamW struct{ decay float64 }

const (
	adamBeta1   = 0.9
	adamBeta2   = 0.999
	adamEpsilon = 1e-8
)

func (adamW) slots() int { return 2 }

func (a adamW) update(param, gradient *Node, slots []*Node, schedule [scheduleSize]*Node) (*Node, []*Node) {
	first := Add(MulScalar(slots[0], adamBeta1), MulScalar(gradient, 1-adamBeta1))
	second := Add(MulScalar(slots[1], adamBeta2), MulScalar(Mul(gradient, gradient), 1-adamBeta2))
	step := Div(Mul(first, schedule[1]), AddScalar(Sqrt(Mul(second, schedule[2])), adamEpsilon))
	change := Mul(schedule[0], Add(step, MulScalar(param, a.decay)))
	return Sub(param, change), []*Node{first, second}
}

// schedule returns the values of update step (from 0) out of updates.
func schedule(r recipe.Recipe, step, updates int) [scheduleSize]float32 {
	correction := func(beta float64) float32 { return float32(1 / (1 - math.Pow(beta, float64(step+1)))) }
	return [scheduleSize]float32{float32(r.Rate(step, updates)), correction(adamBeta1), correction(adamBeta2)}
}
