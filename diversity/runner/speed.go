package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

// measuredBackbone is one that MeasureSpeeds looks at.
type measuredBackbone struct {
	name     string
	backbone backbone.Backbone
	side     int
	channels int
}

// measuredBackbones come in the order in which they are measured: those that compile soonest first. MLP-Mixer and
// EfficientNet are left out, as they would not fit in a minute.
func measuredBackbones() []measuredBackbone {
	return []measuredBackbone{
		{"MLP", backbone.MLP{}, 28, 1},
		{"ConvNet", backbone.ConvNet{}, 28, 1},
		{"ResNet-20", backbone.ResNet{Depth: 20}, 32, 3},
		{"ResNet-18", backbone.ResNet{Depth: 18}, 64, 3},
		{"ViT-Ti/4", backbone.ViT{Patch: 4}, 32, 3},
	}
}

// MeasureSpeeds measures how fast this process multiplies matrices, and trains backbones of this library with the
// default recipe on random images. No backbone is begun after the given time, which is 1 s to 1 h, 0 meaning 45 s.
// Errors are those of the device, or the context's.
func MeasureSpeeds(ctx context.Context, within time.Duration) (study.Speeds, error) {
	if within == 0 {
		within = 45 * time.Second
	}
	if within < time.Second || within > time.Hour {
		return study.Speeds{}, diversity.Invalid("within", within, "1s..1h, or 0 for 45s")
	}
	var out study.Speeds
	started := time.Now()
	for _, b := range measuredBackbones() {
		if time.Since(started) > within {
			out.Skipped++
			continue
		}
		if err := measureSpeed(ctx, b, min(measuredFor, within/30), &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// measureSpeed measures one backbone for some time, and with the first the device.
func measureSpeed(ctx context.Context, b measuredBackbone, length time.Duration, out *study.Speeds) (err error) {
	r := recipe.Recipe{Steps: 1 << 20}
	trainer, err := pretrain.NewTrainer(ctx, pretrain.Options{
		Backbone: b.backbone, Recipe: r, Height: b.side, Width: b.side, Channels: b.channels,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, trainer.Close()) }()
	if out.Peak == 0 {
		out.Device = trainer.Device()
		if out.Peak, err = trainer.ProductRate(ctx, pretrain.ProductOptions{}); err != nil {
			return err
		}
	}
	speed := study.Speed{Backbone: fmt.Sprintf("%s, %dx%dx%d", b.name, b.side, b.side, b.channels)}
	data := randomImages(b.side, b.channels)
	started := time.Now()
	if _, err := trainer.TimeUpdates(ctx, data, 1, time.Millisecond); err != nil {
		return err
	}
	speed.Compile = since(&started)
	timing, err := trainer.TimeUpdates(ctx, data, 1, length)
	if err != nil {
		return err
	}
	speed.Train = float64(timing.Updates*r.WithDefaults().Batch) / timing.Taken.Seconds()
	speed.Share = speed.Train * 6 * float64(trainer.Products()) / out.Peak // forward and two gradients of each product
	if speed.Features, err = featureRate(ctx, trainer, data, length/3); err != nil {
		return err
	}
	out.Backbones = append(out.Backbones, speed)
	return nil
}

// manyProducts is the number of multiplications of an image from which on fewer images are enough to time features.
const manyProducts = 100_000_000

// featureRate is the number of images per second whose features are computed, measured for some time.
func featureRate(ctx context.Context, trainer *pretrain.Trainer, data pretrain.Data, length time.Duration) (
	perSecond float64, err error) {
	count := measuredImages
	if trainer.Products() > manyProducts {
		count = measuredImages / 8
	}
	images := data.Images[:count*len(data.Images)/measuredImages]
	network, err := trainer.Random(1)
	if err != nil {
		return 0, err
	}
	if _, err := network.Features(ctx, images); err != nil { // compiles
		return 0, err
	}
	times, started := 0, time.Now()
	for ; times == 0 || time.Since(started) < length; times++ {
		if _, err := network.Features(ctx, images); err != nil {
			return 0, err
		}
	}
	return float64(times*count) / time.Since(started).Seconds(), nil
}

// measuredImages is the number of random images, of sixteen classes.
const measuredImages = 512

func randomImages(side, channels int) pretrain.Data {
	rng := diversity.Stream(1, diversity.ForInit)
	data := pretrain.Data{Height: side, Width: side, Channels: channels, Classes: 16,
		Images: make([]uint8, measuredImages*side*side*channels)}
	for i := range data.Images {
		data.Images[i] = uint8(rng.Uint32())
	}
	for i := range measuredImages {
		data.Labels = append(data.Labels, int32(i%data.Classes))
	}
	return data
}
