// Package recipe describes how a backbone is pre-trained: optimiser, schedule, length, batch and augmentation, and the
// curve that a training leaves. A recipe is a plain value; package pretrain carries it out.
package recipe

import "cmp"

// Optimizer names an update rule.
type Optimizer string

// The update rules.
const (
	// SGD is stochastic gradient descent with Nesterov momentum; weight decay is added to the gradient. It is
	// torch.optim.SGD(nesterov=True).
	SGD Optimizer = "sgd"
	// AdamW is Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101): beta 0.9, 0.999; epsilon 1e-8.
	AdamW Optimizer = "adamw"
	// LAMB is AdamW whose step for each tensor is as long as the tensor's norm times the rate (You et al., arXiv
	// 1904.00962, algorithm 2, with the bias corrections of its text): beta 0.9, 0.999; epsilon 1e-6. Where a norm is 0
	// the step is AdamW's. The norm of gradients is not bounded before, as some programs do: see Recipe.ClipNorm.
	LAMB Optimizer = "lamb"
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
// Fields at zero take the documented default; [Recipe.WithDefaults] fills them in. Recipes of papers are functions of
// this package, such as [ImageNet90].
type Recipe struct {
	Optimizer    Optimizer `json:"optimizer"`     // "" means SGD
	LearningRate float64   `json:"learning_rate"` // highest rate; 0 means 0.05 for SGD, 0.002 for AdamW, 0.005 for LAMB
	Momentum     float64   `json:"momentum"`      // of SGD, in [0, 1); 0 means 0.9, None means without
	WeightDecay  float64   `json:"weight_decay"`  // 0 means 0.001, None means without
	// passes over the pre-training set; set one of Epochs, Steps and Images. Without any it is 20 epochs
	Epochs int `json:"epochs"`
	Steps  int `json:"steps"` // number of updates, whatever the size of the set
	Batch  int `json:"batch"` // images per update; 0 means 64
	// updates of linear warm-up before the schedule; 0 means 50 (none for OneCycle), None means without
	Warmup int `json:"warmup"`
	// in [0, 1): share of the target spread evenly over the classes; 0 means none
	LabelSmoothing float64   `json:"label_smoothing"`
	Augment        Augment   `json:"augment"`
	Precision      Precision `json:"precision,omitempty"` // Float32 or BFloat16

	// Normalize is what is done to pixels before the network sees them, in training and afterwards; nothing if it is zero
	Normalize Normalization `json:"normalize,omitzero"`

	Images   int      `json:"images,omitzero"`   // images seen, counted every time, whatever the size of the set and the batch
	Schedule Schedule `json:"schedule,omitzero"` // of the learning rate; the zero value is half a cosine
	// highest norm of all gradients of an update taken together, to which longer ones are shortened; 0 means no bound
	ClipNorm float64 `json:"clip_norm,omitzero"`
	// in [0, 1): weights and running statistics are averaged over the updates, those of the past weighing this much
	// (torch.optim.swa_utils with get_ema_multi_avg_fn and use_buffers), and the averages are what is kept and probed,
	// never trained on; 0 means the weights of the last update
	Average float64 `json:"average,omitzero"`
	// images that the device computes at a time; it divides Batch, and the gradients of an update are the means over its
	// parts. Batch normalisation, mixing and contrastive objectives see a part, not the batch. 0 means all at once
	MicroBatch int       `json:"micro_batch,omitzero"`
	Objective  Objective `json:"objective,omitzero"` // the zero value is the cross-entropy of the labels
}

// WithDefaults returns the recipe with every default written out; it is what is hashed and stored.
func (r Recipe) WithDefaults() Recipe {
	r.Optimizer = cmp.Or(r.Optimizer, SGD)
	r.LearningRate = cmp.Or(r.LearningRate, map[Optimizer]float64{SGD: 0.05, AdamW: 0.002, LAMB: 0.005}[r.Optimizer])
	if r.Epochs == 0 && r.Steps == 0 && r.Images == 0 {
		r.Epochs = 20
	}
	setDefault(&r.Momentum, 0.9)
	setDefault(&r.WeightDecay, 0.001)
	setDefault(&r.Batch, 64)
	if r.MicroBatch == r.Batch {
		r.MicroBatch = 0
	}
	setDefault(&r.Warmup, r.Schedule.warmup())
	r.Schedule = r.Schedule.withDefaults()
	r.Augment = r.Augment.withDefaults()
	r.Normalize = r.Normalize.withDefaults()
	r.Objective = r.Objective.withDefaults()
	return r
}

func setDefault[T int | float64](field *T, value T) {
	if *field == 0 {
		*field = value
	}
}

// Updates is the number of updates for a pre-training set of total images: Steps, or Epochs * total / Batch or
// Images / Batch rounded to the nearest whole number and at least 1. Batches are cut from a sequence of random
// permutations of the set, so that none is ever short and no image is left out.
func (r Recipe) Updates(total int) int {
	r = r.WithDefaults()
	if r.Steps > 0 {
		return r.Steps
	}
	seen := r.Epochs * total
	if r.Images > 0 {
		seen = r.Images
	}
	return max(1, (seen+r.Batch/2)/r.Batch)
}

// Parts is the number of parts of a batch that are computed one after the other, see Recipe.MicroBatch.
func (r Recipe) Parts() int {
	r = r.WithDefaults()
	return r.Batch / cmp.Or(r.MicroBatch, r.Batch)
}

// Rate is the learning rate of update step (from 0) out of updates: it rises linearly over the warm-up (at most half of
// all updates) and then follows the schedule.
func (r Recipe) Rate(step, updates int) float64 {
	r = r.WithDefaults()
	warmup := min(max(r.Warmup, 0), updates/2)
	if step < warmup {
		return r.LearningRate * float64(step+1) / float64(warmup)
	}
	return r.LearningRate * r.Schedule.share(step, warmup, updates)
}
