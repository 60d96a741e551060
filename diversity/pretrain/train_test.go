package pretrain

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/recipe"
)

var everything = recipe.Augment{Shift: 0.5, Rotate: 10, Scale: 0.1, Flip: 0.5}

// variants are options that between them use all the code of a training step.
func variants() map[string]Options {
	adam := small()
	adam.Recipe.Optimizer, adam.Recipe.LabelSmoothing = recipe.AdamW, 0.1
	plain := small()
	plain.Recipe.Momentum, plain.Recipe.WeightDecay = recipe.None, recipe.None
	conv := small()
	conv.Backbone, conv.Channels, conv.Recipe.Augment = backbone.ConvNet{Channels: []int{3, 4}}, 2, everything
	if testing.Short() { // those that differ most
		return map[string]Options{"adamw": adam, "conv augmented": conv}
	}
	return map[string]Options{"mlp": small(), "adamw": adam, "plain sgd": plain, "conv augmented": conv}
}

func TestTrainLearns(t *testing.T) {
	for name, o := range variants() {
		t.Run(name, func(t *testing.T) {
			o.Recipe.Steps, o.Recipe.Augment = 90, recipe.Augment{}
			trainer := goTrainer(t, o)
			_, points := train(t, trainer, blobs(3, 10, o.Height, o.Width, o.Channels), 1)
			last := points[len(points)-1]
			if last.Loss > 0.7*math.Log(3) || last.Accuracy < 0.9 {
				t.Errorf("loss %.3f, accuracy %.2f after training; ln 3 = %.3f", last.Loss, last.Accuracy, math.Log(3))
			}
		})
	}
}

func TestSameSeedSameWeights(t *testing.T) {
	for name, o := range variants() {
		t.Run(name, func(t *testing.T) { repeatable(t, goTrainer(t, o)) })
	}
}

// repeatable trains twice with one seed, with other trainings in between.
func repeatable(t *testing.T, trainer *Trainer) {
	t.Helper()
	o := trainer.options
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	first, _ := train(t, trainer, data, 1)
	other, _ := train(t, trainer, data, 2)
	train(t, trainer, blobs(70, 2, o.Height, o.Width, o.Channels), 1)
	again, _ := train(t, trainer, data, 1)
	if first.Hash() != again.Hash() {
		t.Error("the same seed gives other weights the second time")
	}
	if first.Hash() == other.Hash() {
		t.Error("another seed gives the same weights")
	}
}

func TestConcurrentTrainings(t *testing.T) {
	trainer := goTrainer(t, small())
	data := blobs(3, 5, 4, 5, 1)
	hashes := make([]string, 4)
	var group sync.WaitGroup
	for i := range hashes {
		group.Go(func() {
			network, _, err := trainer.Train(context.Background(), data, uint64(i%2), TrainOptions{})
			if err != nil {
				t.Error(err)
				return
			}
			hashes[i] = network.Hash()
		})
	}
	group.Wait()
	if hashes[0] != hashes[2] || hashes[1] != hashes[3] || hashes[0] == hashes[1] {
		t.Errorf("seeds 0 1 0 1 give %v", hashes)
	}
}

func TestHeadWidth(t *testing.T) {
	for classes, want := range map[int]int{1: 64, 64: 64, 65: 256, 256: 256, 257: 1024, 1024: 1024, 1025: 2048,
		5000: 5120} {
		if got := HeadWidth(classes); got != want {
			t.Errorf("HeadWidth(%d) = %d, want %d", classes, got, want)
		}
	}
}

// TestHeadWidthChangesNoResult trains with the head's own width and with wider ones.
func TestHeadWidthChangesNoResult(t *testing.T) {
	for name, o := range variants() {
		t.Run(name, func(t *testing.T) { compareWidths(t, goTrainer(t, o), 3, 64, 300) })
	}
}

func compareWidths(t *testing.T, trainer *Trainer, widths ...int) {
	t.Helper()
	o := trainer.options
	data := blobs(3, 5, o.Height, o.Width, o.Channels)
	var want []Tensor
	for _, width := range widths {
		s := trainer.newSession(data, width, 1)
		network, err := s.run(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		s.free()
		if want == nil {
			want = network.Weights()
		}
		nearWeights(t, fmt.Sprintf("width %d against %d", width, widths[0]), network.Weights(), want)
	}
}

func TestUntrainedBackboneIgnoresClasses(t *testing.T) {
	trainer := goTrainer(t, small())
	random, err := trainer.Random(5)
	if err != nil {
		t.Fatal(err)
	}
	for _, classes := range []int{2, 100} {
		s := trainer.newSession(blobs(classes, 2, 4, 5, 1), HeadWidth(classes), 5)
		untrained, err := s.network()
		if err != nil {
			t.Fatal(err)
		}
		if untrained.Hash() != random.Hash() {
			t.Errorf("%d classes: the backbone starts from other weights than Random", classes)
		}
		s.free()
	}
}

// TestRunningStatistics: with weights that stand still and batches that are the whole set, the distance of the running
// statistics from the set's own shrinks by 0.9 an update.
func TestRunningStatistics(t *testing.T) {
	data := blobs(2, 4, 4, 5, 1)
	after := func(steps int) []Tensor {
		o := small()
		o.Recipe = recipe.Recipe{Steps: steps, Batch: 8, LearningRate: 1e-30, WeightDecay: recipe.None}
		network, _ := train(t, goTrainer(t, o), data, 1)
		return network.Weights()
	}
	once, twice := after(1), after(2)
	random, err := goTrainer(t, small()).Random(1)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range random.Weights()[6:8] { // mean and variance of the first layer
		for j, start := range w.Data {
			first, second := once[6+i].Data[j]-start, twice[6+i].Data[j]-start
			if first == 0 || math.Abs(float64(second/first-1.9)) > 1e-3 {
				t.Errorf("%s[%d] moves by %v and then by %v in all, want the ratio 1.9", w.Name, j, first, second)
			}
		}
	}
}

func TestCurve(t *testing.T) {
	o := small()
	o.Recipe.Steps = 250
	trainer := goTrainer(t, o)
	var seen []recipe.CurvePoint
	_, points, err := trainer.Train(context.Background(), blobs(3, 5, 4, 5, 1), 1,
		TrainOptions{OnPoint: func(p recipe.CurvePoint) { seen = append(seen, p) }})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(points, seen) {
		t.Error("the callback saw other points than were returned")
	}
	if len(points) != 84 || points[0].Step != 3 || points[83].Step != 250 {
		t.Errorf("%d points from step %d to %d, want 84 from 3 to 250", len(points), points[0].Step,
			points[len(points)-1].Step)
	}
	if want := o.Recipe.Rate(249, 250); points[83].Rate != want {
		t.Errorf("last rate %v, want %v", points[83].Rate, want)
	}
}

func TestTrainDiverges(t *testing.T) {
	o := small()
	o.Recipe.LearningRate, o.Recipe.WeightDecay, o.Recipe.Warmup = 100, 1, recipe.None
	o.Recipe.Steps = 200
	_, points, err := goTrainer(t, o).Train(context.Background(), blobs(3, 5, 4, 5, 1), 1, TrainOptions{})
	if !errors.Is(err, ErrDiverged) {
		t.Fatalf("error %v, want ErrDiverged", err)
	}
	for _, word := range []string{"step ", " of 200", "learning rate "} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not contain %q", err, word)
		}
	}
	if len(points) == 0 {
		t.Error("no points of the curve up to there")
	}
}

func TestTrainCancelled(t *testing.T) {
	o := small()
	o.Recipe.Steps = 10000
	ctx, cancel := context.WithCancel(context.Background())
	_, _, err := goTrainer(t, o).Train(ctx, blobs(3, 5, 4, 5, 1), 1,
		TrainOptions{OnPoint: func(recipe.CurvePoint) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestTrainRejects(t *testing.T) {
	trainer := goTrainer(t, small())
	for field, spoil := range map[string]func(*Data){
		"Data.Labels[1]":   func(d *Data) { d.Labels[1] = 3 },
		"Data.Labels[2]":   func(d *Data) { d.Labels[2] = -1 },
		"len(Data.Images)": func(d *Data) { d.Images = d.Images[1:] },
		"len(Data.Labels)": func(d *Data) { d.Labels, d.Images = nil, nil },
		"Data.Classes":     func(d *Data) { d.Classes = 0 },
		"Data.Height":      func(d *Data) { d.Height = 0 },
		"Data.Width":       func(d *Data) { d.Width = -4 },
		"Data.Channels":    func(d *Data) { d.Channels = 1000 },
		"Data shape":       func(d *Data) { d.Height, d.Width = d.Width, d.Height },
	} {
		data := blobs(3, 2, 4, 5, 1)
		spoil(&data)
		_, _, err := trainer.Train(context.Background(), data, 1, TrainOptions{})
		wantField(t, err, field)
	}
}

func wantField(t *testing.T, err error, field string) {
	t.Helper()
	var invalid *diversity.FieldError
	if !errors.As(err, &invalid) || invalid.Field != field {
		t.Errorf("error %v, want one of field %s", err, field)
	}
}

func TestNewTrainerRejects(t *testing.T) {
	for field, spoil := range map[string]func(*Options){
		"Options.Height":      func(o *Options) { o.Height = 0 },
		"Options.Width":       func(o *Options) { o.Width = 5000 },
		"Options.Channels":    func(o *Options) { o.Channels = 0 },
		"MLP.Hidden[1]":       func(o *Options) { o.Backbone = backbone.MLP{Hidden: []int{3, 0}} },
		"Recipe.Steps":        func(o *Options) { o.Recipe.Epochs = 1 },
		"Recipe.LearningRate": func(o *Options) { o.Recipe.LearningRate = math.NaN() },
	} {
		o := small()
		spoil(&o)
		_, err := NewTrainer(context.Background(), o)
		wantField(t, err, field)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewTrainer(cancelled, small()); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	t.Setenv("GOMLX_BACKEND", "nonsense")
	if _, err := NewTrainer(context.Background(), small()); !errors.Is(err, ErrDevice) {
		t.Errorf("error %v, want ErrDevice", err)
	}
}

// TestPanicsBecomeErrors: a closed trainer makes the graph library fail.
func TestPanicsBecomeErrors(t *testing.T) {
	t.Setenv("GOMLX_BACKEND", "go")
	trainer, err := NewTrainer(context.Background(), small())
	if err != nil {
		t.Fatal(err)
	}
	network, err := trainer.Random(1)
	if err != nil {
		t.Fatal(err)
	}
	if err := trainer.Close(); err != nil {
		t.Fatal(err)
	}
	_, _, err = trainer.Train(context.Background(), blobs(3, 2, 4, 5, 1), 1, TrainOptions{})
	if !errors.Is(err, ErrDevice) {
		t.Errorf("Train: error %v, want ErrDevice", err)
	}
	if _, err := network.Features(context.Background(), make([]uint8, 20)); !errors.Is(err, ErrDevice) {
		t.Errorf("Features: error %v, want ErrDevice", err)
	}
}
