package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
)

// findings are what a table says.
type findings struct {
	analysis
	words
	points      []diversity.Measurement
	controls    int
	optima      []theory.Optimum
	minima      []theory.Minimum // of budgets with two sizes, for the picture
	verdicts    []theory.Verdict
	scores      []theory.LawScore
	scoresErr   error // why there are none
	surface     *theory.SurfaceFit
	surfaceErr  error
	prediction  *theory.Prediction
	spent       *theory.SpendPrediction
	needed      *theory.Needed
	predictErr  error // why there is no answer, where one was asked for
	backtested  *backtest.RuleTable
	backtestErr error
	origins     *backtest.OriginTable
	originsErr  error
	pairTests   []pairTest
	readings    []readingFit // of the laws to the scores themselves, where asked for
	warnings    []string
}

// find asks theory all questions. It is an error where the answer to all would be that the table is too small, or
// where the flags are wrong.
func (a analysis) find(ctx context.Context, points []diversity.Measurement) (findings, error) {
	f := findings{analysis: a, words: newWords(a.scale), points: points}
	curves, others, err := theory.Curves(points, f.options())
	if err != nil {
		return f, err
	}
	if err := f.model(ctx, curves); err != nil {
		return f, err
	}
	if err := f.findOptima(ctx, curves, others); err != nil {
		return f, err
	}
	if f.verdicts, err = theory.Claims(points, f.options()); err != nil {
		return f, err
	}
	f.reconcile()
	f.scores, f.scoresErr = theory.CompareLaws(ctx, points, a.laws, theory.CompareOptions{Seed: a.seed,
		Ceiling: f.ceilingError()})
	if f.readings, err = f.fitReadings(ctx); err != nil {
		return f, err
	}
	if f.pairTests, err = f.testPairs(ctx); err != nil {
		return f, err
	}
	f.tryOnMeasured(ctx)
	return f, ctx.Err()
}

// tryOnMeasured asks the rules, and what is foretold, of budgets that were measured.
func (f *findings) tryOnMeasured(ctx context.Context) {
	if !f.backtest {
		return
	}
	table, err := backtest.Run(ctx, f.points, backtest.Options{Seed: f.seed, Laws: f.laws, Ceiling: f.ceilingError()})
	f.backtested, f.backtestErr = &table, err
	origins, err := backtest.RollingOrigin(ctx, f.points, backtest.OriginOptions{Seed: f.seed, Laws: f.laws,
		Ceiling: f.ceilingError()})
	f.origins, f.originsErr = &origins, err
}

func (a analysis) options() theory.MinimaOptions {
	return theory.MinimaOptions{Seed: a.seed, Tolerance: a.tolerance}
}

// ceilingError is the error of the score that nothing exceeds; 0 for none.
func (a analysis) ceilingError() float64 {
	if a.ceiling == 0 {
		return 0
	}
	return a.scale.ErrorOf(a.ceiling)
}

// isNoAnswer tells errors that say what the data lack.
func isNoAnswer(err error) bool {
	return errors.Is(err, diversity.ErrTooFew) || errors.Is(err, theory.ErrNoVariation) || errors.Is(err,
		theory.ErrNoOptimum)
}

// model fits what answers and surface rest on, where they are needed.
func (f *findings) model(ctx context.Context, curves []diversity.Measurement) error {
	asked := f.budget > 0 || f.prices.asked
	if !asked && f.fullCurves(curves) {
		return nil
	}
	average, err := theory.FitAverage(ctx, f.points, theory.PredictOptions{Limits: f.limits(), Laws: f.laws, Seed: f.seed,
		Ceiling: f.ceilingError()})
	switch {
	case err == nil:
		f.surface = average.Surface
		err = f.predict(ctx, average)
	case isNoAnswer(err):
		f.surfaceErr = err
	}
	if isNoAnswer(err) {
		if asked {
			f.predictErr = err
		}
		return nil
	}
	return err
}

// fullCurves reports whether every budget shows its best size by itself.
func (f *findings) fullCurves(curves []diversity.Measurement) bool {
	optima, err := theory.Optima(context.Background(), f.points, nil, theory.MinimaOptions{Tolerance: f.tolerance,
		BootstrapSamples: -1})
	if err != nil || len(curves) < len(f.points) {
		return false
	}
	return !slices.ContainsFunc(optima, func(o theory.Optimum) bool { return len(o.Minimum.Sizes) < 3 })
}

// predict answers what was asked for.
func (f *findings) predict(ctx context.Context, average *theory.Average) error {
	best := theory.BestOptions{Limits: f.limits()}
	if f.budget > 0 {
		p, err := average.BestAt(f.budgetInUnits(), best)
		if err != nil {
			return err
		}
		f.prediction = &p
	}
	if f.prices.total > 0 {
		p, err := average.BestForSpend(f.spend(), best)
		if err != nil {
			return err
		}
		f.spent = &p
	}
	if f.prices.scoreAsked {
		n, err := average.SpendFor(ctx, f.scale.ErrorOf(f.prices.wanted), f.spend(), best)
		if err != nil {
			return err
		}
		f.needed = &n
	}
	return nil
}

// findOptima finds the best sizes of the budgets, and what is to be said of how they were found.
func (f *findings) findOptima(ctx context.Context, curves, others []diversity.Measurement) (err error) {
	if f.optima, err = theory.Optima(ctx, f.points, f.surface, f.options()); err != nil {
		return err
	}
	if len(f.optima) == 0 {
		if _, err := theory.Minima(f.points, f.options()); err != nil {
			return err
		}
		return f.surfaceErr
	}
	if len(curves) > 0 {
		if f.minima, err = theory.Minima(curves, theory.MinimaOptions{Seed: f.seed, Tolerance: f.tolerance,
			BootstrapSamples: -1}); err != nil {
			return err
		}
	}
	f.warnings = append(f.warnings, f.designInWords(len(curves), others)...)
	return nil
}

// designInWords says of what budgets the table does not show the best size by itself.
func (f *findings) designInWords(curves int, others []diversity.Measurement) []string {
	var warnings []string
	switch lone := budgetsOf(others); {
	case len(lone) == 0:
	case curves == 0:
		warnings = append(warnings,
			"no two sizes are of one budget: the best sizes are read off a smooth surface through all of them")
	default:
		warnings = append(warnings,
			fmt.Sprintf("of N = %s one size was measured: by itself it tells nothing of the best size, and serves the surface and the laws",
				f.listed(lone)))
	}
	if f.surfaceErr != nil && f.predictErr == nil {
		warnings = append(warnings, fmt.Sprintf("without a surface: %v", f.surfaceErr))
	}
	return warnings
}

// budgets are the numbers of images measured, rising.
func (f *findings) budgets() []int { return budgetsOf(f.points) }

func budgetsOf(points []diversity.Measurement) []int {
	var budgets []int
	for _, m := range points {
		budgets = append(budgets, m.Size.Total())
	}
	slices.Sort(budgets)
	return slices.Compact(budgets)
}

// sizes counts the runs of each size.
func (f *findings) sizes() map[diversity.Size]int {
	runs := map[diversity.Size]int{}
	for _, m := range f.points {
		runs[m.Size]++
	}
	return runs
}

// repeated reports whether any size was run twice.
func (f *findings) repeated() bool {
	for runs := range maps.Values(f.sizes()) {
		if runs > 1 {
			return true
		}
	}
	return false
}
