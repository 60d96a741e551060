package probe

import (
	"context"
	"errors"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// Errors of probes that train the network, to be tested with errors.Is.
var (
	// ErrFrozen is wrapped by the error of a [NetworkProbe] that is given features alone.
	ErrFrozen = errors.New("probe: it trains the network itself, and has features alone")
	// ErrDiverged is wrapped by the error of a [Tuner] whose training arrives at numbers that are not finite.
	ErrDiverged = errors.New("probe: fine-tuning diverged")
)

// Head is a linear classifier on features: the scores Weights x + Offset, one for each class.
type Head struct {
	Weights []float32 // [C, D], row by row
	Offset  []float32 // [C]
}

// Tuning says how a copy of a network is trained on a task, with a head on it.
type Tuning struct {
	Train  Set // with Images
	Head   Head
	Recipe recipe.Recipe // pixels are normalised as in pre-training, whatever it says of that

	// KeepStatistics has batch normalisation use the statistics of pre-training, which stay as they are, and drops
	// nothing. Otherwise both are as in pre-training: batches are normalised by their own mean and variance, which are
	// averaged for afterwards, and dropout drops.
	KeepStatistics bool
	Seed           uint64 // of the order of images, and of what else is random
}

// Tuned is what fine-tuning leaves.
type Tuned struct {
	Head Head
	// Features computes those of images, [M, D], as those of a [Set] are of the network before.
	Features func(ctx context.Context, images []uint8) ([]float32, error)
}

// Tuner is a network that can be trained on: pretrain's Network is one. A call trains a copy and never changes the
// network itself; the same tuning gives the same on the same machine. The error wraps [ErrDiverged] where training does
// not end in finite numbers.
type Tuner interface {
	Tune(ctx context.Context, t Tuning) (Tuned, error)
}

// NetworkProbe is a probe that trains the network itself, not only a classifier on its features. Its Predict returns an
// error wrapping [ErrFrozen].
type NetworkProbe interface {
	Probe
	// PredictOn is as Predict, with the network whose features the sets hold and whose pixels their Images are.
	PredictOn(ctx context.Context, network Tuner, train, validation, test Set) (Prediction, error)
}

// PredictOn calls the probe's PredictOn and checks what it returns, as [Predict] does.
func PredictOn(ctx context.Context, p NetworkProbe, network Tuner, train, validation, test Set) (Prediction, error) {
	return checked(p, train, validation, test, func() (Prediction, error) {
		if err := checkImages(train, validation, test); err != nil {
			return Prediction{}, err
		}
		return p.PredictOn(ctx, network, train, validation, test)
	})
}

// checkImages refuses parts without pixels, and parts whose images differ in size.
func checkImages(train, validation, test Set) error {
	for _, part := range []struct {
		name string
		Set
	}{{"train", train}, {"validation", validation}, {"test", test}} {
		if part.Len() > 0 && (part.pixels() == 0 || part.pixels() != train.pixels()) {
			return diversity.Invalid("len("+part.name+".Images)", len(part.Images),
				fmt.Sprintf("%d images of one size, as those of the training part", part.Len()))
		}
	}
	return nil
}

// linear is the head in float64.
func (h Head) linear(dim int) linear {
	out := newLinear(len(h.Offset), dim)
	for i, value := range h.Weights {
		out.weights.RawMatrix().Data[i] = float64(value)
	}
	for i, value := range h.Offset {
		out.offset[i] = float64(value)
	}
	return out
}

// headOf is the head of a classifier.
func headOf(l linear) (h Head) {
	for _, value := range l.weights.RawMatrix().Data {
		h.Weights = append(h.Weights, float32(value))
	}
	for _, value := range l.offset {
		h.Offset = append(h.Offset, float32(value))
	}
	return h
}
