package pretrain

import (
	"math"
	"strings"
	"testing"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/recipe"
)

// learners are small forms of the networks with a recipe by which each learns four classes of coloured noise; highest
// is the loss that it must fall below. ln 4 is 1.39.
func learners() map[string]struct {
	o       Options
	highest float64
} {
	adam := recipe.Recipe{Optimizer: recipe.AdamW, LearningRate: 0.001, Steps: 30, Batch: 16, Warmup: 5}
	sgd := recipe.Recipe{Steps: 30, Batch: 16, Warmup: 5}
	tokens := adam // at 0.001 and without normalisation ViT stays at ln 4 for all of 30 updates
	tokens.LearningRate, tokens.Batch = 0.0003, 8
	tokens.Normalize = recipe.Normalization{Mean: []float64{0.5}, Deviation: []float64{0.29}}
	return map[string]struct {
		o       Options
		highest float64
	}{
		"vit":               {Options{Backbone: backbone.ViT{Patch: 4, Dropout: 0.1, DropPath: 0.1}, Recipe: tokens}, 0.7},
		"mlpmixer":          {Options{Backbone: backbone.MLPMixer{Patch: 4}, Recipe: tokens}, 0.7},
		"efficientnetlite0": {Options{Backbone: backbone.EfficientNetLite0{}, Recipe: adam}, 0.7},
		"wideresnet":        {Options{Backbone: backbone.WideResNet{Depth: 10, Widen: 2, Dropout: 0.1}, Recipe: sgd}, 0.7},
		"resnet group": {
			Options{Backbone: backbone.ResNet{Depth: 8, Norm: backbone.GroupNorm}, Recipe: sgd}, 0.7,
		},
	}
}

// TestIntegrationNetworksLearn trains each on XLA and computes its features.
func TestIntegrationNetworksLearn(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) {
		long := testkit.Long(t)
		for name, c := range learners() {
			t.Run(name, func(t *testing.T) {
				if !long && !strings.Contains(name, "resnet") {
					t.Skip("XLA compiles it for half a minute or longer: set DIVERSITY_LONG=1")
				}
				c.o.Height, c.o.Width, c.o.Channels = 16, 16, 3
				trainer := xlaTrainer(t, c.o)
				data := blobs(4, 16, 16, 16, 3)
				network, points := train(t, trainer, data, 1)
				first, last := points[0], points[len(points)-1]
				t.Logf("the loss fell from %.3f to %.3f", first.Loss, last.Loss)
				if !(last.Loss < c.highest) || last.Loss >= first.Loss || last.Accuracy < 0.8 {
					t.Errorf("the loss went from %.3f to %.3f, want below %v; ln 4 = %.3f", first.Loss, last.Loss, c.highest,
						math.Log(4))
				}
				features, err := network.Features(t.Context(), data.Images)
				if err != nil || len(features) != 64*network.Dim() {
					t.Fatalf("%d features (%v)", len(features), err)
				}
				for _, v := range features {
					if isBad(v) {
						t.Fatalf("a feature is %v", v)
					}
				}
			})
		}
	})
}
