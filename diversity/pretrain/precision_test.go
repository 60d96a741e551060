package pretrain

import (
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/recipe"
)

// TestBFloat16IsNearFloat32: the first updates agree to the precision of the format but are not the same, and training
// learns.
func TestBFloat16IsNearFloat32(t *testing.T) {
	for _, name := range onXLA(t, "mlp", "conv augmented") {
		t.Run(name, func(t *testing.T) {
			o := variants()[name]
			o.Recipe.Steps, o.Recipe.Augment = 60, recipe.Augment{}
			half := o
			half.Recipe.Precision = recipe.BFloat16
			data := blobs(3, 10, o.Height, o.Width, o.Channels)
			rounded, got := train(t, xlaTrainer(t, half), data, 1)
			exact, want := train(t, goTrainer(t, o), data, 1)
			if apart := farthest(rounded.Weights(), exact.Weights()); apart <= floatTolerance {
				t.Errorf("bfloat16 gives the weights of float32, to %v: it is not used", apart)
			}
			for i, p := range got[:10] {
				if difference := math.Abs(p.Loss - want[i].Loss); difference > 0.05*want[i].Loss+0.01 {
					t.Errorf("update %d: loss %.4f, in float32 %.4f", p.Step, p.Loss, want[i].Loss)
				}
			}
			if last := got[len(got)-1]; last.Accuracy < 0.9 {
				t.Errorf("accuracy %.2f after training", last.Accuracy)
			}
		})
	}
}

func TestIntegrationBFloat16IsNearFloat32(t *testing.T) {
	testkit.Integration(t, TestBFloat16IsNearFloat32)
}

// In a function's graph the weights of layers enter products in the recipe's precision, and its own parameters as they
// are.
func TestPrecisionOfAFunctionsParameters(t *testing.T) {
	var layer, own dtypes.DType
	o := small()
	o.Recipe.Precision = recipe.BFloat16
	o.Backbone = Func{Name: "mixed", Graph: func(b *Builder, images *graph.Node) *graph.Node {
		mix := b.Param(Weight{Name: "mix", Dims: []int{8, 8}, FanIn: 8})
		x := b.Dense(images, 8)
		if b.Training() && len(b.params.nodes) > 1 { // not in a trial
			layer, own = b.params.nodes[1].DType(), mix.DType()
		}
		return graph.Dot(x, mix).Product()
	}}
	trainer := goTrainer(t, o)
	train(t, trainer, blobs(3, 5, 4, 5, 1), 1)
	if layer != dtypes.BFloat16 || own != dtypes.Float32 {
		t.Errorf("the layer's weights are %v and the function's own %v", layer, own)
	}
}

func BenchmarkTrainBFloat16(b *testing.B) {
	trainer := xlaTrainer(b, Options{
		Backbone: backbone.MLP{}, Recipe: recipe.Recipe{Steps: 640, Precision: recipe.BFloat16}, Height: 28, Width: 28,
		Channels: 1,
	})
	measureTraining(b, trainer)
}
