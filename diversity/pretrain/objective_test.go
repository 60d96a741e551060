package pretrain

import (
	"slices"
	"testing"

	"tradeoff/diversity/recipe"
)

// contrastive is a training with two forms of each image.
func contrastive(kind recipe.ObjectiveKind) Options {
	o := small()
	o.Recipe.Objective = recipe.Objective{Kind: kind, Projection: 4}
	o.Recipe.Augment.Jitter = recipe.Jitter{Brightness: 0.2, Contrast: 0.2}
	return o
}

// TestContrastiveObjectivesLearn: forms of one image, and images of one label, come near to each other; replicas are
// single runs, and the number of classes compiles nothing anew.
func TestContrastiveObjectivesLearn(t *testing.T) {
	for _, kind := range []recipe.ObjectiveKind{recipe.SupCon, recipe.SimCLR} {
		o := contrastive(kind)
		warm := o
		// Rounding grows with the updates, and more so at a low temperature.
		warm.Recipe.Objective.Temperature, warm.Recipe.Steps = 1, 5
		comparesReplicas(t, goTrainer(t, warm))
		o.Recipe.Steps = 60
		trainer := goTrainer(t, o)
		network, points := train(t, trainer, blobs(3, 10, 4, 5, 1), 1)
		first, last := points[0], points[len(points)-1]
		if last.Loss > 0.9*first.Loss || kind == recipe.SupCon && last.Accuracy < 0.95 {
			t.Errorf("%s: from %+v to %+v", kind, first, last)
		}
		if network.Dim() != 6 {
			t.Errorf("%d features: the projection is part of the network", network.Dim())
		}
		if width := trainer.headWidth(5000); width != trainer.headWidth(2) {
			t.Errorf("5000 classes have the head width %d", width)
		}
	}
}

// TestSimCLRLooksAtNoLabels: other labels give the same network, for SupCon another.
func TestSimCLRLooksAtNoLabels(t *testing.T) {
	data, other := blobs(3, 5, 4, 5, 1), blobs(3, 5, 4, 5, 1)
	slices.Reverse(other.Labels)
	other.Labels[0] = other.Labels[1]
	for kind, same := range map[recipe.ObjectiveKind]bool{recipe.SimCLR: true, recipe.SupCon: false} {
		trainer := goTrainer(t, contrastive(kind))
		one, _ := train(t, trainer, data, 1)
		two, _ := train(t, trainer, other, 1)
		if got := one.Hash() == two.Hash(); got != same {
			t.Errorf("%s: other labels give the same network: %v", kind, got)
		}
	}
}

// TestViewsAreTwoFormsOfOneImage: the batch has every image twice, in one order, with numbers of their own.
func TestViewsAreTwoFormsOfOneImage(t *testing.T) {
	trainer := goTrainer(t, contrastive(recipe.SupCon))
	s := trainer.newSession(blobs(3, 5, 4, 5, 1), 64, 1)
	defer s.free()
	b := s.draw(1)
	if len(b.rows) != 16 || !slices.Equal(b.rows[:8], b.rows[8:]) || !slices.Equal(b.labels[:8], b.labels[8:]) {
		t.Errorf("rows %v, labels %v", b.rows, b.labels)
	}
	if half := len(b.numbers) / 2; half == 0 || slices.Equal(b.numbers[:half], b.numbers[half:]) {
		t.Error("both forms have the same random numbers")
	}
}
