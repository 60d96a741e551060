package recipe

import (
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
)

// bounds are what a number may be.
type bounds struct {
	field            string
	value, low, high float64
}

// ranges names the first number that is out of its bounds.
func ranges(list []bounds) error {
	for _, b := range list {
		if math.IsNaN(b.value) || b.value < b.low || b.value > b.high {
			return diversity.Invalid(b.field, b.value, fmt.Sprintf("%v..%v", b.low, b.high))
		}
	}
	return nil
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (r Recipe) Validate() error {
	if r.Optimizer != "" && !slices.Contains([]Optimizer{SGD, AdamW, LAMB}, r.Optimizer) {
		return diversity.Invalid("Recipe.Optimizer", fmt.Sprintf("%q", r.Optimizer), `"sgd", "adamw" or "lamb"`)
	}
	if r.Precision != Float32 && r.Precision != BFloat16 {
		return diversity.Invalid("Recipe.Precision", fmt.Sprintf("%q", r.Precision), `"" or "bfloat16"`)
	}
	for _, check := range []func() error{
		r.validLength, r.inRange, r.orNone, r.validParts, r.Schedule.validate, r.validWarmup, r.Augment.validate,
		r.Normalize.validate, r.Objective.validate, r.validContrast,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// ValidFor returns an error wrapping [diversity.ErrInvalid] for a recipe that cannot be used on images of so many
// channels.
func (r Recipe) ValidFor(channels int) error {
	if err := r.Normalize.ValidFor(channels); err != nil {
		return err
	}
	return r.Augment.ValidFor(channels)
}

// validLength: the length is said once.
func (r Recipe) validLength() error {
	if r.Epochs != 0 && r.Steps != 0 {
		return diversity.Invalid("Recipe.Steps", r.Steps, fmt.Sprintf("0, as Epochs is %d: set one of the two", r.Epochs))
	}
	if r.Images != 0 && (r.Epochs != 0 || r.Steps != 0) {
		return diversity.Invalid("Recipe.Images", r.Images,
			fmt.Sprintf("0, as Epochs is %d and Steps %d: set one of the three", r.Epochs, r.Steps))
	}
	return nil
}

func (r Recipe) inRange() error {
	return ranges([]bounds{
		{"Recipe.LearningRate", r.LearningRate, 0, 100},
		{"Recipe.Epochs", float64(r.Epochs), 0, 1e6},
		{"Recipe.Steps", float64(r.Steps), 0, 1e9},
		{"Recipe.Images", float64(r.Images), 0, 1e12},
		{"Recipe.Batch", float64(r.Batch), 0, 65536},
		{"Recipe.MicroBatch", float64(r.MicroBatch), 0, 65536},
		{"Recipe.LabelSmoothing", r.LabelSmoothing, 0, 0.999},
		{"Recipe.ClipNorm", r.ClipNorm, 0, 1e6},
		{"Recipe.Average", r.Average, 0, 0.999999},
	})
}

// orNone checks the numbers that can be switched off.
func (r Recipe) orNone() error {
	for _, c := range []struct {
		field      string
		value, top float64
	}{
		{"Recipe.Momentum", r.Momentum, 0.9999},
		{"Recipe.WeightDecay", r.WeightDecay, 1},
		{"Recipe.Warmup", float64(r.Warmup), 1e9},
	} {
		if c.value != None && (math.IsNaN(c.value) || c.value < 0 || c.value > c.top) {
			return diversity.Invalid(c.field, c.value, fmt.Sprintf("0..%v, or recipe.None", c.top))
		}
	}
	return nil
}

func (r Recipe) validParts() error {
	batch := r.WithDefaults().Batch
	if r.MicroBatch > batch || r.MicroBatch > 0 && batch%r.MicroBatch != 0 {
		return diversity.Invalid("Recipe.MicroBatch", r.MicroBatch, fmt.Sprintf("a divisor of Batch, %d", batch))
	}
	return nil
}

func (r Recipe) validWarmup() error {
	if r.Schedule.Kind == OneCycle && r.Warmup > 0 {
		return diversity.Invalid("Recipe.Warmup", r.Warmup, "0, as the schedule of one cycle has its own")
	}
	return nil
}
