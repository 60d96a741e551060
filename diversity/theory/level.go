package theory

import (
	"cmp"
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory/internal/gp"

	"gonum.org/v1/gonum/stat"
)

// warningsAt are those of a budget beyond the measured ones which only the average earns.
func (a *Average) warningsAt(budget int, misses []Baseline) (warnings []string) {
	beyond := float64(budget) / math.Exp(a.Surface.lnLast())
	if a.Surface.Budgets < 3 && beyond > farFromTwo {
		warnings = append(warnings, fmt.Sprintf("from two budgets no surface chose better at 8 times the larger one than the constant ratio K/n; this is %.3g times: measure a third budget",
			beyond))
	}
	most := 0.0
	for _, m := range misses {
		most = max(most, m.Gain.Interval.High)
	}
	if len(misses) == 2 && most < littleGain {
		warnings = append(warnings, fmt.Sprintf("K hardly matters here: half or twice as many classes cost at most %.2f points",
			100*most))
	}
	return warnings
}

const (
	// farFromTwo is the factor beyond two budgets from where on a surface was no better than the constant ratio.
	farFromTwo = 6
	// littleGain is the error below which a choice is said to matter hardly; half a point, by convention.
	littleGain = 0.005
)

// levelBeyond is from where on the level is taken from its own surface: budgets that exceed the largest one by more
// than what rounding to whole sizes leaves.
const levelBeyond = 1.02

// ErrorAt is the expected error at K classes with n images each, with its interval; both may be any positive numbers.
// Up to the largest measured budget it is that of the curves which the models draw. Beyond it the surface is a level
// that may bend with the budget, smooth in the logit of the error and, with a [PredictOptions].Ceiling, in the logit of
// its share of that too. The interval is that of a mean of as many runs as the sizes have on average.
//
// How often the 95% intervals held the mean measured at the size chosen, with their mean half-widths in points (those
// of the curves in brackets, whose level is straighter), where the form of the level was picked on these questions:
//
//	measured studies        2 times               4 times               16 times
//	from 3 budgets or more  0.89 of 46, 4.0       0.92 of 25, 6.9       1.00 of 6, 14.7
//	                        (0.67, 2.4)           (0.52, 4.1)           (0.50, 6.6)
//	from 2                  0.93 of 43, 3.9       0.91 of 35, 6.5       8 times: 0.89 of 19, 9.6
//
// Of seven kinds of simulated worlds, 200 studies of each from three budgets, they held the mean of three runs in 0.91
// to 1.00 at 2, 4, 8 and 16 times the largest budget: in 0.91 to 0.92 where errors stop at those of random weights, in
// 0.96 to 1.00 of the others, whose levels bend less than those of measured studies do. Levels that bend less would be
// narrower there and hold measured means less often.
// (DIVERSITY_LONG=1 go test -v -run 'TestLevelsOnMeasuredStudies|TestLevelHolds' ./diversity/theory/...)
func (a *Average) ErrorAt(classes, perClass float64) (estimate.Estimate, error) {
	if err := cmp.Or(aboveZero("classes", classes), aboveZero("perClass", perClass)); err != nil {
		return estimate.Estimate{}, err
	}
	at := gp.Location{LnK: math.Log(classes), LnN: math.Log(classes) + math.Log(perClass)}
	if a.beyond(at.LnN) {
		return a.level.At(at, a.Surface.confidence().level), nil
	}
	drawn, err := a.ErrorSamples([]float64{classes}, []float64{perClass}, a.Surface.options.samples())
	if err != nil {
		return estimate.Estimate{}, err
	}
	errors := make([]float64, len(drawn))
	for i, values := range drawn {
		errors[i] = values[0]
	}
	mean := estimate.Estimate{Value: stat.Mean(errors, nil), Interval: a.Surface.confidence().interval(errors, 0, 1)}
	return mean.WithinShare(), nil
}

// aboveZero demands a finite number above 0.
func aboveZero(name string, value float64) error {
	if !(value > 0) || math.IsInf(value, 1) {
		return diversity.Invalid(name, value, "a finite number above 0")
	}
	return nil
}

// setLevel replaces the predicted error of a size beyond the measured budgets, and moves those of its rivals by as
// much: the models know how they differ.
func (a *Average) setLevel(size diversity.Size, predicted *estimate.Estimate, rivals ...[]Baseline) {
	at := locationOf(size)
	if !a.beyond(at.LnN) {
		return
	}
	*predicted = a.level.At(at, a.Surface.confidence().level)
	for _, list := range rivals {
		for i := range list {
			list[i].Error = min(max(predicted.Value+list[i].Gain.Value, 0), 1)
		}
	}
}

// beyond reports whether ln N lies beyond the measured budgets.
func (a *Average) beyond(lnN float64) bool { return lnN > a.Surface.lnLast()+math.Log(levelBeyond) }
