package pretrain_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gomlx/gomlx/core/graph"

	"tradeoff/diversity/backbone"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/recipe"
)

// twoBars is a set of 4x4 images: an upright bar or a lying one, in one of four places.
func twoBars() pretrain.Data {
	data := pretrain.Data{Height: 4, Width: 4, Channels: 1, Classes: 2}
	for place := range 4 {
		upright, lying := make([]uint8, 16), make([]uint8, 16)
		for i := range 4 {
			upright[4*i+place], lying[4*place+i] = 255, 255
		}
		data.Images = append(append(data.Images, upright...), lying...)
		data.Labels = append(data.Labels, 0, 1)
	}
	return data
}

// newTrainer uses the pure-Go backend, as a program of this size needs no other. Leave the variable alone for the
// fastest device.
func newTrainer() *pretrain.Trainer {
	os.Setenv("GOMLX_BACKEND", "go")
	trainer, err := pretrain.NewTrainer(context.Background(), pretrain.Options{
		Backbone: backbone.MLP{Hidden: []int{16, 8}},
		Recipe:   recipe.Recipe{Steps: 100, Batch: 8},
		Height:   4, Width: 4, Channels: 1,
	})
	if err != nil {
		panic(err)
	}
	return trainer
}

func Example() {
	trainer := newTrainer()
	defer trainer.Close()
	data := twoBars()
	network, curve, err := trainer.Train(context.Background(), data, 1, pretrain.TrainOptions{})
	if err != nil {
		panic(err)
	}
	features, err := network.Features(context.Background(), data.Images)
	if err != nil {
		panic(err)
	}
	last := curve[len(curve)-1]
	fmt.Printf("step %d: loss below 0.1: %v, accuracy %.0f %%\n", last.Step, last.Loss < 0.1, 100*last.Accuracy)
	fmt.Println(len(features)/network.Dim(), "images,", network.Dim(), "features each")
	// Output:
	// step 100: loss below 0.1: true, accuracy 100 %
	// 8 images, 8 features each
}

func ExampleNewTrainer() {
	_, err := pretrain.NewTrainer(context.Background(), pretrain.Options{Height: 28, Width: 28})
	fmt.Println(err)
	// Output: Options.Channels = 0: invalid value, allowed: 1..64
}

func ExampleTrainer_Train() {
	trainer := newTrainer()
	defer trainer.Close()
	print := func(p recipe.CurvePoint) {
		if p.Step%50 == 0 {
			fmt.Printf("step %d, learning rate %.3f\n", p.Step, p.Rate)
		}
	}
	_, _, err := trainer.Train(context.Background(), twoBars(), 1, pretrain.TrainOptions{OnPoint: print})
	fmt.Println(err)
	// Output:
	// step 50, learning rate 0.050
	// step 100, learning rate 0.000
	// <nil>
}

func ExampleTrainer_Random() {
	trainer := newTrainer()
	defer trainer.Close()
	control, err := trainer.Random(1)
	if err != nil {
		panic(err)
	}
	for _, w := range control.Weights() {
		fmt.Println(w.Name, w.Shape)
	}
	// Output:
	// layer1.weight [16 16]
	// layer1.scale [16]
	// layer1.shift [16]
	// layer2.weight [8 16]
	// layer2.scale [8]
	// layer2.shift [8]
	// layer1.mean [16]
	// layer1.variance [16]
	// layer2.mean [8]
	// layer2.variance [8]
}

func ExampleTrainer_FromWeights() {
	trainer := newTrainer()
	defer trainer.Close()
	network, _, err := trainer.Train(context.Background(), twoBars(), 1, pretrain.TrainOptions{})
	if err != nil {
		panic(err)
	}
	again, err := trainer.FromWeights(network.Weights())
	fmt.Println(again.Hash() == network.Hash(), err)
	// Output: true <nil>
}

func ExampleTrainer_Load() {
	trainer := newTrainer()
	defer trainer.Close()
	network, _, err := trainer.Train(context.Background(), twoBars(), 1, pretrain.TrainOptions{})
	if err != nil {
		panic(err)
	}
	var file bytes.Buffer
	if err := network.Write(&file); err != nil {
		panic(err)
	}
	if err := os.WriteFile("bars.safetensors", file.Bytes(), 0o644); err != nil {
		panic(err)
	}
	defer os.Remove("bars.safetensors")
	again, err := trainer.Load("bars.safetensors") // on another day, in another process
	fmt.Println(again.Hash() == network.Hash(), err)
	// Output: true <nil>
}

func ExampleNetwork_Write() {
	trainer := newTrainer()
	defer trainer.Close()
	network, err := trainer.Random(1)
	if err != nil {
		panic(err)
	}
	var file bytes.Buffer
	err = network.Write(&file)
	fmt.Println(strings.Contains(file.String(), `"images":"4x4x1"`), err)
	// Output: true <nil>
}

func ExampleTrainer_Read() {
	trainer := newTrainer()
	defer trainer.Close()
	_, err := trainer.Read(strings.NewReader("not a network"))
	fmt.Println(errors.Is(err, pretrain.ErrWeights))
	// Output: true
}

// A network with a connection around its second layer, which package backbone does not have.
func ExampleFunc() {
	os.Setenv("GOMLX_BACKEND", "go")
	residual := pretrain.Func{
		Name: "residual", Version: "1", // change the version with the function
		Graph: func(b *pretrain.Builder, images *graph.Node) *graph.Node {
			x := b.NormReLU(b.Dense(images, 16))
			return graph.Add(x, b.NormReLU(b.Dense(x, 16)))
		},
	}
	trainer, err := pretrain.NewTrainer(context.Background(), pretrain.Options{
		Backbone: residual,
		Recipe:   recipe.Recipe{Steps: 100, Batch: 8},
		Height:   4, Width: 4, Channels: 1,
	})
	if err != nil {
		panic(err)
	}
	defer trainer.Close()
	network, curve, err := trainer.Train(context.Background(), twoBars(), 1, pretrain.TrainOptions{})
	fmt.Println(network.Dim(), "features, loss below 0.1:", curve[len(curve)-1].Loss < 0.1, err)
	// Output: 16 features, loss below 0.1: true <nil>
}

func ExampleBuilder_Param() {
	os.Setenv("GOMLX_BACKEND", "go")
	scaled := pretrain.Func{Name: "scaled", Graph: func(b *pretrain.Builder, images *graph.Node) *graph.Node {
		scale := b.Param(pretrain.Weight{Name: "scale", Dims: []int{1, 8}, Fill: 1})
		return graph.Mul(b.Dense(images, 8), scale)
	}}
	fmt.Println(scaled.Features(28, 28, 1))
	// Output: 8
}

// Two networks at once, as a worker on a GPU trains the repeats of one size.
func ExampleTrainer_TrainMany() {
	trainer := newTrainer()
	defer trainer.Close()
	sets := []pretrain.Data{twoBars(), twoBars()}
	outcomes, err := trainer.TrainMany(context.Background(), sets, []uint64{1, 2}, pretrain.TrainManyOptions{})
	if err != nil {
		panic(err)
	}
	for _, o := range outcomes {
		fmt.Println(len(o.Curve), "points, loss below 0.1:", o.Curve[len(o.Curve)-1].Loss < 0.1, o.Err)
	}
	// Output:
	// 100 points, loss below 0.1: true <nil>
	// 100 points, loss below 0.1: true <nil>
}

// What a recipe does to the first images of a set; figure.Augmented shows them.
func ExampleAugmented() {
	r := recipe.Recipe{Augment: recipe.Augment{Pad: 4, Flip: 0.5, Cutout: 8}}
	images, err := pretrain.Augmented(r, twoBars(), pretrain.AugmentedOptions{Images: 6})
	if err != nil {
		panic(err)
	}
	for _, row := range images.Rows {
		fmt.Println(row.Name)
	}
	// Output:
	// as they are
	// moved by whole pixels
	// mirror
	// cutout
	// all together
}

func ExampleTrainer_Replicas() {
	trainer := newTrainer()
	defer trainer.Close()
	fmt.Println(trainer.Replicas(), "at once on a CPU")
	// Output: 1 at once on a CPU
}

func ExampleLoadCheckpoint() {
	dir, err := os.MkdirTemp("", "pretrain")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	trainer := newTrainer()
	defer trainer.Close()
	ctx, cancel := context.WithCancel(context.Background())
	path := filepath.Join(dir, "checkpoint.safetensors")
	save := func(c *pretrain.Checkpoint) error {
		file, err := os.Create(path)
		if err != nil {
			return err
		}
		return errors.Join(c.Write(file), file.Close())
	}
	stop := func(recipe.CurvePoint) { cancel() }
	_, _, err = trainer.Train(ctx, twoBars(), 1, pretrain.TrainOptions{Save: save, OnPoint: stop})
	fmt.Println(err)
	c, err := pretrain.LoadCheckpoint(path)
	if err != nil {
		panic(err)
	}
	fmt.Println("continued from step", c.Step(), "of", c.Updates())
	network, _, err := trainer.Train(context.Background(), twoBars(), 1, pretrain.TrainOptions{From: c})
	if err != nil {
		panic(err)
	}
	whole, _, err := trainer.Train(context.Background(), twoBars(), 1, pretrain.TrainOptions{})
	fmt.Println(network.Hash() == whole.Hash(), err)
	// Output:
	// context canceled
	// continued from step 1 of 100
	// true <nil>
}

func ExampleReadCheckpoint() {
	_, err := pretrain.ReadCheckpoint(strings.NewReader("torn"))
	fmt.Println(errors.Is(err, pretrain.ErrCheckpoint))
	// Output: true
}

func ExampleHeadWidth() {
	fmt.Println(pretrain.HeadWidth(50), pretrain.HeadWidth(100), pretrain.HeadWidth(1200))
	// Output: 64 256 2048
}

func ExampleTrainer_TimeUpdates() {
	ctx := context.Background()
	trainer, err := pretrain.NewTrainer(ctx, pretrain.Options{
		Backbone: backbone.MLP{Hidden: []int{8}}, Recipe: recipe.Recipe{Steps: 12, Batch: 4},
		Height: 4, Width: 4, Channels: 1,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer trainer.Close()
	timing, err := trainer.TimeUpdates(ctx, twoBars(), 1, time.Hour) // all 12 take less
	if err != nil {
		fmt.Println(err)
		return
	}
	rate, err := trainer.ProductRate(ctx, pretrain.ProductOptions{Side: 64, Precision: recipe.BFloat16, Times: 2,
		Duration: time.Millisecond})
	fmt.Println(timing.Updates, "updates,", timing.Waited, "waited; products are timed:", rate > 0, err)
	// Output: 12 updates, 0s waited; products are timed: true <nil>
}
