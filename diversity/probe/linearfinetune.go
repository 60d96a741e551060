package probe

import (
	"context"
	"encoding/json"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
)

// LinearFineTune is a linear probe and then full fine-tuning from there (Kumar et al., arXiv 2202.10054, as LP-FT): as
// [FineTune], but the classifier starts as that of [Logistic] on the features of the network, so that training does not
// distort them for the sake of a bad one. Its strength is chosen before the rate, on the same images.
type LinearFineTune struct {
	Recipe         recipe.Recipe `json:"recipe,omitzero"`           // as that of [FineTune]
	Rates          []float64     `json:"rates,omitempty"`           // as those of [FineTune]
	KeepStatistics bool          `json:"keep_statistics,omitempty"` // as [Tuning] says
	Seed           uint64        `json:"seed,omitempty"`            // of the order of images
	Strengths      []float64     `json:"strengths,omitempty"`       // of the first classifier, as those of [Logistic]
}

// Kind returns "linear-finetune".
func (LinearFineTune) Kind() string { return "linear-finetune" }

// Sweep is Rates with the default applied.
func (l LinearFineTune) Sweep() []float64 { return l.tuning().Sweep() }

func (l LinearFineTune) tuning() FineTune {
	return FineTune{Recipe: l.Recipe, Rates: l.Rates, KeepStatistics: l.KeepStatistics, Seed: l.Seed}
}

func (l LinearFineTune) first() Logistic { return Logistic{Strengths: l.Strengths, TrainOnly: true} }

// MarshalJSON writes the settings with the defaults applied.
func (l LinearFineTune) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		fineTuneJSON
		Strengths []float64 `json:"strengths"`
	}{l.tuning().written(), l.first().Sweep()})
}

// Validate checks every setting.
func (l LinearFineTune) Validate() error {
	for i, strength := range l.Strengths {
		if !validStrength(strength) {
			return diversity.Invalid(fmt.Sprintf("LinearFineTune.Strengths[%d]", i), strength, allowedStrength)
		}
	}
	return l.tuning().validate("LinearFineTune")
}

// Predict returns an error wrapping [ErrFrozen]: see [PredictOn].
func (l LinearFineTune) Predict(_, _, _ Set) (Prediction, error) { return frozen(l) }

// PredictOn implements [NetworkProbe].
func (l LinearFineTune) PredictOn(ctx context.Context, network Tuner, train, validation, test Set) (Prediction, error) {
	if err := l.Validate(); err != nil {
		return Prediction{}, err
	}
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	first := l.first()
	return l.tuning().predictOn(ctx, network, parts{train, validation, test, classes},
		func(train, held Set) (Head, float64, error) {
			_, chosen, err := first.classifier(train, held, classes)
			if err != nil {
				return Head{}, 0, err
			}
			first.Strengths = []float64{chosen.strength} // of the training on all images
			return headOf(chosen.linear), chosen.strength, nil
		})
}
