package pretrain

import (
	"cmp"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/internal/network"
)

// Padding names what stands around a map before it is convolved.
type Padding string

// The paddings.
const (
	HalfPadding       Padding = ""           // kernel/2 zeros on every side, as PyTorch's networks have it
	NoPadding         Padding = "none"       // nothing
	TensorFlowPadding Padding = "tensorflow" // "SAME": zeros for ceil(size/stride) outputs, an odd one at the end
)

// ConvOptions are the settings of [Builder.Conv]. The zero value is a 3x3 convolution with stride 1 that keeps the size
// of the map, without bias.
type ConvOptions struct {
	Name         string // of its tensors Name.weight [width, C/Groups, Kernel, Kernel] and Name.bias; "" means layerN
	Kernel       int    // rows and columns of the kernel; 0 means 3
	Stride       int    // 0 means 1
	Groups       int    // of channels that do not meet; must divide C and width; 0 means 1; C and width alike: depthwise
	Padding      Padding
	Bias         bool
	Standardised bool    // the weights of each output have mean 0 and variance 1 (weight standardisation, epsilon 1e-6)
	Deviation    float64 // of normal weights before training; 0 means uniform ones as PyTorch draws them
}

const weightEpsilon = 1e-6 // of weight standardisation, as in timm's StdConv2d

// Conv is a convolution, [B, H, W, C] -> [B, H', W', width] with H' = (H + padding - Kernel)/Stride + 1, rounded down.
//
// On a CPU it is computed in the way that was measured fastest for its shape. A network in which that is the compiler's
// own convolution makes one update per call of the device, not many.
func (b *Builder) Conv(x *Node, width int, o ConvOptions) *Node {
	b.wants("Conv", x, width)
	channels := x.Shape().Dim(-1)
	c := b.geometry("Conv", x, cmp.Or(o.Kernel, 3), cmp.Or(o.Stride, 1), o.Padding)
	c.Groups = cmp.Or(o.Groups, 1)
	if c.Groups < 1 || channels%c.Groups != 0 || width%c.Groups != 0 {
		panic(misuse("asks Conv for %d groups, want a number that divides both %d channels and the width %d",
			c.Groups, channels, width))
	}
	name := b.nameOf(o.Name)
	weight := b.weight(weightOf(name, []int{width, channels / c.Groups, c.Kernel, c.Kernel}, o.Deviation))
	if o.Standardised {
		weight = network.Standardise(weight, weightEpsilon, -3, -2, -1)
	}
	form := c.Best(channels, width, network.Machine{GPU: b.gpu, Replicas: b.replicas > 0})
	b.native = b.native || form == network.Native
	y := c.Apply(form, x, weight)
	b.products += y.Shape().Dim(-3) * y.Shape().Dim(-2) * weight.Shape().Size()
	if o.Bias {
		y = b.biased(y, name, channels/c.Groups*c.Kernel*c.Kernel)
	}
	return y
}

// geometry is that of windows which move over a map.
func (b *Builder) geometry(layer string, x *Node, kernel, stride int, padding Padding) network.Convolution {
	if kernel < 1 || stride < 1 {
		panic(misuse("asks %s for a kernel of %d and a stride of %d, want at least 1", layer, kernel, stride))
	}
	c := network.Convolution{Kernel: kernel, Stride: stride, Groups: 1}
	for axis := range c.Padding {
		size := x.Shape().Dim(axis - 3)
		switch padding {
		case HalfPadding:
			c.Padding[axis] = [2]int{kernel / 2, kernel / 2}
		case TensorFlowPadding:
			zeros := max(0, ((size+stride-1)/stride-1)*stride+kernel-size)
			c.Padding[axis] = [2]int{zeros / 2, zeros - zeros/2}
		case NoPadding:
		default:
			panic(misuse("asks %s for the padding %q, want HalfPadding, NoPadding or TensorFlowPadding", layer, padding))
		}
		if c.Size(size, axis) < 1 {
			panic(misuse("gives %s with a kernel of %d a map of shape %v: it does not fit", layer, kernel, x.Shape()))
		}
	}
	return c
}

// wants refuses what is no map, and widths below 1.
func (b *Builder) wants(layer string, x *Node, width int) {
	b.positive(layer, width)
	if x.Rank() != b.replicas+4 {
		panic(misuse("gives %s the shape %v, want [B, H, W, C]", layer, x.Shape()))
	}
}
