package network

import . "github.com/gomlx/gomlx/core/graph"

// dense is a linear map without bias, [M, in] -> [M, out].
type dense struct {
	name    string
	in, out int
}

func (d dense) params() []Param {
	return []Param{{Name: d.name + ".weight", Dims: []int{d.out, d.in}, FanIn: d.in}}
}

func (dense) running() []Param { return nil }

func (dense) train(x *Node, params []*Node) (*Node, []*Node) { return linear(x, params[0]), nil }

func (dense) infer(x *Node, params, _ []*Node) *Node { return linear(x, params[0]) }

// linear is x [M, in] times the transpose of weight [out, in], or that for each replica. The operands of the product
// have the type of the weight, which may be bfloat16; the result has the type of x.
func linear(x, weight *Node) *Node {
	return ConvertDType(contract(ConvertDType(x, weight.DType()), weight), x.DType())
}

func contract(x, weight *Node) *Node {
	if x.Rank() == 3 {
		return DotGeneral(x, []int{2}, []int{0}, weight, []int{2}, []int{0})
	}
	return DotGeneral(x, []int{1}, nil, weight, []int{1}, nil)
}
