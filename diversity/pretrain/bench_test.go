package pretrain

import (
	"syscall"
	"testing"
	"time"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/internal/formula"
	"tradeoff/diversity/recipe"
)

// BenchmarkTrain measures training at batch 64 with a head of width 256, in images per second and per second of CPU
// time, and the share of the rate of a product of two 1024x1024 matrices just before; compilation is excluded, and
// reported as the seconds of CPU time by which the first training took longer. Pin the process to one core to compare
// with other frameworks:
//
//	go test -c ./diversity/pretrain && taskset -c 1 ./pretrain.test -test.run xxx -test.bench Train
func BenchmarkTrain(b *testing.B) {
	small := Options{Recipe: recipe.Recipe{Steps: 640}, Height: 28, Width: 28, Channels: 1}
	augmented := small
	augmented.Recipe.Augment = recipe.Augment{Shift: 1, Rotate: 10, Scale: 0.1}
	colour := Options{Recipe: recipe.Recipe{Steps: 8}, Height: 32, Width: 32, Channels: 3}
	for _, c := range []struct {
		name    string
		net     backbone.Backbone
		options Options
	}{
		{"mlp", backbone.MLP{}, small},
		{"conv", backbone.ConvNet{}, small},
		{"conv-augmented", backbone.ConvNet{}, augmented},
		{"mlp-32", backbone.MLP{}, colour},
		{"conv-32", backbone.ConvNet{}, colour},
		{"resnet8-32", backbone.ResNet{Depth: 8}, colour},
		{"resnet20-32", backbone.ResNet{}, colour},
		{"resnet56-32", backbone.ResNet{Depth: 56}, colour},
		{"resnet20-group-32", backbone.ResNet{Norm: backbone.GroupNorm}, colour},
		{"resnet18-32", backbone.ResNet{Depth: 18}, colour},
		{"resnet18-cifar-stem-32", backbone.ResNet{Depth: 18, Stem: backbone.CIFARStem}, colour},
		{"resnet50-32", backbone.ResNet{Depth: 50}, colour},
		{"wideresnet16-2-32", backbone.WideResNet{Depth: 16, Widen: 2}, colour},
		{"vit-ti4-32", backbone.ViT{Patch: 4}, colour},
		{"mixer-s4-32", backbone.MLPMixer{Patch: 4}, colour},
		{"efficientnetlite0-32", backbone.EfficientNetLite0{}, colour},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.options.Backbone = c.net
			measureTraining(b, xlaTrainer(b, c.options))
		})
	}
}

// measureTraining reports the rates of a trainer.
func measureTraining(b *testing.B, trainer *Trainer) {
	r, o := trainer.options.Recipe, trainer.options
	data := noise(256, 16, o.Height, o.Width, o.Channels)
	peak := productRate(b, trainer)
	start := cpuTime(b)
	train(b, trainer, data, 1)
	before := cpuTime(b)
	b.ResetTimer()
	for range b.N {
		train(b, trainer, data, 1)
	}
	b.StopTimer()
	images, used := float64(b.N*r.Steps*r.Batch), cpuTime(b)-before
	rate := images / used.Seconds()
	b.ReportMetric(images/b.Elapsed().Seconds(), "samples/s")
	b.ReportMetric(rate, "samples/cpu-s")
	b.ReportMetric(100*rate*6*float64(trainer.net.Products)/peak, "%peak") // forward and two gradients of each product
	b.ReportMetric((before - start - used/time.Duration(b.N)).Seconds(), "compile-cpu-s")
	b.ReportMetric(0, "ns/op")
}

// productRate is the floating-point operations per second of CPU time in products of two large matrices.
func productRate(b *testing.B, trainer *Trainer) float64 {
	b.Helper()
	const side, times = 1024, 8
	exec := MustNewExec(trainer.backend, func(in []*Node) []*Node { return []*Node{Dot(in[0], in[0]).Product()} })
	defer exec.Finalize()
	x := tensors.FromFlatDataAndDimensions(formula.Numbers("peak", side*side), side, side)
	exec.MustCall(x)[0].MustFinalizeAll()
	before := cpuTime(b)
	for range times {
		exec.MustCall(x)[0].MustFinalizeAll()
	}
	return times * 2 * side * side * side / (cpuTime(b) - before).Seconds()
}

// noise is a set of random images.
func noise(classes, perClass, height, width, channels int) Data {
	rng := diversity.Stream(1, "test")
	data := Data{Height: height, Width: width, Channels: channels, Classes: classes}
	data.Images = make([]uint8, classes*perClass*height*width*channels)
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
