package backtest

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/internal/sizegrid"

	"gonum.org/v1/gonum/stat"
)

// exam is the measured curve of a budget, on which rules are scored.
type exam struct {
	best   theory.Minimum
	sizes  []diversity.Size // measured, by rising number of classes
	errors [][]float64      // by size and repeat
	rivals []int            // by repeat: the best size by the mean of all other repeats
	level  float64
}

// newExam keeps the repeats that all sizes have.
func newExam(target []diversity.Measurement, o Options) (*exam, error) {
	minima, err := theory.Minima(target, theory.MinimaOptions{Level: o.Level, Seed: o.Seed})
	if err != nil {
		return nil, err
	}
	e := &exam{best: minima[0], level: cmp.Or(o.Level, estimate.DefaultLevel)}
	groups := grouping.BySize(target)
	var common []int
	for _, repeat := range grouping.Distinct(target, func(m diversity.Measurement) int { return m.Repeat }) {
		if !slices.ContainsFunc(groups,
			func(group []diversity.Measurement) bool { return len(ofRepeat(group, repeat)) == 0 }) {
			common = append(common, repeat)
		}
	}
	if len(common) < 2 {
		return nil, fmt.Errorf("%w: the %d sizes of budget %d have %d repeats in common: a size that is judged on other repeats than it was chosen by needs at least 2, better 5",
			diversity.ErrTooFew, len(groups), e.best.Budget, len(common))
	}
	for _, group := range groups {
		errors := make([]float64, len(common))
		for r, repeat := range common {
			errors[r] = stat.Mean(ofRepeat(group, repeat), nil)
		}
		e.sizes, e.errors = append(e.sizes, group[0].Size), append(e.errors, errors)
	}
	for r := range common {
		e.rivals = append(e.rivals, e.bestWithout(r))
	}
	return e, nil
}

// ofRepeat are the errors of the runs of one repeat.
func ofRepeat(group []diversity.Measurement, repeat int) []float64 {
	var errors []float64
	for _, point := range group {
		if point.Repeat == repeat {
			errors = append(errors, point.Error)
		}
	}
	return errors
}

// bestWithout is the size with the lowest mean over all repeats but one, or over all if that is negative.
func (e *exam) bestWithout(repeat int) int {
	sums := make([]float64, len(e.sizes))
	for i, errors := range e.errors {
		for r, value := range errors {
			if r != repeat {
				sums[i] += value
			}
		}
	}
	return sizegrid.ArgMin(sums)
}

// limits are those of the measured sizes.
func (e *exam) limits() diversity.Limits { return limitsOf(e.sizes) }

// limitsOf are the largest K and the largest n of sizes of one budget, by rising K.
func limitsOf(sizes []diversity.Size) diversity.Limits {
	return diversity.Limits{Classes: sizes[len(sizes)-1].Classes, PerClass: sizes[0].PerClass}
}

// losses are what a size loses in each repeat.
func (e *exam) losses(size int) []float64 {
	losses := make([]float64, len(e.rivals))
	for r, rival := range e.rivals {
		losses[r] = e.errors[size][r] - e.errors[rival][r]
	}
	return losses
}

// distance is how far a number of classes is from the measured optimum.
func (e *exam) distance(lnK float64) float64 { return math.Abs(lnK - math.Log(e.best.Classes.Value)) }

// score rounds a choice to a measured size and scores it.
func (e *exam) score(c choice) RuleScore {
	if c.reason != nil {
		unknown := estimate.Estimate{Value: math.NaN()}
		return RuleScore{Name: c.name, Reason: c.reason.Error(), Regret: unknown, Expected: unknown, LogDistance: math.NaN()}
	}
	low, high := float64(e.sizes[0].Classes), float64(e.sizes[len(e.sizes)-1].Classes)
	asked := min(max(c.classes, low), high)
	size := sizegrid.Nearest(e.sizes, math.Log(asked))
	if c.rounded > 0 {
		size = sizegrid.Nearest(e.sizes, math.Log(c.rounded))
	}
	s := RuleScore{Name: c.name, Classes: asked, Size: e.sizes[size], Loss: e.losses(size),
		LogDistance: e.distance(math.Log(asked)), Expected: c.expected}
	s.Regret = estimate.MeanAt(s.Loss, e.level)
	return s
}

// random is the expectation of a size drawn from the measured ones.
func (e *exam) random() RuleScore {
	s := RuleScore{Name: "random size", Loss: make([]float64, len(e.rivals)),
		Expected: estimate.Estimate{Value: math.NaN()}}
	share := 1 / float64(len(e.sizes))
	for i, size := range e.sizes {
		s.LogDistance += share * e.distance(sizegrid.LnClasses(size))
		for r, loss := range e.losses(i) {
			s.Loss[r] += share * loss
		}
	}
	s.Regret = estimate.MeanAt(s.Loss, e.level)
	return s
}

// oracle knows the measured means of the target.
func (e *exam) oracle() RuleScore {
	return e.score(withoutModel("oracle", float64(e.sizes[e.bestWithout(-1)].Classes)))
}
