package pretrain_test

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/pretrain"
)

// features is the number of features of a graph function for images of 32x32x3.
func features(build func(b *pretrain.Builder, x *graph.Node) *graph.Node) int {
	return pretrain.Func{Name: "example", Graph: build}.Features(32, 32, 3)
}

// shape prints the shape of what a graph function computes for images of 32x32x3, as it is laid out.
func shape(build func(b *pretrain.Builder, x *graph.Node) *graph.Node) {
	printed := false
	features(func(b *pretrain.Builder, x *graph.Node) *graph.Node {
		y := build(b, x)
		if !printed {
			fmt.Println(y.Shape().Dimensions[1:])
		}
		printed = true
		return b.Dense(y, 4)
	})
}

func ExampleBuilder_Conv() {
	shape(func(b *pretrain.Builder, x *graph.Node) *graph.Node {
		x = b.Conv(x, 16, pretrain.ConvOptions{})                                       // 3x3, the size stays
		x = b.Conv(x, 16, pretrain.ConvOptions{Kernel: 5, Stride: 2, Groups: 16})       // each channel for itself
		return b.Conv(x, 64, pretrain.ConvOptions{Kernel: 1, Name: "last", Bias: true}) // last.weight, last.bias
	})
	// Output: [16 16 64]
}

func ExampleBuilder_Linear() {
	shape(func(b *pretrain.Builder, x *graph.Node) *graph.Node { return b.Linear(x, 10, pretrain.LinearOptions{}) })
	// Output: [32 32 10]
}

// A residual block: the sum around it is GoMLX's.
func ExampleBuilder_BatchNorm() {
	shape(func(b *pretrain.Builder, x *graph.Node) *graph.Node {
		x = b.Conv(x, 8, pretrain.ConvOptions{Name: "stem"})
		y := b.ReLU(b.BatchNorm(b.Conv(x, 8, pretrain.ConvOptions{Name: "conv"}), pretrain.NormOptions{Name: "norm"}))
		return graph.Add(x, y)
	})
	// Output: [32 32 8]
}

func ExampleBuilder_GroupNorm() {
	shape(func(b *pretrain.Builder, x *graph.Node) *graph.Node {
		x = b.Conv(x, 16, pretrain.ConvOptions{Standardised: true})
		return b.Swish(b.GroupNorm(x, 4, pretrain.NormOptions{}))
	})
	// Output: [32 32 16]
}

func ExampleBuilder_MaxPool() {
	shape(func(b *pretrain.Builder, x *graph.Node) *graph.Node {
		return b.AveragePool(b.MaxPool(x, pretrain.PoolOptions{Kernel: 3, Stride: 2, Padded: true}), pretrain.PoolOptions{})
	})
	// Output: [8 8 3]
}

func ExampleBuilder_GlobalPool() {
	fmt.Println(features(func(b *pretrain.Builder, x *graph.Node) *graph.Node {
		return b.GlobalPool(b.SqueezeExcite(b.Conv(x, 24, pretrain.ConvOptions{Stride: 2}), pretrain.SqueezeOptions{}))
	}))
	// Output: 24
}

// One block of a vision transformer.
func ExampleBuilder_Attention() {
	shape(func(b *pretrain.Builder, x *graph.Node) *graph.Node {
		x = b.PatchEmbedding(x, 32, 8, pretrain.LinearOptions{Name: "embed"})
		x = b.PositionEmbedding(b.ClassToken(x, ""), "")
		y := b.Attention(b.LayerNorm(x, pretrain.NormOptions{}), pretrain.AttentionOptions{Heads: 4})
		x = graph.Add(x, b.DropPath(b.Dropout(y, 0.1), 0.1))
		y = b.GELU(b.Linear(b.LayerNorm(x, pretrain.NormOptions{}), 128, pretrain.LinearOptions{}))
		return graph.Add(x, b.Linear(y, 32, pretrain.LinearOptions{}))
	})
	// Output: [17 32]
}
