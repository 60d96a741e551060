package pretrain

import (
	"cmp"

	. "github.com/gomlx/gomlx/core/graph"
)

// SqueezeOptions are the settings of [Builder.SqueezeExcite].
type SqueezeOptions struct {
	Name  string // of its tensors Name.fc1.weight, Name.fc1.bias, Name.fc2.weight, Name.fc2.bias; "" means layerN
	Width int    // of the hidden layer; 0 means a sixteenth of the channels, at least 1
}

// SqueezeExcite scales each channel by a share in (0, 1) that is computed from the means of all channels over the map:
// two convolutions 1x1 with bias, ReLU between them and the logistic function after. It keeps the shape [B, H, W, C].
func (b *Builder) SqueezeExcite(x *Node, o SqueezeOptions) *Node {
	b.wants("SqueezeExcite", x, 1)
	channels := x.Shape().Dim(-1)
	name := b.nameOf(o.Name)
	mean := Reshape(b.GlobalPool(x), append(b.batch(x), 1, 1, channels)...)
	point := ConvOptions{Kernel: 1, Bias: true, Name: name + ".fc1"}
	hidden := b.ReLU(b.Conv(mean, cmp.Or(o.Width, max(1, channels/16)), point))
	point.Name = name + ".fc2"
	return Mul(x, Logistic(b.Conv(hidden, channels, point)))
}
