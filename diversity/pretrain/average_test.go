package pretrain

import (
	"context"
	"fmt"
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/recipe"
)

// TestAveragesAreOfTheUpdates: the network that is kept is the average of those after each update, running statistics
// too, by hand from trainings of 1, 2, 3 and 4 updates; the training itself is not changed.
func TestAveragesAreOfTheUpdates(t *testing.T) {
	const decay = 0.75
	o := small()
	o.Recipe.Schedule.Kind, o.Recipe.Warmup = recipe.Constant, recipe.None
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	var want []Tensor
	var plain, averaged []recipe.CurvePoint
	for steps := 1; steps <= 4; steps++ {
		o.Recipe.Steps = steps
		network, points := train(t, goTrainer(t, o), data, 1)
		plain = points
		if want == nil {
			want = network.Weights()
			continue
		}
		for i, w := range network.Weights() {
			for j, v := range w.Data {
				want[i].Data[j] = decay*want[i].Data[j] + (1-decay)*v
			}
		}
	}
	o.Recipe.Average = decay
	network, averaged := train(t, goTrainer(t, o), data, 1)
	if apart := farthest(network.Weights(), want); !(apart <= 1e-6) {
		t.Errorf("an averaged weight is %v from what it is by hand", apart)
	}
	if fmt.Sprint(plain) != fmt.Sprint(averaged) {
		t.Errorf("the curve is %v, without averages %v", averaged, plain)
	}
	comparesReplicas(t, goTrainer(t, o))
}

// TestAveragesOfParts: an average is over updates, however many parts of a batch each has.
func TestAveragesOfParts(t *testing.T) {
	o := withoutNorm()
	o.Recipe.Average = 0.9
	whole, _ := train(t, goTrainer(t, o), blobs(3, 5, 4, 5, 1), 1)
	o.Recipe.MicroBatch = 2
	parts, _ := train(t, goTrainer(t, o), blobs(3, 5, 4, 5, 1), 1)
	if apart := farthest(whole.Weights(), parts.Weights()); !(apart <= 1e-5) {
		t.Errorf("in parts an averaged weight is %v apart", apart)
	}
}

// withoutNorm is a network without batch normalisation.
func withoutNorm() Options {
	o := small()
	o.Backbone = Func{Name: "plain", Graph: func(b *Builder, x *Node) *Node {
		return b.GELU(b.Linear(b.Flatten(x), 7, LinearOptions{}))
	}}
	return o
}

// TestPartsAreTheWholeBatch: without batch normalisation an update is the same whether its batch is computed at once or
// in parts, with every optimiser, augmented, and with a bound on the gradients; so is the curve.
func TestPartsAreTheWholeBatch(t *testing.T) {
	rules, sizes := []recipe.Optimizer{recipe.LAMB, recipe.SGD, recipe.AdamW}, []int{2, 1}
	if testing.Short() {
		t.Logf("with -short only %v of %v, and %v of %v images at a time", rules[:1], rules, sizes[:1], sizes)
		rules, sizes = rules[:1], sizes[:1]
	}
	for _, rule := range rules {
		o := withoutNorm()
		o.Recipe.Optimizer, o.Recipe.ClipNorm, o.Recipe.Augment = rule, 0.5, everything
		o.Recipe.LearningRate = 0.01
		data := blobs(3, 5, o.Height, o.Width, o.Channels)
		whole, wantCurve := train(t, goTrainer(t, o), data, 1)
		for _, at := range sizes {
			o.Recipe.MicroBatch = at
			parts, curve := train(t, goTrainer(t, o), data, 1)
			if apart := farthest(whole.Weights(), parts.Weights()); !(apart <= 1e-5) {
				t.Errorf("%s, %d of 8 images at a time: a weight is %v apart", rule, at, apart)
			}
			for i, p := range curve {
				if len(curve) != len(wantCurve) || p.Step != wantCurve[i].Step || math.Abs(p.Loss-wantCurve[i].Loss) > 1e-5 ||
					math.Abs(p.Accuracy-wantCurve[i].Accuracy) > 1e-6 || p.Rate != wantCurve[i].Rate {
					t.Errorf("%s, %d of 8 images at a time: point %d is %+v, want %+v", rule, at, i, p, wantCurve[i])
				}
			}
		}
	}
}

// TestHeadWidthChangesNothingForLAMB: rows of no class change no norm, neither of a tensor nor of all gradients.
func TestHeadWidthChangesNothingForLAMB(t *testing.T) {
	o := small()
	o.Recipe.Optimizer, o.Recipe.ClipNorm, o.Recipe.Average = recipe.LAMB, 1, 0.5
	compareWidths(t, goTrainer(t, o), 3, 64)
}

// TestPartsWithNormLearn: with batch normalisation an update is another in parts, but not a worse one.
func TestPartsWithNormLearn(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short batches in parts are compared without batch normalisation only")
	}
	o := small()
	o.Backbone, o.Recipe.Steps, o.Recipe.MicroBatch = backbone.MLP{Hidden: []int{8}}, 60, 4
	trainer := goTrainer(t, o)
	network, points := train(t, trainer, blobs(3, 10, 4, 5, 1), 1)
	again, _, err := trainer.Train(context.Background(), blobs(3, 10, 4, 5, 1), 1, TrainOptions{})
	if last := points[len(points)-1]; last.Accuracy < 0.9 || last.Step != 60 {
		t.Errorf("after training %+v", last)
	}
	if err != nil || again.Hash() != network.Hash() {
		t.Errorf("the same seed gives other weights (%v)", err)
	}
	compareReplicas(t, trainer)
}
