package pretrain

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/recipe"
)

func noise(classes, perClass, h, w, c int) Data {
	rng := diversity.Stream(1, "test")
	d := Data{Height: h, Width: w, Channels: c, Classes: classes}
	for i := range classes * perClass {
		d.Labels = append(d.Labels, int32(i%classes))
	}
	for range len(d.Labels) * h * w * c {
		d.Images = append(d.Images, uint8(rng.Uint32()))
	}
	return d
}

// BenchmarkTrain measures training at batch 64 with a head of width 256, compilation excluded, in samples per second
// and per second of CPU time.
func BenchmarkTrain(b *testing.B) {
	augment := recipe.Augment{Shift: 1, Rotate: 10, Scale: 0.1}
	for _, c := range []struct {
		name     string
		backbone backbone.Backbone
		augment  recipe.Augment
	}{
		{"mlp", backbone.MLP{}, recipe.Augment{}},
		{"mlp-augmented", backbone.MLP{}, augment},
		{"conv", backbone.ConvNet{}, recipe.Augment{}},
		{"conv-augmented", backbone.ConvNet{}, augment},
	} {
		b.Run(c.name, func(b *testing.B) { benchmarkTrain(b, c.backbone, c.augment) })
	}
}

func benchmarkTrain(b *testing.B, net backbone.Backbone, augment recipe.Augment) {
	const steps = 640
	t, err := NewTrainer(context.Background(), Options{Backbone: net, Height: 28, Width: 28, Channels: 1, Recipe: recipe.Recipe{Steps: steps, Augment: augment}})
	if err != nil {
		b.Fatal(err)
	}
	data := noise(256, 16, 28, 28, 1)
	train := func() {
		if _, _, err := t.Train(context.Background(), data, 1, nil); err != nil {
			b.Fatal(err)
		}
	}
	w0 := time.Now()
	train()
	first := time.Since(w0)
	b.ResetTimer()
	before := cpuTime()
	for range b.N {
		train()
	}
	samples := float64(b.N * steps * 64)
	b.ReportMetric(samples/b.Elapsed().Seconds(), "samples/s")
	b.ReportMetric(samples/(cpuTime()-before).Seconds(), "samples/cpu-s")
	b.ReportMetric(0, "ns/op")
	fmt.Println("first", first)
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
