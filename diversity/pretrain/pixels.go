package pretrain

import (
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

const pixelScale = 1.0 / 255

// scaled is what the network sees of pixels, uint8 [..., H*W*C]: float32 of the same shape, pixels/255 as the recipe
// normalises them.
func (o Options) scaled(pixels *Node) *Node {
	x := MulScalar(ConvertDType(pixels, dtypes.Float32), pixelScale)
	n := o.Recipe.Normalize
	if !n.Enabled() {
		return x
	}
	shape := x.Shape().Dimensions
	channels := len(n.Mean)
	x = Reshape(x, append(append([]int{}, shape[:len(shape)-1]...), -1, channels)...)
	factors, shifts := make([]float32, channels), make([]float32, channels)
	for i := range channels {
		factors[i], shifts[i] = float32(1/n.Deviation[i]), float32(-n.Mean[i]/n.Deviation[i])
	}
	each := func(values []float32) *Node { return ExpandLeftToRank(Const(x.Graph(), values), x.Rank()) }
	return Reshape(Add(Mul(x, each(factors)), each(shifts)), shape...)
}
