package pretrain

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/recipe"
)

// augmented is a training with every part of an augmentation.
func augmented() Options {
	o := small()
	o.Backbone, o.Height, o.Width, o.Channels = backbone.ConvNet{Channels: []int{3, 4}}, 8, 9, 3
	o.Recipe.Augment = everything
	o.Recipe.Augment.Pad, o.Recipe.Augment.Crop = 1, recipe.Crop{MinArea: 0.3}
	o.Recipe.Augment.Rand = recipe.RandAugment{Operations: 1, Magnitude: 9}
	o.Recipe.Augment.Jitter = recipe.Jitter{Brightness: 0.4, Contrast: 0.4, Saturation: 0.4, Hue: 0.1}
	o.Recipe.Augment.Erase, o.Recipe.Augment.Cutout = recipe.Erase{Probability: 0.5}, 2
	o.Recipe.Augment.MixUp, o.Recipe.Augment.CutMix = 0.2, 1
	return o
}

// TestAugmentedTraining: the same seed gives the same network, and replicas are single runs.
func TestAugmentedTraining(t *testing.T) {
	o := augmented()
	if testing.Short() {
		t.Log("with -short 4 updates of 20")
		o.Recipe.Steps = 4
	}
	trainer := goTrainer(t, o)
	comparesReplicas(t, trainer)
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	first, _ := train(t, trainer, data, 1)
	again, _ := train(t, trainer, data, 1)
	if first.Hash() != again.Hash() {
		t.Error("the same seed gives other weights the second time")
	}
}

// TestMixedTrainingLearns: mixed labels teach as whole ones do.
func TestMixedTrainingLearns(t *testing.T) {
	o := small()
	o.Recipe.Augment.MixUp, o.Recipe.Augment.CutMix, o.Recipe.Steps = 0.4, 0.4, 90
	_, points := train(t, goTrainer(t, o), blobs(3, 10, o.Height, o.Width, o.Channels), 1)
	first, last := points[0], points[len(points)-1]
	if last.Accuracy < 0.8 || last.Loss > 0.8*math.Log(3) || last.Loss > first.Loss {
		t.Errorf("from %+v to %+v", first, last)
	}
}

// TestUnusedPartsChangeNothing: a part that is never drawn gives the network that there is without it.
func TestUnusedPartsChangeNothing(t *testing.T) {
	o := small()
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	plain, _ := train(t, goTrainer(t, o), data, 1)
	o.Recipe.Augment.MixUp, o.Recipe.Augment.MixShare = 1, 1e-12
	never, _ := train(t, goTrainer(t, o), data, 1)
	if apart := farthest(plain.Weights(), never.Weights()); apart > 1e-6 {
		t.Errorf("a weight is %v apart", apart)
	}
}

func TestNormalizationOfThePoolNeedsNumbers(t *testing.T) {
	o := small()
	o.Recipe.Normalize = recipe.OfPool()
	_, err := NewTrainer(t.Context(), o)
	wantField(t, err, "Recipe.Normalize.FromPool")
	o.Recipe.Normalize = recipe.Normalization{}
	o.Recipe.Augment.Jitter.Hue = 0.1
	_, err = NewTrainer(t.Context(), o)
	wantField(t, err, "Recipe.Augment.Jitter.Hue")
}

// TestIntegrationXLAAugments: XLA makes the images that pure Go makes of the same numbers, each part for itself, but for
// a rounded value here and there.
func TestIntegrationXLAAugments(t *testing.T) {
	testkit.Integration(t, func(t *testing.T) {
		all := augmented().Recipe.Augment
		parts := map[string]recipe.Augment{
			"map": {Shift: 0.5, Rotate: 10, Scale: 0.1, Flip: 0.5, Pad: 1}, "crop": {Crop: all.Crop},
			"operations": {Rand: recipe.RandAugment{Operations: 1, Magnitude: 20}}, "jitter": {Jitter: all.Jitter},
			"erase": {Erase: all.Erase, Cutout: 2}, "all": all,
		}
		for name, part := range parts {
			t.Run(name, func(t *testing.T) { sameImages(t, part) })
		}
	})
}

// sameImages compares the images of both.
func sameImages(t *testing.T, part recipe.Augment) {
	t.Helper()
	o := augmented()
	o.Recipe.Augment = part
	xla := imagesOf(t, xlaTrainer(t, o))
	plain := imagesOf(t, goTrainer(t, o))
	apart, most := 0, 0
	for i, v := range xla {
		if difference := max(int(v)-int(plain[i]), int(plain[i])-int(v)); difference > 0 {
			apart, most = apart+1, max(most, difference)
		}
	}
	t.Logf("%d of %d values differ, by up to %d", apart, len(xla), most)
	if apart*100 > len(xla) || len(xla) != len(plain) {
		t.Errorf("%d of %d values differ, by up to %d", apart, len(xla), most)
	}
}

// imagesOf are the images of the first call.
func imagesOf(t *testing.T, trainer *Trainer) []uint8 {
	t.Helper()
	o := trainer.options
	trainer.steps = 4
	s := trainer.newSession(noise(4, 5, o.Height, o.Width, o.Channels), 64, 1)
	defer s.free()
	return imagesOfDraw(t, trainer, s, s.draw(4))
}

func imagesOfDraw(t *testing.T, trainer *Trainer, s *session, b batches) []uint8 {
	t.Helper()
	out, err := call(trainer.gather, s.bank, tensors.FromFlatDataAndDimensions(b.rows, b.dims...))
	if err == nil {
		out, err = call(trainer.augment, out[0],
			tensors.FromFlatDataAndDimensions(b.numbers, len(b.rows), len(b.numbers)/len(b.rows)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return tensors.MustCopyFlatData[uint8](out[0])
}
