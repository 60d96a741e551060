package pretrain

import (
	"context"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/device"
	"tradeoff/diversity/recipe"
)

// small is a trainer's options that pure Go handles in milliseconds.
func small() Options {
	return Options{
		Backbone: backbone.MLP{Hidden: []int{8, 6}}, Height: 4, Width: 5, Channels: 1,
		Recipe: recipe.Recipe{Steps: 20, Batch: 8, Warmup: 3},
	}
}

// goTrainer opens a trainer on the pure-Go backend.
func goTrainer(t testing.TB, o Options) *Trainer {
	t.Helper()
	t.Setenv("GOMLX_BACKEND", "go")
	return open(t, o)
}

// xlaTrainer opens a trainer on XLA, or skips the test where none is installed.
func xlaTrainer(t testing.TB, o Options) *Trainer {
	t.Helper()
	finding, err := device.Find(context.Background(), device.Options{Offline: true})
	if err != nil {
		t.Skipf("no XLA plugin: %v", err)
	}
	if finding.Kind == device.Go {
		t.Skipf("no XLA plugin installed: %v", finding.Reasons)
	}
	o.Offline = true
	return open(t, o)
}

func open(t testing.TB, o Options) *Trainer {
	t.Helper()
	trainer, err := NewTrainer(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := trainer.Close(); err != nil {
			t.Error(err)
		}
	})
	return trainer
}

// blobs draws images around one random centre per class.
func blobs(classes, perClass, height, width, channels int) Data {
	rng := diversity.Stream(1, "test")
	size := height * width * channels
	centres := make([]float64, classes*size)
	for i := range centres {
		centres[i] = 255 * rng.Float64()
	}
	data := Data{Height: height, Width: width, Channels: channels, Classes: classes}
	for i := range classes * perClass {
		class := i % classes
		data.Labels = append(data.Labels, int32(class))
		for _, centre := range centres[class*size : (class+1)*size] {
			data.Images = append(data.Images, uint8(max(0, min(centre+30*rng.NormFloat64(), 255))))
		}
	}
	return data
}

func train(t testing.TB, trainer *Trainer, data Data, seed uint64) (*Network, []recipe.CurvePoint) {
	t.Helper()
	network, points, err := trainer.Train(context.Background(), data, seed, TrainOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return network, points
}
