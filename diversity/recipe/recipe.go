// Package recipe describes how a backbone is pre-trained: optimiser, schedule, length, batch and augmentation, and the
// curve that a training leaves. A recipe is a plain value; package pretrain carries it out.
package recipe

import (
	"cmp"
	"fmt"
	"math"

	"tradeoff/diversity"
)

// Optimizer names an update rule.
type Optimizer string

// The update rules.
const (
	SGD   Optimizer = "sgd"   // stochastic gradient descent with Nesterov momentum; weight decay is added to the gradient
	AdamW Optimizer = "adamw" // Adam with decoupled weight decay (beta 0.9, 0.999; epsilon 1e-8)
)

// Precision names the number format of what enters matrix products in training; weights, sums and everything else are
// float32.
type Precision string

// The precisions.
const (
	Float32  Precision = ""         // the default
	BFloat16 Precision = "bfloat16" // 8 bits of mantissa: faster on GPUs and on CPUs with AVX-512 BF16, slower elsewhere
)

// None switches off a setting whose zero value stands for a default, as in Recipe{WeightDecay: recipe.None}.
const None = -1

// Recipe says how a network is trained. The zero value is a good start for small images: SGD at 0.05 for 20 epochs.
// Fields at zero take the documented default; [Recipe.WithDefaults] fills them in.
type Recipe struct {
	Optimizer    Optimizer `json:"optimizer"`     // "" means SGD
	LearningRate float64   `json:"learning_rate"` // highest rate; 0 means 0.05 for SGD, 0.002 for AdamW
	Momentum     float64   `json:"momentum"`      // of SGD, in [0, 1); 0 means 0.9, None means without
	WeightDecay  float64   `json:"weight_decay"`  // 0 means 0.001, None means without
	Epochs       int       `json:"epochs"`        // passes over the pre-training set; 0 means 20 unless Steps is set
	Steps        int       `json:"steps"`         // number of updates; set either Epochs or Steps
	Batch        int       `json:"batch"`         // images per update; 0 means 64
	// updates of linear warm-up before the cosine; 0 means 50, None means without
	Warmup int `json:"warmup"`
	// in [0, 1): share of the target spread evenly over the classes; 0 means none
	LabelSmoothing float64   `json:"label_smoothing"`
	Augment        Augment   `json:"augment"`
	Precision      Precision `json:"precision,omitempty"` // Float32 or BFloat16

	// Normalize is what is done to pixels before the network sees them, in training and afterwards; nothing if it is zero
	Normalize Normalization `json:"normalize,omitzero"`
}

// Augment is the random transformation applied to every training image at every use: an affine map and a mirror.
// The zero value changes nothing. Each amount is the standard deviation of a normal distribution but for Flip.
type Augment struct {
	Shift  float64 `json:"shift"`  // pixels along each axis, 0..8
	Rotate float64 `json:"rotate"` // degrees, 0..180
	Scale  float64 `json:"scale"`  // of the logarithm of the scale of each axis, 0..1
	Flip   float64 `json:"flip"`   // probability of a left-right mirror, 0..1
}

// Enabled reports whether the augmentation changes anything.
func (a Augment) Enabled() bool { return a != Augment{} }

// WithDefaults returns the recipe with every default written out; it is what is hashed and stored.
func (r Recipe) WithDefaults() Recipe {
	r.Optimizer = cmp.Or(r.Optimizer, SGD)
	r.LearningRate = cmp.Or(r.LearningRate, map[Optimizer]float64{SGD: 0.05, AdamW: 0.002}[r.Optimizer])
	if r.Epochs == 0 && r.Steps == 0 {
		r.Epochs = 20
	}
	setDefault(&r.Momentum, 0.9)
	setDefault(&r.WeightDecay, 0.001)
	setDefault(&r.Batch, 64)
	setDefault(&r.Warmup, 50)
	r.Normalize = r.Normalize.withDefaults()
	return r
}

func setDefault[T int | float64](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}

// Updates is the number of updates for a pre-training set of total images: Steps, or Epochs * total / Batch rounded to
// the nearest whole number and at least 1. Batches are cut from a sequence of random permutations of the set, so that
// none is ever short and no image is left out.
func (r Recipe) Updates(total int) int {
	r = r.WithDefaults()
	if r.Steps > 0 {
		return r.Steps
	}
	return max(1, (r.Epochs*total+r.Batch/2)/r.Batch)
}

// Rate is the learning rate of update step (from 0) out of updates: it rises linearly over the warm-up (at most half of
// all updates) and then falls to zero along half a cosine.
func (r Recipe) Rate(step, updates int) float64 {
	r = r.WithDefaults()
	warmup := min(max(r.Warmup, 0), updates/2)
	if step < warmup {
		return r.LearningRate * float64(step+1) / float64(warmup)
	}
	progress := float64(step-warmup) / float64(max(1, updates-warmup))
	return r.LearningRate * (1 + math.Cos(math.Pi*progress)) / 2
}

// Validate returns an error wrapping [diversity.ErrInvalid] that names the first field out of its range.
func (r Recipe) Validate() error {
	if r.Optimizer != "" && r.Optimizer != SGD && r.Optimizer != AdamW {
		return diversity.Invalid("Recipe.Optimizer", fmt.Sprintf("%q", r.Optimizer), `"sgd" or "adamw"`)
	}
	if r.Precision != Float32 && r.Precision != BFloat16 {
		return diversity.Invalid("Recipe.Precision", fmt.Sprintf("%q", r.Precision), `"" or "bfloat16"`)
	}
	if r.Epochs != 0 && r.Steps != 0 {
		return diversity.Invalid("Recipe.Steps", r.Steps, fmt.Sprintf("0, as Epochs is %d: set one of the two", r.Epochs))
	}
	checks := []struct {
		field    string
		value    float64
		low, top float64
	}{
		{"Recipe.LearningRate", r.LearningRate, 0, 100},
		{"Recipe.Epochs", float64(r.Epochs), 0, 1e6},
		{"Recipe.Steps", float64(r.Steps), 0, 1e9},
		{"Recipe.Batch", float64(r.Batch), 0, 65536},
		{"Recipe.LabelSmoothing", r.LabelSmoothing, 0, 0.999},
		{"Recipe.Augment.Shift", r.Augment.Shift, 0, 8},
		{"Recipe.Augment.Rotate", r.Augment.Rotate, 0, 180},
		{"Recipe.Augment.Scale", r.Augment.Scale, 0, 1},
		{"Recipe.Augment.Flip", r.Augment.Flip, 0, 1},
	}
	for _, c := range checks {
		if math.IsNaN(c.value) || c.value < c.low || c.value > c.top {
			return diversity.Invalid(c.field, c.value, fmt.Sprintf("%v..%v", c.low, c.top))
		}
	}
	optional := []struct {
		field      string
		value, top float64
	}{
		{"Recipe.Momentum", r.Momentum, 0.9999},
		{"Recipe.WeightDecay", r.WeightDecay, 1},
		{"Recipe.Warmup", float64(r.Warmup), 1e9},
	}
	for _, c := range optional {
		if c.value != None && (math.IsNaN(c.value) || c.value < 0 || c.value > c.top) {
			return diversity.Invalid(c.field, c.value, fmt.Sprintf("0..%v, or recipe.None", c.top))
		}
	}
	return r.Normalize.validate()
}
