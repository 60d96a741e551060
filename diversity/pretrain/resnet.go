package pretrain

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
)

// resNet is the graph of a backbone.ResNet, [B, H, W, C] -> [B, features], with torchvision's names.
func resNet(config backbone.ResNet, b *Builder, x *Node) *Node {
	r := resNetBlocks{b, config.WithDefaults()}
	if r.config.Stem == backbone.ImageNetStem {
		x = r.convNorm(x, r.config.Width, ConvOptions{Name: "conv1", Kernel: 7, Stride: 2}, "bn1")
		x = b.MaxPool(b.ReLU(x), PoolOptions{Kernel: 3, Stride: 2, Padded: true})
	} else {
		x = b.ReLU(r.convNorm(x, r.config.Width, ConvOptions{Name: "conv1"}, "bn1"))
	}
	for stage, blocks := range r.config.Blocks() {
		for block := range blocks {
			stride := 1
			if stage > 0 && block == 0 {
				stride = 2
			}
			x = r.block(x, r.config.Width<<stage, stride, fmt.Sprintf("layer%d.%d", stage+1, block))
		}
	}
	return b.GlobalPool(x)
}

// resNetBlocks builds the blocks of a ResNet.
type resNetBlocks struct {
	*Builder
	config backbone.ResNet
}

// block is two convolutions 3x3, or three around one, and the sum with what goes in.
func (r resNetBlocks) block(x *Node, width, stride int, name string) *Node {
	out := width
	var y *Node
	if r.config.Bottlenecks() {
		out = 4 * width
		y = r.ReLU(r.convNorm(x, width, ConvOptions{Name: name + ".conv1", Kernel: 1}, name+".bn1"))
		y = r.ReLU(r.convNorm(y, width, ConvOptions{Name: name + ".conv2", Stride: stride}, name+".bn2"))
		y = r.convNorm(y, out, ConvOptions{Name: name + ".conv3", Kernel: 1}, name+".bn3")
	} else {
		y = r.ReLU(r.convNorm(x, out, ConvOptions{Name: name + ".conv1", Stride: stride}, name+".bn1"))
		y = r.convNorm(y, out, ConvOptions{Name: name + ".conv2"}, name+".bn2")
	}
	if stride > 1 || x.Shape().Dim(-1) != out {
		shortcut := ConvOptions{Name: name + ".downsample.0", Kernel: 1, Stride: stride}
		x = r.convNorm(x, out, shortcut, name+".downsample.1")
	}
	return r.ReLU(Add(x, y))
}

// convNorm is a convolution and the normalisation of the network.
func (r resNetBlocks) convNorm(x *Node, width int, o ConvOptions, norm string) *Node {
	x = r.Conv(x, width, fanOut(o, width))
	if r.config.Norm == backbone.GroupNorm {
		return r.GroupNorm(x, normGroups(width), NormOptions{Name: norm})
	}
	return r.BatchNorm(x, NormOptions{Name: norm})
}

// fanOut draws weights so that gradients keep their size going back through ReLU (He et al., 2015), as torchvision
// does.
func fanOut(o ConvOptions, width int) ConvOptions {
	kernel, groups := max(o.Kernel, 1), max(o.Groups, 1)
	if o.Kernel == 0 {
		kernel = 3
	}
	o.Deviation = math.Sqrt(2 * float64(groups) / float64(kernel*kernel*width))
	return o
}

// normGroups is the number of groups of so many channels: the largest up to 32 that divides them and leaves 2 channels
// to each, which is 32 in the usual widths from 64 on.
func normGroups(channels int) int {
	for groups := min(32, channels/2); groups > 1; groups-- {
		if channels%groups == 0 {
			return groups
		}
	}
	return 1
}
