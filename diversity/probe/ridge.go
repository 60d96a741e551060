package probe

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"tradeoff/diversity"
)

// Ridge classifies by linear regression on class indicators: targets are +1 for the class of an image and -1 for the
// others, an image is assigned to the class with the largest prediction (ties go to the lower class). With X the
// standardised training features, W minimises |X W + b - Y|^2 + strength |W|^2; the intercept b is not penalised.
//
// The strength is the one with the fewest errors on the validation part or, if that is empty, in leave-one-out on the
// training part; among equals the one with the least squared error, then the first of the list. The fit is not repeated
// with the validation images added: a task of 10 shots stays one of 10 shots. One decomposition of X'X or XX',
// whichever is smaller, serves the whole sweep, as in big_vision's few-shot probe.
//
// The zero value sweeps 0.01, 0.03, 0.1, ... 1e6.
type Ridge struct {
	Strengths []float64 `json:"strengths,omitempty"` // to choose from, each above 0; empty means the default list
}

// mostRidgeValues is how many features of all training images Ridge takes: three times 2 GiB.
const mostRidgeValues = 1 << 28

// Kind returns "ridge".
func (Ridge) Kind() string { return "ridge" }

// Sweep is Strengths with the default applied, which reaches from nearly interpolating to nearly constant predictions.
func (r Ridge) Sweep() []float64 {
	if len(r.Strengths) == 0 {
		return []float64{0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 1e4, 3e4, 1e5, 3e5, 1e6}
	}
	return slices.Clone(r.Strengths)
}

// Validate checks every strength.
func (r Ridge) Validate() error {
	for i, strength := range r.Strengths {
		if !validStrength(strength) {
			return diversity.Invalid(fmt.Sprintf("Ridge.Strengths[%d]", i), strength, allowedStrength)
		}
	}
	return nil
}

const allowedStrength = "a finite number above 0"

func validStrength(strength float64) bool { return strength > 0 && !math.IsInf(strength, 0) }

// Predict implements [Probe].
func (r Ridge) Predict(train, validation, test Set) (Prediction, error) {
	if err := r.Validate(); err != nil {
		return Prediction{}, err
	}
	if images := train.Len(); images > 0 && train.Dim > mostRidgeValues/images {
		return Prediction{}, diversity.Invalid("train", fmt.Sprintf("%d images of %d features", images, train.Dim),
			fmt.Sprintf("at most %d values in all, of which Ridge holds three copies of 8 bytes: use Logistic", mostRidgeValues))
	}
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	model := fitRidge(train, classes)
	candidates, strength := r.choose(model, validation)
	predicted := model.predict(model.scale.apply(test), test.Len(), strength)
	return Prediction{Labels: largestOfColumns(predicted), Strength: strength, Candidates: candidates,
		Ranked: rankedColumns(predicted)}, nil
}

// choose sweeps the strengths on the validation part or, without one, in leave-one-out.
func (r Ridge) choose(model *ridgeModel, validation Set) ([]Candidate, float64) {
	predict, labels := model.leaveOneOut, model.labels
	if validation.Len() > 0 {
		x := model.scale.apply(validation)
		predict = func(strength float64) *mat.Dense { return model.predict(x, validation.Len(), strength) }
		labels = validation.Labels
	}
	sweep, best := r.Sweep(), 0
	candidates, squared := make([]Candidate, len(sweep)), make([]float64, len(sweep))
	for i, strength := range sweep {
		var assigned []int32
		assigned, squared[i] = outcome(predict(strength), labels)
		candidates[i] = Candidate{Value: strength, Wrong: differences(assigned, labels), Of: len(labels)}
		if preferred(candidates, squared, i, best) {
			best = i
		}
	}
	candidates[best].Chosen = 1
	return candidates, sweep[best]
}

// outcome assigns a class to each image by predictions [C, M] and sums their squared distance to the targets.
func outcome(predicted *mat.Dense, labels []int32) (assigned []int32, squared float64) {
	largest := slices.Clone(predicted.RawRowView(0))
	assigned = make([]int32, len(labels))
	classes, _ := predicted.Dims()
	for class := range classes {
		for i, value := range predicted.RawRowView(class) {
			if value > largest[i] {
				largest[i], assigned[i] = value, int32(class)
			}
			difference := value - target(class, labels[i])
			squared += difference * difference
		}
	}
	return assigned, squared
}

func target(class int, label int32) float64 {
	if class == int(label) {
		return 1
	}
	return -1
}
