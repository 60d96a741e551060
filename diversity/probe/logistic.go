package probe

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"tradeoff/diversity"
)

const (
	defaultSteps = 1000
	maxSteps     = 1_000_000
)

// Logistic is multinomial logistic regression by L-BFGS in float64, as CLIP (Radford et al. 2021), DINOv2 and DINOv3
// report it (dinov2/eval/log_regression.py of github.com/facebookresearch/dinov2). With p the softmax of W x + b it
// minimises sum -ln p(label) + strength/2 |W|^2, so that a strength is 1/C of scikit-learn and cuML; the intercept b is
// not penalised. Of two classes, as there, strength/2 |w|^2 is that of the difference of their weights. Features are
// taken as they are. An image is assigned to the most probable class, of equals to the
// lower.
//
// The strength is the one with the fewest errors on the validation part or, if that is empty, on a tenth of the
// training images that the fit leaves out; among equals the one with the least validation loss, then the first of the
// list. The tenth is drawn at random, each class keeping an image. Then it is fitted once more to all of these images,
// validation part included, as the papers do; see TrainOnly.
//
// Fits go from the largest strength to the smallest, each starting from where those before point. Each ends where a
// Newton step would take less than 1e-12 off the objective (relative), or after Steps steps, as it is then. On classes
// that planes separate, where without a penalty weights grow for ever, the fit is that of the strength.
//
// The zero value chooses from C = 1e-6 to 1e5 in 45 steps of equal ratio.
type Logistic struct {
	Strengths   []float64 `json:"strengths,omitempty"`   // to choose from, each above 0; empty means the default list
	Standardise bool      `json:"standardise,omitempty"` // every feature to deviation 1 on the training part first
	TrainOnly   bool      `json:"train_only,omitempty"`  // the last fit leaves out the validation part, as [Ridge] does
	Steps       int       `json:"steps,omitempty"`       // of L-BFGS for each fit, at most; 0 means 1000
}

// Kind returns "logistic".
func (Logistic) Kind() string { return "logistic" }

// Sweep is Strengths with the default applied.
func (l Logistic) Sweep() []float64 {
	if len(l.Strengths) > 0 {
		return slices.Clone(l.Strengths)
	}
	const count, first, last = 45, -6., 5. // powers of ten of C
	sweep := make([]float64, count)
	for i := range sweep {
		sweep[i] = sixDigits(math.Pow(10, -(first + (last-first)*float64(i)/(count-1))))
	}
	return sweep
}

// sixDigits rounds, so that a list of powers, and with it a probe's hash, is the same on every machine.
func sixDigits(value float64) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 6, 64), 64)
	return rounded
}

// Validate checks every setting.
func (l Logistic) Validate() error {
	for i, strength := range l.Strengths {
		if !validStrength(strength) {
			return diversity.Invalid(fmt.Sprintf("Logistic.Strengths[%d]", i), strength, allowedStrength)
		}
	}
	if l.Steps < 0 || l.Steps > maxSteps {
		return diversity.Invalid("Logistic.Steps", l.Steps, fmt.Sprintf("1..%d, or 0 for %d", maxSteps, defaultSteps))
	}
	return nil
}

// Predict implements [Probe].
func (l Logistic) Predict(train, validation, test Set) (Prediction, error) {
	if err := l.Validate(); err != nil {
		return Prediction{}, err
	}
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	candidates, chosen, err := l.classifier(train, validation, classes)
	if err != nil {
		return Prediction{}, err
	}
	out := chosen.predict(test)
	out.Strength, out.Candidates = chosen.strength, candidates
	return out, nil
}

// classifier chooses the strength and fits.
func (l Logistic) classifier(train, validation Set, classes int) (candidates []Candidate, chosen chosenFit, err error) {
	fitted := train
	chosen = chosenFit{strength: l.Sweep()[0]}
	if len(l.Sweep()) > 1 {
		if validation.Len() == 0 {
			if fitted, validation, err = holdOut(train, classes); err != nil {
				return nil, chosen, err
			}
		}
		candidates, chosen = l.choose(fitted, validation, classes)
	}
	if final := l.final(train, fitted, validation); final.Len() != fitted.Len() || candidates == nil {
		chosen.linear = l.refit(final, classes, chosen)
	}
	return candidates, chosen, nil
}

// final is what the last fit is of.
func (l Logistic) final(train, fitted, validation Set) Set {
	if l.TrainOnly || validation.Len() == 0 || fitted.Len() < train.Len() {
		return train
	}
	return train.with(validation)
}

// chosenFit is a classifier with its strength.
type chosenFit struct {
	linear
	strength float64
}

// choose fits every strength and returns the errors of all, in the order of the list, and the best.
func (l Logistic) choose(train, validation Set, classes int) ([]Candidate, chosenFit) {
	sweep := l.Sweep()
	candidates, losses := make([]Candidate, len(sweep)), make([]float64, len(sweep))
	path, best := l.path(train, classes), -1
	var kept chosenFit
	for _, i := range byFallingStrength(sweep) {
		fit := path(sweep[i])
		labels, loss := fit.classify(validation)
		candidates[i] = Candidate{Value: sweep[i], Wrong: differences(labels, validation.Labels), Of: validation.Len()}
		losses[i] = loss
		if best < 0 || preferred(candidates, losses, i, best) {
			best, kept = i, chosenFit{fit, sweep[i]}
		}
	}
	candidates[best].Chosen = 1
	return candidates, kept
}

// byFallingStrength lists positions; equal strengths in their order.
func byFallingStrength(sweep []float64) []int {
	order := make([]int, len(sweep))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sweep[b], sweep[a]) })
	return order
}

// path returns what fits a strength. Images whose features are all the same have the shares of the classes alone.
func (l Logistic) path(train Set, classes int) func(strength float64) linear {
	scale := l.scale(train)
	if len(scale.kept) == 0 {
		return func(float64) linear { return shares(train, classes) }
	}
	p := newPath(newBasis(train, scale), classes, cmp.Or(l.Steps, defaultSteps))
	return func(strength float64) linear {
		fit, _ := p.fit(strength)
		return fit
	}
}

// refit begins where a choice has ended, if there was one.
func (l Logistic) refit(train Set, classes int, chosen chosenFit) linear {
	scale := l.scale(train)
	if len(scale.kept) == 0 {
		return shares(train, classes)
	}
	p := newPath(newBasis(train, scale), classes, cmp.Or(l.Steps, defaultSteps))
	if chosen.weights != nil {
		p.begin(chosen.linear)
	}
	fit, _ := p.fit(chosen.strength)
	return fit
}

func (l Logistic) scale(train Set) standard {
	scale := fitStandard(train)
	if !l.Standardise {
		for i := range scale.scale {
			scale.scale[i] = 1
		}
	}
	return scale
}

// shares is the classifier by the share of each class.
func shares(train Set, classes int) linear {
	out := newLinear(classes, train.Dim)
	for class, count := range classCounts(train.Labels, classes) {
		out.offset[class] = math.Log(count)
	}
	return out
}
