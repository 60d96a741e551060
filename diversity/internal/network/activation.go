package network

import (
	"math"

	. "github.com/gomlx/gomlx/core/graph"
)

// ReLU is the larger of x and 0. As in PyTorch its derivative at 0 is 0.
func ReLU(x *Node) *Node { return Max(ZerosLike(x), x) }

// ReLU6 is x cut off at 0 and 6.
func ReLU6(x *Node) *Node { return Min(Scalar(x.Graph(), x.DType(), 6), ReLU(x)) }

// GELU is x times the normal distribution function of x, exactly.
func GELU(x *Node) *Node {
	return Mul(MulScalar(x, 0.5), AddScalar(Erf(MulScalar(x, 1/math.Sqrt2)), 1))
}

// Swish is x times its logistic function.
func Swish(x *Node) *Node { return Mul(x, Logistic(x)) }

// Attend mixes the values of tokens by the softmax of the products of queries and keys: qkv [N, T, 3, heads, D] -> [N,
// T, heads*D].
func Attend(qkv *Node) *Node {
	dims := qkv.Shape().Dimensions
	part := func(i int) *Node { return Reshape(SliceAxis(qkv, 2, AxisElem(i)), dims[0], dims[1], dims[3], dims[4]) }
	query := MulScalar(part(0), 1/math.Sqrt(float64(dims[4])))
	scores := DotGeneral(query, []int{3}, []int{0, 2}, part(1), []int{3}, []int{0, 2}) // [N, heads, T, T]
	mixed := DotGeneral(Softmax(scores, -1), []int{3}, []int{0, 1}, part(2), []int{1}, []int{0, 2})
	return Reshape(Transpose(mixed, 1, 2), dims[0], dims[1], dims[3]*dims[4])
}
