package pretrain

import (
	"slices"
	"testing"
	"time"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/recipe"
)

// everyPart is an augmentation with each part at the amounts of published recipes.
func everyPart() recipe.Augment {
	return recipe.Augment{
		Crop: recipe.Crop{MinArea: 0.08}, Pad: 4, Shift: 1, Rotate: 10, Scale: 0.1, Flip: 0.5,
		Rand:   recipe.RandAugment{Operations: 2, Magnitude: 9},
		Jitter: recipe.Jitter{Brightness: 0.4, Contrast: 0.4, Saturation: 0.4, Hue: 0.1},
		Erase:  recipe.Erase{Probability: 0.25}, Cutout: 8, MixUp: 0.8, CutMix: 1,
	}
}

// BenchmarkAugment measures what each part of an augmentation costs, on images of 32x32 in three colours: a training of
// the ConvNet without it and one with it by turns, in CPU time. "ratio" is the images per second with it over those
// without, "us/image" what it adds, each the median of the turns; "low" and "high" are the extreme ratios. Pin the
// process to one core:
//
//	go test -c ./diversity/pretrain && taskset -c 1 ./pretrain.test -test.run xxx -test.bench Augment -test.benchtime 5x
func BenchmarkAugment(b *testing.B) {
	o := Options{Backbone: backbone.ConvNet{}, Recipe: recipe.Recipe{Steps: 64}, Height: 32, Width: 32, Channels: 3}
	plain := xlaTrainer(b, o)
	parts := append(everyPart().Parts(), recipe.AugmentPart{Name: "all together", Augment: everyPart()})
	for _, part := range parts {
		b.Run(part.Name, func(b *testing.B) {
			with := o
			with.Recipe.Augment = part.Augment
			measureAugmentation(b, plain, xlaTrainer(b, with))
		})
	}
}

func measureAugmentation(b *testing.B, plain, augmented *Trainer) {
	o := plain.options
	data := noise(16, 64, o.Height, o.Width, o.Channels)
	taken := func(trainer *Trainer) time.Duration {
		before := cpuTime(b)
		train(b, trainer, data, 1)
		return cpuTime(b) - before
	}
	taken(plain)
	taken(augmented) // compiled
	images := float64(o.Recipe.Steps * o.Recipe.WithDefaults().Batch)
	var ratios, added, rates []float64
	for range b.N {
		without, with := taken(plain).Seconds(), taken(augmented).Seconds()
		ratios, added = append(ratios, without/with), append(added, 1e6*(with-without)/images)
		rates = append(rates, images/without)
	}
	b.ReportMetric(median(ratios), "ratio")
	b.ReportMetric(slices.Min(ratios), "low")
	b.ReportMetric(slices.Max(ratios), "high")
	b.ReportMetric(median(added), "us/image")
	b.ReportMetric(median(rates), "samples/cpu-s")
	b.ReportMetric(0, "ns/op")
}

// median is the middle of some values, the higher one of two.
func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}
