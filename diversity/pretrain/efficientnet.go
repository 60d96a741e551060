package pretrain

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
)

// invertedStage is a stage of an EfficientNet.
type invertedStage struct {
	blocks, kernel, stride int // the first block has the stride
	expansion, channels    int
}

// liteStages are those of EfficientNet-Lite0; the stem has 32 channels and the last convolution 1280.
func liteStages() []invertedStage {
	return []invertedStage{
		{1, 3, 1, 1, 16}, {2, 3, 2, 6, 24}, {2, 5, 2, 6, 40}, {3, 3, 2, 6, 80}, {3, 5, 1, 6, 112}, {4, 5, 2, 6, 192},
		{1, 3, 1, 6, 320},
	}
}

// efficientNetLite0 is the graph of a backbone.EfficientNetLite0, [B, H, W, C] -> [B, 1280], with timm's names.
func efficientNetLite0(config backbone.EfficientNetLite0, b *Builder, x *Node) *Node {
	e := invertedBlocks{b, config.TensorFlow}
	stages, total, done := liteStages(), 0, 0
	for _, stage := range stages {
		total += stage.blocks
	}
	x = b.ReLU6(e.convNorm(x, 32, ConvOptions{Name: "conv_stem", Stride: 2}, "bn1"))
	for i, stage := range stages {
		for block := range stage.blocks {
			y := e.block(x, stage, fmt.Sprintf("blocks.%d.%d", i, block))
			if block > 0 {
				y = Add(x, b.DropPath(y, depthRate(config.DropPath, done, total)))
			}
			x, stage.stride = y, 1
			done++
		}
	}
	x = b.ReLU6(e.convNorm(x, config.Features(0, 0, 0), ConvOptions{Name: "conv_head", Kernel: 1}, "bn2"))
	return b.GlobalPool(x)
}

// invertedBlocks builds the blocks of an EfficientNet.
type invertedBlocks struct {
	*Builder
	tensorFlow bool
}

// block widens, convolves each channel for itself and narrows; without expansion it does not widen.
func (e invertedBlocks) block(x *Node, s invertedStage, name string) *Node {
	norms := 0
	norm := func() string { norms++; return fmt.Sprintf("%s.bn%d", name, norms) }
	last := name + ".conv_pw"
	width := x.Shape().Dim(-1) * s.expansion
	if s.expansion > 1 {
		last = name + ".conv_pwl"
		x = e.ReLU6(e.convNorm(x, width, ConvOptions{Name: name + ".conv_pw", Kernel: 1}, norm()))
	}
	depthwise := ConvOptions{Name: name + ".conv_dw", Kernel: s.kernel, Stride: s.stride, Groups: width}
	x = e.ReLU6(e.convNorm(x, width, depthwise, norm()))
	return e.convNorm(x, s.channels, ConvOptions{Name: last, Kernel: 1}, norm())
}

// convNorm is a convolution with batch normalisation.
func (e invertedBlocks) convNorm(x *Node, width int, o ConvOptions, norm string) *Node {
	normal := NormOptions{Name: norm}
	if e.tensorFlow {
		o.Padding, normal.Epsilon = TensorFlowPadding, 1e-3
	}
	return e.BatchNorm(e.Conv(x, width, fanOut(o, width)), normal)
}
