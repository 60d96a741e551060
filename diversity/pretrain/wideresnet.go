package pretrain

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
)

// wideResNet is the graph of a backbone.WideResNet, [B, H, W, C] -> [B, features].
func wideResNet(config backbone.WideResNet, b *Builder, x *Node) *Node {
	config = config.WithDefaults()
	w := wideBlocks{b, config.Dropout}
	x = w.conv(x, 16, ConvOptions{Name: "conv1"})
	for stage := range 3 {
		for block := range (config.Depth - 4) / 6 {
			stride := 1
			if stage > 0 && block == 0 {
				stride = 2
			}
			x = w.block(x, 16*config.Widen<<stage, stride, fmt.Sprintf("block%d.layer.%d", stage+1, block))
		}
	}
	return b.GlobalPool(b.ReLU(b.BatchNorm(x, NormOptions{Name: "bn1"})))
}

// wideBlocks builds the blocks of a wide residual network.
type wideBlocks struct {
	*Builder
	dropout float64
}

// block normalises before it convolves. Where it changes the number of channels, its shortcut sees what was normalised.
func (w wideBlocks) block(x *Node, width, stride int, name string) *Node {
	y := w.ReLU(w.BatchNorm(x, NormOptions{Name: name + ".bn1"}))
	shortcut := x
	if x.Shape().Dim(-1) != width {
		shortcut = w.conv(y, width, ConvOptions{Name: name + ".convShortcut", Kernel: 1, Stride: stride})
	}
	y = w.conv(y, width, ConvOptions{Name: name + ".conv1", Stride: stride})
	y = w.Dropout(w.ReLU(w.BatchNorm(y, NormOptions{Name: name + ".bn2"})), w.dropout)
	return Add(shortcut, w.conv(y, width, ConvOptions{Name: name + ".conv2"}))
}

func (w wideBlocks) conv(x *Node, width int, o ConvOptions) *Node {
	return w.Conv(x, width, fanOut(o, width))
}
