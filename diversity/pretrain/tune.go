package pretrain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/gomlx/gomlx/core/tensors"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/recipe"
)

// Tune implements probe.Tuner: it trains a copy of the network with a head on it, which both are returned; the network
// itself never changes. Images are normalised as those of pre-training. The same network and tuning give the same bits
// on the same machine. The context is honoured between calls to the device.
//
// Errors: [diversity.ErrInvalid] for a bad tuning, probe.ErrDiverged and [ErrDiverged], [ErrDevice], or the context's.
func (n *Network) Tune(ctx context.Context, t probe.Tuning) (tuned probe.Tuned, err error) {
	tuned, _, err = n.tune(ctx, t)
	return tuned, err
}

// tune returns the trained copy besides.
func (n *Network) tune(ctx context.Context, t probe.Tuning) (tuned probe.Tuned, own *Network, err error) {
	defer recovered(&err)
	data, err := n.trainer.tuningData(t)
	if err != nil {
		return tuned, nil, err
	}
	trainer, err := n.trainer.tuner(t)
	if err != nil {
		return tuned, nil, err
	}
	s := trainer.sessionFrom(data, HeadWidth(data.Classes), t.Seed, trainer.stateWith(n.weights, t.Head))
	defer s.free()
	network, err := s.run(ctx)
	if errors.Is(err, ErrDiverged) {
		err = fmt.Errorf("%w: %w", probe.ErrDiverged, err)
	}
	if err != nil {
		return tuned, nil, err
	}
	own = &Network{trainer: n.trainer, weights: network.weights}
	tuned.Features = own.Features
	tuned.Head, err = s.head(data.Classes)
	return tuned, own, err
}

// tuningData are the images of a tuning, once it is found to be one for this trainer's networks.
func (t *Trainer) tuningData(how probe.Tuning) (data Data, err error) {
	if err := how.Recipe.Validate(); err != nil {
		return data, fmt.Errorf("Tuning.%w", err)
	}
	switch r := how.Recipe; {
	case r.Objective.Contrastive():
		return data, diversity.Invalid("Tuning.Recipe.Objective", r.Objective.Kind, "the cross-entropy")
	case r.Average > 0:
		return data, diversity.Invalid("Tuning.Recipe.Average", r.Average, "0: the head would not be averaged")
	}
	if err := how.Recipe.Augment.ValidFor(t.options.Channels); err != nil {
		return data, fmt.Errorf("Tuning.%w", err)
	}
	classes := len(how.Head.Offset)
	if want := classes * t.net.Features; len(how.Head.Weights) != want {
		return data, diversity.Invalid("len(Tuning.Head.Weights)", len(how.Head.Weights),
			fmt.Sprintf("%d, for %d classes of %d features", want, classes, t.net.Features))
	}
	o := t.options
	data = Data{Images: how.Train.Images, Height: o.Height, Width: o.Width, Channels: o.Channels,
		Labels: how.Train.Labels, Classes: classes}
	if err := data.Validate(); err != nil {
		return data, fmt.Errorf("Tuning.Train: %w", err)
	}
	return data, nil
}

// tuners are a trainer's programs for fine-tuning.
type tuners struct {
	mutex sync.Mutex
	by    map[string]*Trainer
}

// tuner is a trainer with the recipe of a tuning. Its programs are compiled once for all recipes that differ in length
// and rate alone.
func (t *Trainer) tuner(how probe.Tuning) (*Trainer, error) {
	o := t.options
	o.Recipe = how.Recipe.WithDefaults()
	o.Recipe.Normalize = t.options.Recipe.Normalize
	o.Published = backbone.Published{}
	same := o.Recipe
	same.LearningRate, same.Epochs, same.Steps, same.Images, same.Warmup, same.Schedule = 0, 0, 0, 0, 0, recipe.Schedule{}
	key, err := json.Marshal(struct {
		Recipe         recipe.Recipe
		KeepStatistics bool
	}{same, how.KeepStatistics})
	if err != nil {
		return nil, err
	}
	compiled, err := t.compiledTuner(string(key), o, how.KeepStatistics)
	if err != nil {
		return nil, err
	}
	own := *compiled
	own.options = o
	return &own, nil
}

func (t *Trainer) compiledTuner(key string, o Options, fixed bool) (*Trainer, error) {
	t.tuners.mutex.Lock()
	defer t.tuners.mutex.Unlock()
	if have := t.tuners.by[key]; have != nil {
		return have, nil
	}
	made := &Trainer{options: o, net: t.net, names: t.names, device: t.device, backend: t.backend}
	made.program = o.program(t.net)
	made.program.fixed = fixed
	made.steps = stepsPerCall(t.device.Kind, t.net, made.batch()*made.pixels())
	if err := made.prepare(); err != nil {
		return nil, err
	}
	t.tuners.by[key] = made
	return made, nil
}

// close frees the programs.
func (t *tuners) close() {
	for _, trainer := range t.by {
		trainer.finalize()
	}
}

// stateWith is the state before a training that starts from the weights of a network, with a head.
func (t *Trainer) stateWith(weights []Tensor, h probe.Head) []*tensors.Tensor {
	width := HeadWidth(len(h.Offset))
	head := t.program.head(width).Params()
	filled := func(number int, values []float32) Tensor {
		data := make([]float32, head[number].Size())
		copy(data, values)
		return Tensor{head[number].Name, head[number].Dims, data}
	}
	return t.stateOf(weights, []Tensor{filled(0, h.Weights), filled(1, h.Offset)}, head)
}

// head copies the head from the device, without the rows of classes that do not exist.
func (s *session) head(classes int) (h probe.Head, err error) {
	params := stateOf(s.trainer.program, s.state).params[len(s.trainer.net.Params):]
	var values [2][]float32
	for i := range values {
		if values[i], err = tensors.CopyFlatData[float32](params[i]); err != nil {
			return h, fmt.Errorf("%w: %w", ErrDevice, err)
		}
	}
	h.Weights, h.Offset = values[0][:classes*s.trainer.net.Features], values[1][:classes]
	if slices.ContainsFunc(h.Weights, isBad) || slices.ContainsFunc(h.Offset, isBad) {
		return h, fmt.Errorf("%w: %w: the head holds values that are not finite", probe.ErrDiverged, ErrDiverged)
	}
	return h, nil
}
