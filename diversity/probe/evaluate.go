package probe

import (
	"errors"
	"fmt"

	"tradeoff/diversity"
)

// ErrProbe is wrapped by errors about a probe that panics, or whose prediction is not one class for each test image.
var ErrProbe = errors.New("probe: cannot use the probe")

// Evaluate has a probe take the test images for classes and counts the errors. Errors are those of [Predict].
func Evaluate(p Probe, train, validation, test Set) (Score, error) {
	prediction, err := Predict(p, train, validation, test)
	if err != nil {
		return Score{}, err
	}
	return prediction.Score(test.Labels), nil
}

// Predict calls the probe's Predict and checks what it returns. Errors are the probe's own, or wrap [ErrProbe].
func Predict(p Probe, train, validation, test Set) (Prediction, error) {
	return checked(p, train, validation, test, func() (Prediction, error) { return p.Predict(train, validation, test) })
}

// checked has a probe predict and checks what it is given and what it returns.
func checked(p Probe, train, validation, test Set, predict func() (Prediction, error)) (prediction Prediction,
	err error) {
	classes, err := Check(train, validation, test)
	if err != nil {
		return Prediction{}, err
	}
	defer func() {
		if r := recover(); r != nil {
			prediction, err = Prediction{}, fmt.Errorf("%w: kind %q panicked: %v", ErrProbe, p.Kind(), r)
		}
	}()
	if prediction, err = predict(); err != nil {
		return Prediction{}, err
	}
	if err := prediction.check(test.Len(), classes); err != nil {
		return Prediction{}, fmt.Errorf("%w: kind %q: %w", ErrProbe, p.Kind(), err)
	}
	return prediction, nil
}

// check refuses a prediction that is not one class for each test image, and candidates that cannot be.
func (p Prediction) check(images, classes int) error {
	if len(p.Labels) != images {
		return diversity.Invalid("len(Prediction.Labels)", len(p.Labels), fmt.Sprintf("%d, one for each test image", images))
	}
	for i, label := range p.Labels {
		if label < 0 || int(label) >= classes {
			return diversity.Invalid(fmt.Sprintf("Prediction.Labels[%d]", i), label, fmt.Sprintf("0..%d", classes-1))
		}
	}
	if err := p.checkRanked(images, classes); err != nil {
		return err
	}
	return ValidateCandidates("Prediction.Candidates", p.Candidates, 1)
}
