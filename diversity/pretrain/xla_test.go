package pretrain

import (
	"math"
	"slices"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/split"
)

// onXLA are the forms of a test for which XLA compiles programs, which takes seconds of processor time each: all of
// them in the integration step of CI, the first in the tests of every day, none with -short.
func onXLA(t *testing.T, forms ...string) []string {
	t.Helper()
	switch {
	case testkit.IsIntegration(t):
		return forms
	case testing.Short():
		t.Skip("with -short XLA compiles nothing: the tests on the pure-Go backend run")
	}
	t.Logf("only %q; DIVERSITY_INTEGRATION=1 runs all of %q", forms[0], forms)
	return forms[:1]
}

// TestXLA checks on the device that most runs use what depends on it. One trainer serves all checks, to compile less.
func TestXLA(t *testing.T) {
	for _, name := range onXLA(t, "adamw", "conv augmented") {
		o := variants()[name]
		t.Run(name, func(t *testing.T) {
			trainer := xlaTrainer(t, o)
			repeatable(t, trainer)
			compareWidths(t, trainer, 64, 256)
			remainders(t, trainer)
			compareReplicas(t, trainer) // 20 updates in calls of 7: the last has room to spare
			agreesWithGo(t, trainer)
		})
	}
}

func TestIntegrationXLA(t *testing.T) { testkit.Integration(t, TestXLA) }

// remainders compares weights and curve, bit for bit, of one call with room to spare and of calls with a remainder.
func remainders(t *testing.T, trainer *Trainer) {
	t.Helper()
	o := trainer.options
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	want, wantPoints := train(t, trainer, data, 1)
	trainer.steps = 7
	network, points := train(t, trainer, data, 1)
	if network.Hash() != want.Hash() || !slices.Equal(points, wantPoints) {
		t.Errorf("%d updates per call give other weights than %d", trainer.steps, maxSteps)
	}
}

func agreesWithGo(t *testing.T, trainer *Trainer) {
	t.Helper()
	o := trainer.options
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	xla, _ := train(t, trainer, data, 1)
	plain, _ := train(t, goTrainer(t, o), data, 1)
	nearWeights(t, "XLA against pure Go", xla.Weights(), plain.Weights())
}

// floatTolerance is how far weights of two programs may be apart that compute the same in float32.
const floatTolerance = 1e-3

// nearWeights compares weights of two programs that compute the same.
func nearWeights(t *testing.T, what string, got, want []Tensor) {
	t.Helper()
	if apart := farthest(got, want); !(apart <= floatTolerance) {
		t.Fatalf("%s: a weight is %v apart", what, apart)
	}
}

// farthest is the largest difference of a weight; NaN if a weight is none.
func farthest(got, want []Tensor) (apart float64) {
	for i, w := range got {
		for j := range w.Data {
			apart = max(apart, math.Abs(float64(w.Data[j]-want[i].Data[j])))
		}
	}
	return apart
}

func TestIntegrationXLALearnsOmniglot(t *testing.T) { testkit.Integration(t, xlaLearnsOmniglot) }

// xlaLearnsOmniglot trains both backbones as they are on a draw of the embedded pool.
func xlaLearnsOmniglot(t *testing.T) {
	const classes, perClass = 16, 16
	background := pool.Omniglot().Background()
	draw, err := split.Pretraining(background,
		split.DrawOptions{Size: diversity.Size{Classes: classes, PerClass: perClass}, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	images, err := background.Images(draw.Refs())
	if err != nil {
		t.Fatal(err)
	}
	data := Data{Images: images, Labels: draw.Labels(), Classes: classes}
	data.Height, data.Width, data.Channels = background.Shape()
	for _, kind := range onXLA(t, "mlp", "convnet") {
		b := map[string]backbone.Backbone{"mlp": backbone.MLP{}, "convnet": backbone.ConvNet{}}[kind]
		t.Run(kind, func(t *testing.T) {
			o := Options{Backbone: b, Height: data.Height, Width: data.Width, Channels: data.Channels}
			_, points := train(t, xlaTrainer(t, o), data, 1)
			last := points[len(points)-1]
			if last.Loss > 0.5*math.Log(classes) || last.Accuracy < 0.8 {
				t.Errorf("loss %.3f, accuracy %.2f after %d updates; ln K = %.3f", last.Loss, last.Accuracy, last.Step,
					math.Log(classes))
			}
		})
	}
}
