package network

import (
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

// norm is batch normalisation followed by ReLU, on [M, channels]: with the batch's mean and variance in training, with
// their running averages in inference. As in PyTorch the running variance is unbiased.
type norm struct {
	name     string
	channels int
}

const normEpsilon = 1e-5 // added to the variance

func (n norm) params() []Param {
	dims := []int{n.channels}
	return []Param{{Name: n.name + ".scale", Dims: dims, Fill: 1}, {Name: n.name + ".shift", Dims: dims}}
}

func (n norm) running() []Param {
	dims := []int{n.channels}
	return []Param{{Name: n.name + ".mean", Dims: dims}, {Name: n.name + ".variance", Dims: dims, Fill: 1}}
}

func (n norm) forward(x *Node, params []*Node) (*Node, []*Node, backward) {
	scale, shift := params[0], params[1]
	count := float64(x.Shape().Dimensions[0])
	mean := MulScalar(columnSum(x), 1/count)
	variance := MaxScalar(Sub(MulScalar(columnSum(Mul(x, x)), 1/count), Mul(mean, mean)), 0)
	inverse := inverseDeviation(variance)
	y := affineReLU(x, mean, inverse, scale, shift)
	unbiased := MulScalar(variance, count/max(count-1, 1))
	return y, []*Node{mean, unbiased}, func(dy *Node) (*Node, []*Node) {
		return normBackward(x, y, dy, mean, inverse, scale)
	}
}

func (n norm) infer(x *Node, params, running []*Node) *Node {
	return affineReLU(x, running[0], inverseDeviation(running[1]), params[0], params[1])
}

func affineReLU(x, mean, inverse, scale, shift *Node) *Node {
	factor := Mul(scale, inverse)
	offset := Sub(shift, Mul(mean, factor))
	return MaxScalar(Add(Mul(x, row(factor)), row(offset)), 0)
}

// normBackward differentiates y = relu(scale * (x - mean) * inverse + shift), mean and inverse being functions of x.
// With z the gradient below the ReLU and h = (x - mean) * inverse: dscale = sum(z h), dshift = sum(z) and
// dx = scale * inverse * (z - dshift/M - h * dscale/M); written as z * a + x * b + c, so that each element is read once.
func normBackward(x, y, dy, mean, inverse, scale *Node) (*Node, []*Node) {
	count := float64(x.Shape().Dimensions[0])
	z := Where(GreaterThan(y, ZerosLike(y)), dy, ZerosLike(dy))
	dshift := columnSum(z)
	dscale := Mul(Sub(columnSum(Mul(z, x)), Mul(mean, dshift)), inverse)
	a := Mul(scale, inverse)
	b := MulScalar(Mul(Mul(a, inverse), dscale), -1/count)
	c := Neg(Add(MulScalar(Mul(a, dshift), 1/count), Mul(b, mean)))
	dx := Add(Add(Mul(z, row(a)), Mul(x, row(b))), row(c))
	return dx, []*Node{dscale, dshift}
}

func inverseDeviation(variance *Node) *Node {
	return Div(OnesLike(variance), Sqrt(AddScalar(variance, normEpsilon)))
}

// columnSum is the sum over axis 0 of x [M, C], as a product with ones: on a CPU much faster than a reduction over the
// outer axis.
func columnSum(x *Node) *Node {
	ones := Ones(x.Graph(), shapes.Make(x.DType(), x.Shape().Dimensions[0]))
	return DotGeneral(ones, []int{0}, nil, x, []int{0}, nil)
}

func row(x *Node) *Node { return Reshape(x, 1, -1) }
