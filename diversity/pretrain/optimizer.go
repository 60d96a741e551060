package pretrain

import (
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/recipe"
)

// The values per update that are computed on the host.
const (
	rowRate      = iota // learning rate
	rowFirst            // correction for first moments that start at zero, of AdamW and LAMB
	rowSecond           // the same for second moments
	rowDecay            // share of the past in averages of the weights
	rowEnds             // 1 if the pass ends an update, else 0: other parts of the batch follow
	scheduleSize        // number of these
)

// row are the values of one update as scalars.
type row [scheduleSize]*Node

// optimizer is an update rule. As in PyTorch it treats all parameters alike: weight decay applies to biases and to the
// scales and shifts of normalisations too. The first so many axes of all tensors are those of replicas.
type optimizer interface {
	slots() int // tensors of state for each parameter, zero at the start
	update(param, gradient *Node, slots []*Node, values row, replicas int) (newParam *Node, newSlots []*Node)
}

func newOptimizer(r recipe.Recipe) optimizer {
	decay := max(r.WeightDecay, 0)
	switch r.Optimizer {
	case recipe.AdamW:
		return adamW{decay: decay}
	case recipe.LAMB:
		return lamb{decay: decay}
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

func (s sgd) update(param, gradient *Node, slots []*Node, values row, _ int) (*Node, []*Node) {
	gradient = Add(gradient, MulScalar(param, s.decay))
	if s.momentum == 0 {
		return Sub(param, Mul(values[rowRate], gradient)), nil
	}
	velocity := Add(MulScalar(slots[0], s.momentum), gradient)
	ahead := Add(gradient, MulScalar(velocity, s.momentum))
	return Sub(param, Mul(values[rowRate], ahead)), []*Node{velocity}
}

// adamW is Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as torch.optim.AdamW.
type adamW struct{ decay float64 }

const (
	adamBeta1   = 0.9
	adamBeta2   = 0.999
	adamEpsilon = 1e-8
)

func (adamW) slots() int { return 2 }

func (a adamW) update(param, gradient *Node, slots []*Node, values row, _ int) (*Node, []*Node) {
	step, moments := adaptive(gradient, slots, values, adamEpsilon)
	change := Mul(values[rowRate], Add(step, MulScalar(param, a.decay)))
	return Sub(param, change), moments
}

// adaptive is Adam's step before the rate, and the new moments.
func adaptive(gradient *Node, slots []*Node, values row, epsilon float64) (step *Node, moments []*Node) {
	first := Add(MulScalar(slots[0], adamBeta1), MulScalar(gradient, 1-adamBeta1))
	second := Add(MulScalar(slots[1], adamBeta2), MulScalar(Mul(gradient, gradient), 1-adamBeta2))
	step = Div(Mul(first, values[rowFirst]), AddScalar(Sqrt(Mul(second, values[rowSecond])), epsilon))
	return step, []*Node{first, second}
}

// lamb is LAMB (You et al., arXiv 1904.00962), as timm's Lamb with always_adapt and without its bound on gradients.
type lamb struct{ decay float64 }

const lambEpsilon = 1e-6

func (lamb) slots() int { return 2 }

func (l lamb) update(param, gradient *Node, slots []*Node, values row, replicas int) (*Node, []*Node) {
	step, moments := adaptive(gradient, slots, values, lambEpsilon)
	step = Add(step, MulScalar(param, l.decay))
	length, own := norm(step, replicas), norm(param, replicas)
	one := OnesLike(length)
	positive := And(GreaterThan(length, ZerosLike(length)), GreaterThan(own, ZerosLike(own)))
	trust := Where(positive, Div(own, Where(positive, length, one)), one)
	return Sub(param, Mul(values[rowRate], Mul(trust, step))), moments
}

// norm is the Euclidean norm of a tensor, of each replica for itself; with axes of 1, so that it can be multiplied.
func norm(x *Node, replicas int) *Node { return Sqrt(squares(x, replicas)) }

// squares is the sum of the squares.
func squares(x *Node, replicas int) *Node {
	axes := make([]int, x.Rank()-replicas)
	for i := range axes {
		axes[i] = replicas + i
	}
	if len(axes) == 0 {
		return Square(x)
	}
	return ReduceAndKeep(Square(x), ReduceSum, axes...)
}

// clipped shortens gradients whose norm, all taken together, is above the highest, as torch's clip_grad_norm_.
func clipped(gradients []*Node, highest float64, replicas int) []*Node {
	var sum *Node
	for _, gradient := range gradients {
		part := squares(gradient, replicas)
		part = Reshape(part, part.Shape().Dimensions[:replicas]...)
		if sum == nil {
			sum = part
		} else {
			sum = Add(sum, part)
		}
	}
	factor := MinScalar(Div(Scalar(sum.Graph(), sum.DType(), highest), AddScalar(Sqrt(sum), clipEpsilon)), 1)
	short := make([]*Node, len(gradients))
	for i, gradient := range gradients {
		short[i] = Mul(gradient, Reshape(factor, leadingDims(gradient, replicas)...))
	}
	return short
}

// leadingDims are the first so many dimensions of a tensor, and 1 for each other.
func leadingDims(x *Node, leading int) []int {
	dims := slices.Repeat([]int{1}, x.Rank())
	copy(dims, x.Shape().Dimensions[:leading])
	return dims
}

const clipEpsilon = 1e-6

// schedule returns the values of pass number pass (from 0), one of the parts of update pass/parts, out of updates.
func schedule(r recipe.Recipe, pass, updates int) (values [scheduleSize]float32) {
	parts := r.Parts()
	update, ends := pass/parts, (pass+1)%parts == 0
	correction := func(beta float64) float32 { return float32(1 / (1 - math.Pow(beta, float64(update+1)))) }
	values[rowRate] = float32(r.Rate(update, updates))
	values[rowFirst], values[rowSecond] = correction(adamBeta1), correction(adamBeta2)
	switch {
	case !ends:
		values[rowDecay] = 1
	case update > 0:
		values[rowDecay] = float32(r.Average)
	}
	if ends {
		values[rowEnds] = 1
	}
	return values
}
