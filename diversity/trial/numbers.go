package trial

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/pretrain"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
)

// Numbers are what a device computed.
type Numbers struct {
	Device   string           `json:"device"`
	Networks []NetworkNumbers `json:"networks"`
}

// NetworkNumbers are those of one network. Of large arrays they have as many values as suffice to tell two apart.
type NetworkNumbers struct {
	Name     string    `json:"name"`
	Features []float32 `json:"features"` // of the untrained network
	Gradient []float32 `json:"gradient"` // by all weights, for one batch, times the learning rate
	Losses   []float64 `json:"losses"`   // of the updates of a short training
	Change   []float32 `json:"change"`   // of all weights by it
	Ridge    []int32   `json:"ridge"`    // classes that a probe predicts from the features after it
	Logistic []int32   `json:"logistic"` // that another predicts
}

// Of the images: classes of the short training and of the probes' task, and training images of the task for each class.
const (
	classes = 8
	shots   = 4
)

// Compute computes the numbers of a trial on the device of this process, which GOMLX_BACKEND names. Each network takes
// the time of compiling besides. Progress, which may be nil, is told what comes next. Errors wrap
// [diversity.ErrInvalid] for settings out of range, [ErrNetwork] with the network that failed, or are the context's.
func Compute(ctx context.Context, s Settings, progress func(string)) (Numbers, error) {
	var out Numbers
	if err := s.validate(); err != nil {
		return out, err
	}
	for _, n := range s.Checked {
		told(progress, n.Name)
		numbers, device, err := s.numbers(ctx, n)
		if err != nil {
			return out, failed(ctx, n, err)
		}
		out.Device, out.Networks = device, append(out.Networks, numbers)
	}
	return out, nil
}

// told reports progress.
func told(progress func(string), next string) {
	if progress != nil {
		progress(next)
	}
}

// ErrNetwork is wrapped by the error of a network that a device cannot compute.
var ErrNetwork = errors.New("trial: a network cannot be computed")

// failed names the network of an error.
func failed(ctx context.Context, n Network, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("%w: %s: %w", ErrNetwork, n.Name, err)
}

// learningRate is low enough for every network to learn: at 0.05 the loss of a ResNet-50 rose to 71 in ten updates, and
// what diverges makes much of rounding.
const learningRate = 0.005

// numbers are those of one network. Without weight decay and warm-up one update changes the weights by a multiple of
// their gradient, so that one program gives the gradient and the short training.
func (s Settings) numbers(ctx context.Context, n Network) (out NetworkNumbers, device string, err error) {
	t, err := n.trainer(ctx, recipe.Recipe{Epochs: 1, Batch: s.Batch, LearningRate: learningRate, Warmup: recipe.None,
		WeightDecay: recipe.None})
	if err != nil {
		return out, "", err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	const seed = 1
	begin, err := t.Random(seed)
	if err != nil {
		return out, "", err
	}
	task := n.images(classes, 4*shots*classes, 2)
	out.Name = n.Name
	if out.Features, err = begin.Features(ctx, task.Images[:shots*classes*n.pixels()]); err != nil {
		return out, "", err
	}
	out.Features = sample(out.Features, featureValues)
	data := n.images(classes, s.Batch*s.Updates, 1)
	once := data
	once.Labels, once.Images = data.Labels[:s.Batch], data.Images[:s.Batch*n.pixels()]
	first, _, err := t.Train(ctx, once, seed, pretrain.TrainOptions{})
	if err != nil {
		return out, "", err
	}
	out.Gradient = change(begin, first)
	end, curve, err := t.Train(ctx, data, seed, pretrain.TrainOptions{})
	if err != nil {
		return out, "", err
	}
	out.Change = change(begin, end)
	for _, point := range curve {
		out.Losses = append(out.Losses, point.Loss)
	}
	out.Ridge, out.Logistic, err = predictions(ctx, end, task)
	return out, t.Device(), err
}

func (n Network) pixels() int { return n.Side * n.Side * n.Channels }

func (n Network) trainer(ctx context.Context, r recipe.Recipe) (*pretrain.Trainer, error) {
	return pretrain.NewTrainer(ctx, pretrain.Options{
		Backbone: n.Backbone, Recipe: r, Height: n.Side, Width: n.Side, Channels: n.Channels, Offline: true,
	})
}

// Of large arrays so many values are kept, at equal distances.
const (
	featureValues = 4096
	tensorValues  = 256 // of each tensor
)

func sample(values []float32, most int) (kept []float32) {
	step := (len(values) + most - 1) / most
	for i := 0; i < len(values); i += max(1, step) {
		kept = append(kept, values[i])
	}
	return kept
}

// change is by how much weights differ, running statistics left out.
func change(from, to *pretrain.Network) (values []float32) {
	before, after := from.Weights(), to.Weights()
	for i, tensor := range after {
		if strings.Contains(tensor.Name, "running_") {
			continue
		}
		difference := slices.Clone(tensor.Data)
		for j := range difference {
			difference[j] -= before[i].Data[j]
		}
		values = append(values, sample(difference, tensorValues)...)
	}
	return values
}

// predictions are those of two probes on the features of a task, of which the first images are trained on and as many
// again validate.
func predictions(ctx context.Context, n *pretrain.Network, task pretrain.Data) (ridge, logistic []int32, err error) {
	features, err := n.Features(ctx, task.Images)
	if err != nil {
		return nil, nil, err
	}
	part := func(first, last int) probe.Set {
		return probe.Set{Features: features[first*n.Dim() : last*n.Dim()], Labels: task.Labels[first:last], Dim: n.Dim()}
	}
	count := shots * classes
	train, validation, test := part(0, count), part(count, 2*count), part(2*count, len(task.Labels))
	byRidge, err := probe.Predict(probe.Ridge{}, train, validation, test)
	if err != nil {
		return nil, nil, err
	}
	byLogistic, err := probe.Predict(probe.Logistic{}, train, validation, test)
	return byRidge.Labels, byLogistic.Labels, err
}

// validate returns an error wrapping [diversity.ErrInvalid] that names the first setting out of its range.
func (s Settings) validate() error {
	for _, whole := range []struct {
		name      string
		value     int
		low, high int
	}{
		{"Settings.Batch", s.Batch, classes, 4096}, {"Settings.Updates", s.Updates, 1, 1000},
		{"Settings.Images", s.Images, classes, 1 << 20}, {"Settings.Epochs", s.Epochs, 1, 1000},
		{"Settings.Rounds", s.Rounds, 1, 100}, {"len(Settings.Replicas)", len(s.Replicas), 1, 20},
	} {
		if whole.value < whole.low || whole.value > whole.high {
			return diversity.Invalid(whole.name, whole.value, fmt.Sprintf("%d..%d", whole.low, whole.high))
		}
	}
	distinct := len(slices.Compact(slices.Clone(s.Replicas))) == len(s.Replicas)
	if s.Replicas[0] != 1 || !distinct || !slices.IsSorted(s.Replicas) {
		return diversity.Invalid("Settings.Replicas", s.Replicas, "rising numbers from 1 on")
	}
	if s.Duration < time.Millisecond || s.Duration > time.Hour {
		return diversity.Invalid("Settings.Duration", s.Duration, "1ms..1h")
	}
	for _, n := range slices.Concat(s.Checked, s.Together, s.Alone) {
		if err := n.validate(); err != nil {
			return err
		}
	}
	for _, n := range slices.Concat(s.Together, s.Alone) {
		if n.Batch < 1 || n.Batch > 4096 {
			return diversity.Invalid("Network.Batch", n.Batch, "1..4096")
		}
	}
	return nil
}

// validate leaves the shape of images and the settings of the backbone to whoever makes a trainer of them.
func (n Network) validate() error {
	if n.Name == "" {
		return diversity.Invalid("Network.Name", `""`, "a name")
	}
	if n.Backbone == nil {
		return diversity.Invalid("Network.Backbone", "nil", "a backbone")
	}
	return nil
}
