package pretrain

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/device"
	"tradeoff/diversity/internal/network"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/recipe"
)

// TestLayersRefuse: each misuse is an error that says what was asked for.
func TestLayersRefuse(t *testing.T) {
	type graph = func(*Builder, *Node) *Node
	conv := func(width int, o ConvOptions) graph {
		return func(b *Builder, x *Node) *Node { return b.Flatten(b.Conv(x, width, o)) }
	}
	for want, graph := range map[string]graph{
		"a kernel of -3 and a stride of 1":       conv(3, ConvOptions{Kernel: -3}),
		"a kernel of 3 and a stride of -1":       conv(3, ConvOptions{Stride: -1}),
		"asks Conv for 2 groups, want a number":  conv(3, ConvOptions{Groups: 2}),
		"asks Conv for -1 groups":                conv(3, ConvOptions{Groups: -1}),
		`asks Conv for the padding "same"`:       conv(3, ConvOptions{Padding: "same"}),
		"Conv with a kernel of 7 a map of shape": conv(3, ConvOptions{Kernel: 7, Padding: NoPadding}),
		"asks Linear for the width -2":           func(b *Builder, x *Node) *Node { return b.Linear(x, -2, LinearOptions{}) },
		"gives Linear the shape (Float32)[2]":    func(b *Builder, x *Node) *Node { return b.Linear(ReduceMax(x, 1, 2, 3), 2, LinearOptions{}) },
		"asks GroupNorm for 3 groups":            func(b *Builder, x *Node) *Node { return b.GroupNorm(x, 3, NormOptions{}) },
		"asks GroupNorm for 0 groups":            func(b *Builder, x *Node) *Node { return b.GroupNorm(x, 0, NormOptions{}) },
		"asks BatchNorm for the epsilon -1":      func(b *Builder, x *Node) *Node { return b.BatchNorm(x, NormOptions{Epsilon: -1}) },
		"asks LayerNorm for the epsilon NaN":     func(b *Builder, x *Node) *Node { return b.LayerNorm(x, NormOptions{Epsilon: math.NaN()}) },
		"gives MaxPool the shape":                func(b *Builder, x *Node) *Node { return b.MaxPool(b.Flatten(x), PoolOptions{}) },
		"asks AveragePool for a kernel of -2":    func(b *Builder, x *Node) *Node { return b.AveragePool(x, PoolOptions{Kernel: -2}) },
		"MaxPool with a kernel of 9 a map":       func(b *Builder, x *Node) *Node { return b.MaxPool(x, PoolOptions{Kernel: 9}) },
		"gives GlobalPool the shape":             func(b *Builder, x *Node) *Node { return b.GlobalPool(b.Flatten(x)) },
		"gives SqueezeExcite the shape":          func(b *Builder, x *Node) *Node { return b.SqueezeExcite(b.Flatten(x), SqueezeOptions{}) },
		"patches of 0 pixels":                    func(b *Builder, x *Node) *Node { return b.PatchEmbedding(x, 3, 0, LinearOptions{}) },
		"Conv with a kernel of 8 a map of shape": func(b *Builder, x *Node) *Node { return b.PatchEmbedding(x, 3, 8, LinearOptions{}) },
		"gives Attention the shape":              func(b *Builder, x *Node) *Node { return b.Attention(x, AttentionOptions{}) },
		"asks Attention for 3 heads":             func(b *Builder, x *Node) *Node { return b.Attention(tokensOf(b, x), AttentionOptions{Heads: 3}) },
		"gives ClassToken the shape":             func(b *Builder, x *Node) *Node { return b.ClassToken(x, "") },
		"gives PositionEmbedding the shape":      func(b *Builder, x *Node) *Node { return b.PositionEmbedding(x, "") },
		"asks Dropout for the rate 1":            func(b *Builder, x *Node) *Node { return b.Dropout(x, 1) },
		"asks DropPath for the rate NaN":         func(b *Builder, x *Node) *Node { return b.DropPath(x, math.NaN()) },
		`asks twice for the parameter "a.weight"`: func(b *Builder, x *Node) *Node {
			return b.BatchNorm(b.Conv(x, 4, ConvOptions{Name: "a"}), NormOptions{Name: "a"})
		},
	} {
		o := Options{Backbone: Func{Name: "f", Graph: graph}, Height: 5, Width: 4, Channels: 4}
		t.Setenv("GOMLX_BACKEND", "go")
		_, err := NewTrainer(context.Background(), o)
		if !errors.Is(err, ErrFunc) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want ErrFunc with %q", err, want)
		}
	}
}

func TestNetworksRefuseImagesThatAreTooSmall(t *testing.T) {
	t.Setenv("GOMLX_BACKEND", "go")
	_, err := NewTrainer(context.Background(), Options{Backbone: backbone.ViT{}, Height: 12, Width: 28, Channels: 1})
	if !errors.Is(err, ErrFunc) || !strings.Contains(err.Error(), `"vit"`) ||
		!strings.Contains(err.Error(), "kernel of 16") {
		t.Errorf("error %v", err)
	}
}

// TestNetworksTakeImagesOfAnyShape lays out each network for odd and tiny images; all have the features that they say.
func TestNetworksTakeImagesOfAnyShape(t *testing.T) {
	for _, b := range []backbone.Backbone{
		backbone.ConvNet{GlobalPool: true}, backbone.ResNet{Depth: 8}, backbone.ResNet{Depth: 18, Width: 4},
		backbone.ResNet{Depth: 50, Width: 2, Norm: backbone.GroupNorm}, backbone.WideResNet{Depth: 10, Widen: 1},
		backbone.ViT{Patch: 1}, backbone.MLPMixer{Patch: 1}, backbone.EfficientNetLite0{},
		backbone.EfficientNetLite0{TensorFlow: true},
	} {
		for _, shape := range [][3]int{{1, 1, 1}, {1, 7, 3}, {33, 18, 2}} {
			o := Options{Backbone: b, Height: shape[0], Width: shape[1], Channels: shape[2]}
			trainer := goTrainer(t, o)
			if got, want := trainer.net.Features, b.Features(shape[0], shape[1], shape[2]); got != want {
				t.Errorf("%#v of %v: %d features, want %d", b, shape, got, want)
			}
		}
	}
}

// TestNetworksLearn trains small networks of each kind; each must tell noisy copies of three pictures
// apart better than at first.
func TestNetworksLearn(t *testing.T) {
	for name, b := range map[string]backbone.Backbone{
		"convnet":    backbone.ConvNet{Channels: []int{6, 8}, GlobalPool: true},
		"resnet":     backbone.ResNet{Depth: 8, Width: 4},
		"group norm": backbone.ResNet{Depth: 8, Width: 4, Norm: backbone.GroupNorm},
		"wide":       backbone.WideResNet{Depth: 10, Widen: 1, Dropout: 0.1},
		"depthwise": Func{Name: "depthwise", Graph: func(b *Builder, x *Node) *Node {
			x = b.ReLU6(b.BatchNorm(b.Conv(x, 8, ConvOptions{Groups: 1}), NormOptions{}))
			x = b.ReLU6(b.BatchNorm(b.Conv(x, 8, ConvOptions{Groups: 8, Stride: 2}), NormOptions{}))
			return b.GlobalPool(b.SqueezeExcite(x, SqueezeOptions{Width: 2}))
		}},
		"tokens": Func{Name: "tokens", Graph: func(b *Builder, x *Node) *Node {
			x = b.PositionEmbedding(b.ClassToken(b.PatchEmbedding(x, 8, 2, LinearOptions{}), ""), "")
			y := b.Attention(b.LayerNorm(x, NormOptions{}), AttentionOptions{Heads: 2})
			x = Add(x, b.DropPath(b.Dropout(y, 0.1), 0.1))
			return b.Flatten(b.LayerNorm(x, NormOptions{}))
		}},
	} {
		if testing.Short() && !slices.Contains([]string{"wide", "tokens"}, name) {
			t.Logf("with -short %q is not trained", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			if name == "wide" || name == "group norm" {
				testkit.NotShort(t, "a residual network learns in another case")
			}
			o := Options{Backbone: b, Height: 6, Width: 5, Channels: 3, Recipe: recipe.Recipe{Steps: 20, Batch: 8, Warmup: 3}}
			trainer := goTrainer(t, o)
			data := blobs(3, 6, 6, 5, 3)
			network, points := train(t, trainer, data, 1)
			last := points[len(points)-1]
			if last.Loss > 0.9*points[0].Loss || last.Accuracy < 0.6 {
				t.Errorf("loss %.3f, at first %.3f, accuracy %.2f after %d updates", last.Loss, points[0].Loss, last.Accuracy, last.Step)
			}
			if got := features(t, network, data.Images); len(got) != 18*network.Dim() {
				t.Errorf("%d features", len(got))
			}
			if !trainer.net.Noisy {
				return
			}
			if again, _ := train(t, trainer, data, 1); again.Hash() != network.Hash() {
				t.Error("trained again with the same seed, the weights differ")
			}
		})
	}
}

// TestUpdatesPerCall: a network with the compiler's convolutions makes one update per call on a CPU.
func TestUpdatesPerCall(t *testing.T) {
	for _, c := range []struct {
		kind   device.Kind
		native bool
		want   int
	}{
		{device.CPU, false, maxSteps}, {device.CPU, true, 1}, {device.CUDA, true, maxSteps}, {device.Go, false, 1},
	} {
		if got := stepsPerCall(c.kind, &network.Network{Native: c.native}, 1000); got != c.want {
			t.Errorf("%v, native %v: %d updates per call, want %d", c.kind, c.native, got, c.want)
		}
	}
	for b, native := range map[backbone.Backbone]bool{
		backbone.ResNet{}: true, backbone.ViT{Patch: 4}: false, backbone.MLPMixer{Patch: 4}: false,
		backbone.EfficientNetLite0{}: false, backbone.WideResNet{Widen: 1}: true,
	} {
		o := Options{Backbone: b, Height: 32, Width: 32, Channels: 3}
		if got := goTrainer(t, o).net.Native; got != native {
			t.Errorf("%#v: native convolutions %v, want %v", b, got, native)
		}
	}
}

// TestProductsAreCounted compares with numbers by hand: the ResNet-20 of the paper has 40.8 million multiplications.
func TestProductsAreCounted(t *testing.T) {
	conv := 14*14*9*16 + 7*7*9*16*32 + 4*4*9*32*64 + 2*2*9*64*64
	stage := func(side, width int) int { return side * side * 9 * width * width }
	resnet := 32*32*9*3*16 + 6*stage(32, 16) + 5*stage(16, 32) + 5*stage(8, 64) +
		16*16*9*16*32 + 16*16*16*32 + 8*8*9*32*64 + 8*8*32*64
	tokens := 65
	block := tokens*192*(3*192+192+2*4*192) + 2*tokens*tokens*192
	for _, c := range []struct {
		net                     backbone.Backbone
		height, width, channels int
		want                    int
	}{
		{backbone.MLP{}, 28, 28, 1, 784*256 + 256*128}, {backbone.ConvNet{}, 28, 28, 1, conv},
		{backbone.ResNet{}, 32, 32, 3, resnet}, {backbone.ViT{Patch: 4}, 32, 32, 3, 64*48*192 + 12*block},
	} {
		o := Options{Backbone: c.net, Height: c.height, Width: c.width, Channels: c.channels}
		if got := goTrainer(t, o).net.Products; got != c.want {
			t.Errorf("%#v: %d multiplications, want %d", c.net, got, c.want)
		}
	}
}
