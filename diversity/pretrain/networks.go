package pretrain

import (
	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
)

func init() {
	Register(backbone.MLP{}.Kind(), Architecture[backbone.MLP]{Graph: mlp, Replicas: true})
	Register(backbone.ConvNet{}.Kind(), Architecture[backbone.ConvNet]{Graph: convNet, Replicas: true})
	Register(backbone.ResNet{}.Kind(), Architecture[backbone.ResNet]{Graph: resNet, Replicas: true})
	Register(backbone.WideResNet{}.Kind(), Architecture[backbone.WideResNet]{Graph: wideResNet, Replicas: true})
	Register(backbone.ViT{}.Kind(), Architecture[backbone.ViT]{Graph: vit, Replicas: true})
	Register(backbone.MLPMixer{}.Kind(), Architecture[backbone.MLPMixer]{Graph: mlpMixer, Replicas: true})
	Register(backbone.EfficientNetLite0{}.Kind(),
		Architecture[backbone.EfficientNetLite0]{Graph: efficientNetLite0, Replicas: true})
}

// mlp is the graph of a backbone.MLP: [B, H, W, C] -> [B, last width].
func mlp(config backbone.MLP, b *Builder, x *Node) *Node {
	for _, width := range config.Widths() {
		x = b.NormReLU(b.Dense(x, width))
	}
	return x
}

// convNet is the graph of a backbone.ConvNet: [B, H, W, C] -> [B, features of the last map], or their means.
func convNet(config backbone.ConvNet, b *Builder, x *Node) *Node {
	for _, width := range config.Widths() {
		x = b.NormReLU(b.halve(x, width))
	}
	if config.GlobalPool {
		return b.GlobalPool(x)
	}
	return b.Flatten(x)
}
