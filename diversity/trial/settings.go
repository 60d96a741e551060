package trial

import (
	"time"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/recipe"
)

// Settings say what is tried. [Small] and [Full] are two of them.
type Settings struct {
	Checked []Network // whose numbers are computed
	Batch   int       // images of an update of those
	Updates int       // of the short training of each

	Together []Network // of which several are trained at once
	Replicas []int     // numbers of networks at once, rising from 1
	Images   int       // of the set of each of them
	Epochs   int       // of each of them

	Alone    []Network        // that are trained by themselves
	Precise  recipe.Precision // of their products
	Duration time.Duration    // for which they are timed, 1 ms to 1 h; products of matrices for a second of it at most

	Rounds  int // of all that is timed
	Product int // rows of the matrices whose product is timed
	Times   int // products in one call
}

// Network is a backbone on images of one shape.
type Network struct {
	Name     string
	Backbone backbone.Backbone
	Side     int // rows and columns of its images
	Channels int
	Batch    int // of an update when it is timed
}

// Small is what a processor can do in about a minute: the code of [Full] on small networks. It says nothing about a
// GPU.
func Small() Settings {
	return Settings{
		Checked: []Network{
			{Name: "MLP", Backbone: backbone.MLP{Hidden: []int{32, 16}}, Side: 12, Channels: 1},
			{Name: "ConvNet", Backbone: backbone.ConvNet{Channels: []int{4, 8}}, Side: 12, Channels: 1},
			{Name: "ResNet-8", Backbone: backbone.ResNet{Depth: 8, Width: 4}, Side: 12, Channels: 3},
		},
		Batch: 16, Updates: 5,
		Together: []Network{{Name: "MLP", Backbone: backbone.MLP{}, Side: 28, Channels: 1, Batch: 64}},
		Replicas: []int{1, 2, 4}, Images: 256, Epochs: 4,
		Alone:    []Network{{Name: "ResNet-8", Backbone: backbone.ResNet{Depth: 8}, Side: 32, Channels: 3, Batch: 16}},
		Precise:  recipe.BFloat16,
		Duration: 500 * time.Millisecond, Rounds: 3, Product: 256, Times: 4,
	}
}

// Full is what is to be known of a GPU. The numbers to compare with take a processor some minutes.
func Full() Settings {
	colour := func(name string, b backbone.Backbone) Network { return Network{name, b, 32, 3, 0} }
	return Settings{
		Checked: []Network{
			{Name: "MLP", Backbone: backbone.MLP{}, Side: 28, Channels: 1},
			{Name: "ConvNet", Backbone: backbone.ConvNet{}, Side: 28, Channels: 1},
			colour("ResNet-20", backbone.ResNet{}), colour("ResNet-18", backbone.ResNet{Depth: 18}),
			colour("ResNet-50", backbone.ResNet{Depth: 50}), colour("WideResNet-16-2", backbone.WideResNet{Depth: 16, Widen: 2}),
			colour("ViT-Ti/4", backbone.ViT{Patch: 4}), colour("MLP-Mixer-S/4", backbone.MLPMixer{Patch: 4}),
			colour("EfficientNet-Lite0", backbone.EfficientNetLite0{}),
		},
		Batch: 16, Updates: 10,
		Together: []Network{
			{"MLP", backbone.MLP{}, 28, 1, 64}, {"ConvNet", backbone.ConvNet{}, 28, 1, 64},
		},
		Replicas: []int{1, 2, 4, 8, 16, 32, 64, 128, 256}, Images: 2048, Epochs: 20,
		Alone: []Network{
			{"ResNet-18", backbone.ResNet{Depth: 18}, 64, 3, 256}, {"ResNet-50", backbone.ResNet{Depth: 50}, 224, 3, 128},
		},
		Precise:  recipe.BFloat16,
		Duration: 10 * time.Second, Rounds: 3, Product: 8192, Times: 16,
	}
}
