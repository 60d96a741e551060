package network

import . "github.com/gomlx/gomlx/core/graph"

// dense is a linear map without bias, [M, in] -> [M, out]. Its weights are stored [out, in].
type dense struct {
	name    string
	in, out int
}

func (d dense) params() []Param {
	return []Param{{Name: d.name + ".weight", Dims: []int{d.out, d.in}, FanIn: d.in}}
}

func (dense) running() []Param { return nil }

func (dense) forward(x *Node, params []*Node) (*Node, []*Node, backward) {
	weight := params[0]
	return linear(x, weight), nil, func(dy *Node) (*Node, []*Node) {
		return linearInputGradient(dy, weight), []*Node{linearWeightGradient(x, dy)}
	}
}

func (dense) infer(x *Node, params, _ []*Node) *Node { return linear(x, params[0]) }

// linear is x [M, in] times the transpose of weight [out, in].
func linear(x, weight *Node) *Node { return DotGeneral(x, []int{1}, nil, weight, []int{1}, nil) }

func linearInputGradient(dy, weight *Node) *Node {
	return DotGeneral(dy, []int{1}, nil, weight, []int{0}, nil)
}

// linearWeightGradient is the transpose of dy [M, out] times x [M, in]. A CPU's matrix product is slowest when it
// contracts the outer axis of both, so dy is transposed first; the barrier keeps the compiler from undoing that.
func linearWeightGradient(x, dy *Node) *Node {
	transposed := OptimizationBarrier(Transpose(dy, 0, 1))
	return DotGeneral(transposed, []int{1}, nil, x, []int{0}, nil)
}
