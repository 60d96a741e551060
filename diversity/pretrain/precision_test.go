package pretrain

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/recipe"
)

// TestBFloat16IsNearFloat32: the first updates agree to the precision of the format but are not the same, and training learns.
func TestBFloat16IsNearFloat32(t *testing.T) {
	for _, name := range []string{"mlp", "conv augmented"} {
		t.Run(name, func(t *testing.T) {
			o := variants()[name]
			o.Recipe.Steps, o.Recipe.Augment = 60, recipe.Augment{}
			half := o
			half.Recipe.Precision = recipe.BFloat16
			data := blobs(3, 10, o.Height, o.Width, o.Channels)
			exact, want := train(t, xlaTrainer(t, o), data, 1)
			rounded, got := train(t, xlaTrainer(t, half), data, 1)
			if rounded.Hash() == exact.Hash() {
				t.Error("bfloat16 gives the weights of float32: it is not used")
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

func TestFunctionsChooseTheirPrecision(t *testing.T) {
	identity := Func{Name: "identity", Graph: func(_ *Builder, images *graph.Node) *graph.Node { return images }}
	o := Options{Backbone: identity, Recipe: recipe.Recipe{Precision: recipe.BFloat16}, Height: 4, Width: 4, Channels: 1}
	if err := o.Validate(); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "Precision") {
		t.Errorf("error %v", err)
	}
}

func BenchmarkTrainBFloat16(b *testing.B) {
	trainer := xlaTrainer(b, Options{
		Backbone: backbone.MLP{}, Recipe: recipe.Recipe{Steps: 640, Precision: recipe.BFloat16}, Height: 28, Width: 28, Channels: 1,
	})
	measureTraining(b, trainer)
}
