package figure

import (
	"errors"
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// Policies shows whether choosing images otherwise moves the best number of classes: the curves of all policies of a
// study, one panel for each budget, with the paired differences from the first policy (theory.PairedMinima) in the
// caption and the text form. The metric names the task and the probe; its policy is not used. The error wraps
// [ErrEmpty] without finished runs, and diversity.ErrInvalid for a study without policies.
func Policies(r *study.Results, m study.Metric, o theory.MinimaOptions) (Figure, error) {
	if len(r.Policies()) == 0 {
		return Figure{}, fmt.Errorf("figure.Policies: %w", diversity.Invalid("Study.Policies", "none", "at least one"))
	}
	var groups []perbudget.Group
	for _, policy := range r.Policies() {
		m.Policy = policy
		points, err := r.Points(m)
		if err != nil {
			return Figure{}, fmt.Errorf("figure.Policies: %w", err)
		}
		if len(points) > 0 {
			groups = append(groups, perbudget.Group{Name: policy, Points: points})
		}
	}
	differences, err := pairedDifferences(groups, o)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.Policies: %w", err)
	}
	p, err := perbudget.Policies(groups, differences)
	return newFigure("Policies", p, err)
}

// pairedDifferences compares every policy with the first one, as far as there are pairs.
func pairedDifferences(groups []perbudget.Group, o theory.MinimaOptions) (all []theory.PairedMinimum, err error) {
	for i := 1; i < len(groups); i++ {
		first, _ := perbudget.WithFiniteErrors(groups[0].Points)
		second, _ := perbudget.WithFiniteErrors(groups[i].Points)
		some, err := theory.PairedMinima(first, second, o)
		if errors.Is(err, diversity.ErrTooFew) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
