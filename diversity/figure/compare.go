package figure

import (
	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/perbudget"
)

// Group is a named set of measurements that [Compare] shows in one colour, for example one way to train: equal epochs,
// or equal steps.
type Group struct {
	Name   string                  // in the legend
	Points []diversity.Measurement // of one task and one probe
}

// Compare shows the error against the number of classes in one panel for each budget, and in each panel one curve per
// group with 95% intervals: which way of training is better, and whether it moves the best number of classes (rings).
// All panels have the same axes. The error wraps [ErrEmpty] without points, and diversity.ErrInvalid if names are
// missing or not distinct or there are more than 6 groups.
func Compare(groups []Group) (Figure, error) {
	var named []perbudget.Group
	for _, g := range groups {
		named = append(named, perbudget.Group(g))
	}
	p, err := perbudget.Compare(named)
	return newFigure("Compare", p, err)
}
