package probe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// FineTune trains the whole network on the training part, with a linear classifier on its features that starts at zero:
// full fine-tuning, where all other probes leave the network as it is. Each episode starts from the weights of the run,
// which stay as they are.
//
// The zero value is [recipe.FineTuning] with the rates of its source and two above them, as networks here are small:
// 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2 and 0.1. The rate is the one with the fewest errors on the validation
// part or, if that is empty, on a tenth of the training images that the training leaves out; among equals the one
// with the least loss there, then the first of the list. Where a tenth was left out the network is trained once more
// with the chosen rate, on all training images; if that diverges, with the next best. A rate with which training
// diverges counts as wrong throughout. All rates see the same batches.
//
// Batch normalisation takes the statistics of each batch, as in the source's main tables, which keeps the random
// network of a control trainable; its variant with those of pre-training is KeepStatistics.
//
// A training costs about as many passes as so many epochs of pre-training on the images of the task; with the eight
// rates of the zero value 160 epochs of the training part and 20 more, for each episode.
type FineTune struct {
	// of each training; the zero value means [recipe.FineTuning]. Its objective is the cross-entropy, it averages no
	// weights, and leaves the normalisation of pixels to pre-training
	Recipe recipe.Recipe `json:"recipe,omitzero"`
	// to choose from, each above 0 and at most 100; empty: the rate of Recipe, and without a recipe the default list
	Rates          []float64 `json:"rates,omitempty"`
	KeepStatistics bool      `json:"keep_statistics,omitempty"` // as [Tuning] says
	Seed           uint64    `json:"seed,omitempty"`            // of the order of images; other runs and episodes have other orders
}

// Kind returns "finetune".
func (FineTune) Kind() string { return "finetune" }

// Sweep is Rates with the default applied.
func (f FineTune) Sweep() []float64 {
	switch {
	case len(f.Rates) > 0:
		return slices.Clone(f.Rates)
	case f.given():
		return []float64{f.Recipe.WithDefaults().LearningRate}
	}
	return []float64{3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1}
}

// given reports whether there is a recipe.
func (f FineTune) given() bool { return !reflect.ValueOf(f.Recipe).IsZero() }

// how is the recipe for a rate, every default written out.
func (f FineTune) how(rate float64) recipe.Recipe {
	r := f.Recipe
	if !f.given() {
		r = recipe.FineTuning()
	}
	r.LearningRate = rate
	return r.WithDefaults()
}

type fineTuneJSON struct {
	Recipe         recipe.Recipe `json:"recipe"`
	Rates          []float64     `json:"rates"`
	KeepStatistics bool          `json:"keep_statistics"`
	Seed           uint64        `json:"seed"`
}

func (f FineTune) written() fineTuneJSON {
	return fineTuneJSON{f.how(f.Sweep()[0]), f.Sweep(), f.KeepStatistics, f.Seed}
}

// MarshalJSON writes the settings with the defaults applied.
func (f FineTune) MarshalJSON() ([]byte, error) { return json.Marshal(f.written()) }

// Validate checks every setting.
func (f FineTune) Validate() error { return f.validate("FineTune") }

func (f FineTune) validate(owner string) error {
	if err := f.Recipe.Validate(); err != nil {
		return fmt.Errorf("%s.%w", owner, err)
	}
	switch r := f.Recipe; {
	case r.Objective.Contrastive():
		return diversity.Invalid(owner+".Recipe.Objective", r.Objective.Kind, "the cross-entropy of the task's classes")
	case r.Normalize.Enabled():
		return diversity.Invalid(owner+".Recipe.Normalize", "set", "nothing: pixels are normalised as in pre-training")
	case r.Average > 0:
		return diversity.Invalid(owner+".Recipe.Average", r.Average, "0: the head would not be averaged")
	}
	if len(f.Rates) > maxRates {
		return diversity.Invalid("len("+owner+".Rates)", len(f.Rates), fmt.Sprintf("at most %d", maxRates))
	}
	for i, rate := range f.Rates {
		if !(rate > 0 && rate <= highestRate) {
			return diversity.Invalid(fmt.Sprintf("%s.Rates[%d]", owner, i), rate, "above 0, at most 100")
		}
	}
	return nil
}

const highestRate = 100 // of a recipe

// Predict returns an error wrapping [ErrFrozen]: see [PredictOn].
func (f FineTune) Predict(_, _, _ Set) (Prediction, error) { return frozen(f) }

func frozen(p Probe) (Prediction, error) {
	return Prediction{}, fmt.Errorf("%w: call PredictOn for kind %q, with the network", ErrFrozen, p.Kind())
}

// PredictOn implements [NetworkProbe].
func (f FineTune) PredictOn(ctx context.Context, network Tuner, train, validation, test Set) (Prediction, error) {
	if err := f.Validate(); err != nil {
		return Prediction{}, err
	}
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	zero := headOf(newLinear(classes, train.Dim))
	return f.predictOn(ctx, network, parts{train, validation, test, classes},
		func(_, _ Set) (Head, float64, error) { return zero, 0, nil })
}

// parts are those of an episode.
type parts struct {
	train, validation, test Set
	classes                 int
}

// beginning is the head with which the training on a set begins, that may be chosen on another, and the strength of
// its regularisation.
type beginning func(train, held Set) (Head, float64, error)

func (f FineTune) predictOn(ctx context.Context, network Tuner, p parts, begin beginning) (out Prediction, err error) {
	fitted, held, sweep := p.train, p.validation, f.Sweep()
	if len(sweep) > 1 && held.Len() == 0 {
		if fitted, held, err = holdOut(p.train, p.classes); err != nil {
			return Prediction{}, err
		}
	}
	head, strength, err := begin(fitted, held)
	if err != nil {
		return Prediction{}, err
	}
	c, err := f.choose(ctx, network, Tuning{Train: fitted, Head: head}, held)
	if err != nil {
		return Prediction{}, err
	}
	if fitted.Len() < p.train.Len() {
		if head, strength, err = begin(p.train, Set{}); err != nil {
			return Prediction{}, err
		}
		if err := f.again(ctx, network, Tuning{Train: p.train, Head: head}, &c); err != nil {
			return Prediction{}, err
		}
	}
	classifier, features, err := c.tuned.on(ctx, p.test)
	if err != nil {
		return Prediction{}, err
	}
	out = classifier.predict(features)
	out.Strength, out.Candidates = strength, c.candidates
	return out, nil
}

// tune trains with a rate.
func (f FineTune) tune(ctx context.Context, network Tuner, t Tuning, rate float64) (Tuned, error) {
	t.Recipe, t.KeepStatistics, t.Seed = f.how(rate), f.KeepStatistics, f.Seed
	return network.Tune(ctx, t)
}

// rateChoice is what was trained with the best rate.
type rateChoice struct {
	tuned      Tuned
	candidates []Candidate
	order      []int // of the candidates whose training did not diverge, the best first
}

// choose trains with every rate and counts the errors of each; a single rate is not tried out.
func (f FineTune) choose(ctx context.Context, network Tuner, t Tuning, held Set) (c rateChoice, err error) {
	sweep := f.Sweep()
	if len(sweep) == 1 {
		c.tuned, err = f.tune(ctx, network, t, sweep[0])
		return c, err
	}
	losses := make([]float64, len(sweep))
	for i, rate := range sweep {
		c.candidates = append(c.candidates, Candidate{Value: rate, Wrong: held.Len(), Of: held.Len()})
		tuned, wrong, loss, err := f.try(ctx, network, t, rate, held)
		if errors.Is(err, ErrDiverged) {
			continue
		}
		if err != nil {
			return c, err
		}
		c.candidates[i].Wrong, losses[i] = wrong, loss
		at := 0
		for at < len(c.order) && !preferred(c.candidates, losses, i, c.order[at]) {
			at++
		}
		c.order = slices.Insert(c.order, at, i)
		if at == 0 {
			c.tuned = tuned
		}
	}
	if len(c.order) == 0 {
		return c, allDiverged(sweep)
	}
	c.candidates[c.order[0]].Chosen = 1
	return c, nil
}

func allDiverged(sweep []float64) error {
	return fmt.Errorf("%w with every rate of %v", ErrDiverged, sweep)
}

// again trains on all images with the best rate, and with the next best where that diverges, as it may on more images.
func (f FineTune) again(ctx context.Context, network Tuner, t Tuning, c *rateChoice) (err error) {
	c.candidates[c.order[0]].Chosen = 0
	for _, i := range c.order {
		c.tuned, err = f.tune(ctx, network, t, c.candidates[i].Value)
		if errors.Is(err, ErrDiverged) {
			continue
		}
		c.candidates[i].Chosen = 1
		return err
	}
	return allDiverged(f.Sweep())
}

// try trains with a rate, counts the images of a part that are classified wrongly then, and gives the softmax loss.
func (f FineTune) try(ctx context.Context, network Tuner, t Tuning, rate float64, held Set) (tuned Tuned, wrong int,
	loss float64, err error) {
	if tuned, err = f.tune(ctx, network, t, rate); err != nil {
		return tuned, 0, 0, err
	}
	classifier, features, err := tuned.on(ctx, held)
	if err != nil {
		return tuned, 0, 0, err
	}
	labels, loss := classifier.classify(features)
	return tuned, differences(labels, held.Labels), loss, nil
}

// on is the classifier, and a part with the features of the trained network.
func (t Tuned) on(ctx context.Context, part Set) (linear, Set, error) {
	values, err := t.Features(ctx, part.Images)
	if err != nil {
		return linear{}, Set{}, err
	}
	features := Set{Features: values, Labels: part.Labels, Dim: part.Dim}
	if err := features.checkFinite("fine-tuned"); err != nil {
		return linear{}, Set{}, fmt.Errorf("%w: %w", ErrDiverged, err)
	}
	return t.Head.linear(part.Dim), features, nil
}
