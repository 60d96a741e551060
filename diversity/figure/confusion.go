package figure

import (
	"fmt"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/confusion"
	"tradeoff/diversity/study"
)

// The rows and columns of [ConfusionOptions].
const (
	ByClass = confusion.ByClass
	ByGroup = confusion.ByGroup // superclasses, such as alphabets
)

// ConfusionOptions says how [Confusion] shows the classes. The zero value names up to 60 classes, and more by their
// groups if they have some; the colour is the share of a row.
type ConfusionOptions struct {
	By     string // [ByClass] or [ByGroup]; "" means ByClass for up to 60 classes or without groups, else ByGroup
	Most   int    // show only so many classes or groups, those of the worst pairs, 2..600; 0 means all, which may be 600
	Counts bool   // numbers of images in place of shares of the row
	Pairs  int    // lines of the text form, 1..1000; 0 means 10
}

func (o ConfusionOptions) validate() error {
	if !slices.Contains([]string{"", ByClass, ByGroup}, o.By) {
		return diversity.Invalid("ConfusionOptions.By", fmt.Sprintf("%q", o.By),
			fmt.Sprintf("%q, %q, or \"\" for what suits", ByClass, ByGroup))
	}
	if o.Most < 0 || o.Most == 1 || o.Most > confusion.MostRows {
		return diversity.Invalid("ConfusionOptions.Most", o.Most, fmt.Sprintf("2..%d, or 0 for all", confusion.MostRows))
	}
	if o.Pairs < 0 || o.Pairs > confusion.MostPairs {
		return diversity.Invalid("ConfusionOptions.Pairs", o.Pairs, fmt.Sprintf("1..%d, or 0 for 10", confusion.MostPairs))
	}
	return nil
}

// Confusion shows what the test images of a task were taken for: rows are true classes, columns what the probe said,
// superclass by superclass. Only mistakes are on the colour scale, so that a few stand out beside many right answers:
// a class's own cell, the right answers, is grey. A group's own cell holds the mistakes among its classes, and no right
// answers. What never happened is blank, and shaded what could not happen, because the two classes were in no episode
// together; which of them could not is known from the task of the confusion, and from nothing else.
//
// The error wraps [ErrEmpty] for no images, and diversity.ErrInvalid for bad options, for groups that the classes do
// not have, for a task in which the mistakes could not be made, and for more rows than can be seen.
func Confusion(c study.Confusion, o ConfusionOptions) (Figure, error) {
	if err := o.validate(); err != nil {
		return Figure{}, fmt.Errorf("figure.Confusion: %w", err)
	}
	p, err := confusion.Map(c, confusion.Options(o))
	return newFigure("Confusion", p, err)
}
