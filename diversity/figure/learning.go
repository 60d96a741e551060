package figure

import (
	"cmp"
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/training"
	"tradeoff/diversity/study"
)

// The quantities of [LearningOptions].
const (
	Updates  = training.Updates  // of the network, from 1
	Epochs   = training.Epochs   // passes over the pre-training set: updates * batch / N
	Loss     = training.Loss     // training loss in nats
	Accuracy = training.Accuracy // on the training images, in per cent
)

// LearningOptions says what [Learning] shows. The zero value shows the training loss of every size against updates.
type LearningOptions struct {
	X     string           // [Updates] or [Epochs]; "" means Updates
	Y     string           // [Loss] or [Accuracy]; "" means Loss
	Batch int              // images per update, for Epochs; 0 means 64, as in package recipe
	Sizes []diversity.Size // which to show, in this order, at most 12; none means all that were trained
}

func (o LearningOptions) validate() error {
	for _, axis := range []struct {
		field, value string
		allowed      []string
	}{{"LearningOptions.X", o.X, []string{Updates, Epochs}}, {"LearningOptions.Y", o.Y, []string{Loss, Accuracy}}} {
		if axis.value != "" && !slices.Contains(axis.allowed, axis.value) {
			return diversity.Invalid(axis.field, fmt.Sprintf("%q", axis.value),
				fmt.Sprintf("%q, or \"\" for %q", axis.allowed, axis.allowed[0]))
		}
	}
	if o.Batch < 0 {
		return diversity.Invalid("LearningOptions.Batch", o.Batch, "at least 1, or 0 for 64")
	}
	if len(o.Sizes) > chart.MostLines {
		return diversity.Invalid("len(LearningOptions.Sizes)", len(o.Sizes),
			fmt.Sprintf("at most %d: more lines cannot be told apart", chart.MostLines))
	}
	return nil
}

// Learning shows how pre-training went at several sizes: the mean over the repeats of the training loss, or of the
// accuracy on the training images, against updates or epochs, with the 95% interval of the mean by Student's t as a
// band where there are two repeats or more. Bands end where the axis does if they pass what is possible, 0 or 100%.
// Sizes of different budgets end at different places unless their recipe says otherwise; the caption names sizes that
// have no run. The error wraps [ErrEmpty] if no run of the sizes has a curve, and diversity.ErrInvalid for bad options
// or for more sizes than can be told apart.
func Learning(results []study.Result, o LearningOptions) (Figure, error) {
	if err := o.validate(); err != nil {
		return Figure{}, fmt.Errorf("figure.Learning: %w", err)
	}
	o.X, o.Y, o.Batch = cmp.Or(o.X, Updates), cmp.Or(o.Y, Loss), cmp.Or(o.Batch, 64)
	p, err := training.Learning(results, training.LearningOptions(o))
	return newFigure("Learning", p, err)
}
