package pretrain

import (
	"syscall"
	"testing"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/recipe"
)

// BenchmarkTrain measures training at batch 64 with a head of width 256, in images per second and per second of CPU
// time; compilation is excluded, and reported as the seconds by which the first training was longer. Pin the process to
// one core to compare with other frameworks:
//
//	go test -c ./diversity/pretrain && taskset -c 1 ./pretrain.test -test.run xxx -test.bench Train
func BenchmarkTrain(b *testing.B) {
	augment := recipe.Augment{Shift: 1, Rotate: 10, Scale: 0.1}
	b.Run("mlp", func(b *testing.B) { benchmarkTrain(b, backbone.MLP{}, recipe.Augment{}) })
	b.Run("conv", func(b *testing.B) { benchmarkTrain(b, backbone.ConvNet{}, recipe.Augment{}) })
	b.Run("conv-augmented", func(b *testing.B) { benchmarkTrain(b, backbone.ConvNet{}, augment) })
}

func benchmarkTrain(b *testing.B, net backbone.Backbone, augment recipe.Augment) {
	r := recipe.Recipe{Steps: 640, Augment: augment}
	measureTraining(b, xlaTrainer(b, Options{Backbone: net, Recipe: r, Height: 28, Width: 28, Channels: 1}))
}

// measureTraining reports the rates of a trainer for 28x28 images.
func measureTraining(b *testing.B, trainer *Trainer) {
	data := noise(256, 16)
	start := time.Now()
	train(b, trainer, data, 1)
	first := time.Since(start)
	before := cpuTime(b)
	b.ResetTimer()
	for range b.N {
		train(b, trainer, data, 1)
	}
	b.StopTimer()
	r := trainer.options.Recipe
	images := float64(b.N * r.Steps * r.Batch)
	b.ReportMetric(images/b.Elapsed().Seconds(), "samples/s")
	b.ReportMetric(images/(cpuTime(b)-before).Seconds(), "samples/cpu-s")
	b.ReportMetric((first - b.Elapsed()/time.Duration(b.N)).Seconds(), "compile-s")
	b.ReportMetric(0, "ns/op")
}

// noise is a set of random 28x28 images.
func noise(classes, perClass int) Data {
	rng := diversity.Stream(1, "test")
	data := Data{Images: make([]uint8, classes*perClass*28*28), Height: 28, Width: 28, Channels: 1, Classes: classes}
	for i := range data.Images {
		data.Images[i] = uint8(rng.Uint32())
	}
	for i := range classes * perClass {
		data.Labels = append(data.Labels, int32(i%classes))
	}
	return data
}

// cpuTime is the time that all threads of this process have computed.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
