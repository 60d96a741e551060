package backtest

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/internal/settings"
	"tradeoff/diversity/theory/internal/sizegrid"
)

// OriginOptions configures [RollingOrigin]. The zero value takes every origin.
type OriginOptions struct {
	Origin  int        // largest budget to fit on, in images; 0 = every one with at least two budgets up to it
	Laws    []laws.Law // rivals of the surface, as in [theory.PredictOptions]; nil = Tied{}, Untied{}
	Samples int        // curves drawn, as in [theory.PredictOptions]; 0 = 2000
	Level   float64    // of the intervals, within (0, 1); 0 = 0.95
	Seed    uint64     // of the draws
	Ceiling float64    // known error of random weights, as in [theory.PredictOptions]; 0 = none
}

// validate returns an error wrapping diversity.ErrInvalid that names the field, its value and what is allowed, or one
// wrapping [laws.ErrLaw] for an unusable law.
func (o OriginOptions) validate() error {
	if o.Origin < 0 {
		return diversity.Invalid("OriginOptions.Origin", o.Origin, "a measured budget, or 0 for every one")
	}
	return cmp.Or(settings.ValidLaws(settings.Laws(o.Laws)), settings.Samples("OriginOptions.Samples", o.Samples),
		settings.Level("OriginOptions.Level", o.Level), settings.Ceiling("OriginOptions.Ceiling", o.Ceiling))
}

func (o OriginOptions) predict() theory.PredictOptions {
	return theory.PredictOptions{Laws: o.Laws, Samples: o.Samples, Level: o.Level, Seed: o.Seed, Ceiling: o.Ceiling}
}

// OriginTable is what [theory.Predict] foretold of budgets that it had not seen, and what was measured there.
type OriginTable struct {
	Rows []OriginRow // by rising origin, then by rising target
}

// OriginRow is one budget foretold from the smaller ones up to an origin. Errors are shares.
type OriginRow struct {
	Fitted []int   // budgets seen, rising; the last is the origin
	Target int     // budget foretold
	Factor float64 // Target over the origin

	Size diversity.Size // the measured size that is nearest, in ln K, to the size chosen

	// Predicted is the error foretold at Size, with the interval of a mean as it would be measured there
	// ([theory.Average.ErrorAt]); Measured the mean of its runs, with its interval over them.
	Predicted, Measured estimate.Estimate
	Held                bool // whether the interval of Predicted holds the mean measured

	// Sizes are all sizes measured at the target, by rising K.
	Sizes []OriginSize

	// Classes is the best number of classes foretold, and BestClasses the one measured ([theory.Minima]).
	Classes, BestClasses estimate.Estimate

	// Lost is the regret of Size by other repeats than it is compared on ([RuleScore.Regret]), NaN where the sizes of the
	// target have no two repeats in common; Expected is what was expected to be lost.
	Lost, Expected estimate.Estimate

	average *theory.Average
}

// OriginSize is what was foretold at one size, and what was measured.
type OriginSize struct {
	Size                diversity.Size
	Predicted, Measured estimate.Estimate // as in [OriginRow]
	Held                bool
}

// SizesHeld is in how many of the sizes measured at the target the interval foretold holds the measured mean.
func (r OriginRow) SizesHeld() (held, of int) {
	for _, s := range r.Sizes {
		if s.Held {
			held++
		}
	}
	return held, len(r.Sizes)
}

// ErrorAt is the error that was foretold, from the budgets of the row alone, at any size: see
// [theory.Average.ErrorAt].
func (r OriginRow) ErrorAt(classes, perClass float64) (estimate.Estimate, error) {
	if r.average == nil {
		return estimate.Estimate{}, fmt.Errorf("%w: a row that was not made by RollingOrigin foretells nothing",
			diversity.ErrInvalid)
	}
	return r.average.ErrorAt(classes, perClass)
}

// Held is how many rows have an interval that holds the mean measured at the size chosen, with its interval as a share;
// the rows of a table share their data, so that the interval is too narrow by an unknown factor.
func (t OriginTable) Held() estimate.Estimate {
	held := 0
	for _, r := range t.Rows {
		if r.Held {
			held++
		}
	}
	return estimate.Share(held, len(t.Rows))
}

// RollingOrigin foretells every measured budget from the smaller ones up to an origin, for one origin or for all of
// them (rolling-origin evaluation, Tashman 2000), and sets what was measured beside it: the error, at the size chosen
// and at every other, the best number of classes and the regret. It answers whether the intervals can be trusted on
// data like these, where [Run] compares rules. The points must be of one task and one probe
// ([estimate.MeanOverTasks] makes them so).
//
// An origin whose budgets do not suffice for a surface is left out. It is an error wrapping [diversity.ErrTooFew] if
// that leaves none, and one wrapping diversity.ErrInvalid for an origin that was not measured.
func RollingOrigin(ctx context.Context, points []diversity.Measurement, o OriginOptions) (OriginTable, error) {
	if err := o.validate(); err != nil {
		return OriginTable{}, err
	}
	if err := grouping.CheckPoints(points); err != nil {
		return OriginTable{}, err
	}
	budgets := grouping.Budgets(points)
	if o.Origin != 0 && !slices.Contains(budgets, o.Origin) {
		return OriginTable{}, diversity.Invalid("OriginOptions.Origin", o.Origin,
			fmt.Sprintf("a measured budget: one of %v", budgets))
	}
	var t OriginTable
	reason := fmt.Errorf("%w: budgets %v: foretelling one needs two smaller ones, with six sizes together",
		diversity.ErrTooFew, budgets)
	for count := 2; count < len(budgets); count++ {
		if o.Origin != 0 && budgets[count-1] != o.Origin {
			continue
		}
		rows, err := o.from(ctx, points, budgets[:count], budgets[count:])
		switch {
		case insufficientData(err):
			reason = err
		case err != nil:
			return OriginTable{}, err
		}
		t.Rows = append(t.Rows, rows...)
	}
	if len(t.Rows) == 0 {
		return OriginTable{}, reason
	}
	return t, nil
}

// from foretells some budgets from others.
func (o OriginOptions) from(ctx context.Context, points []diversity.Measurement, seen, targets []int) (rows []OriginRow,
	err error) {
	average, err := theory.FitAverage(ctx, ofBudgets(points, seen), o.predict())
	if err != nil {
		return nil, err
	}
	for _, target := range targets {
		row := OriginRow{Fitted: slices.Clone(seen), Target: target,
			Factor: float64(target) / float64(seen[len(seen)-1]), average: average}
		if err := row.ask(ofBudgets(points, []int{target}), o); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, ctx.Err()
}

func ofBudgets(points []diversity.Measurement, budgets []int) []diversity.Measurement {
	return slices.DeleteFunc(slices.Clone(points), func(m diversity.Measurement) bool {
		return !slices.Contains(budgets, m.Size.Total())
	})
}

// ask compares what is foretold of a budget with its runs.
func (r *OriginRow) ask(runs []diversity.Measurement, o OriginOptions) error {
	groups := grouping.BySize(runs)
	var sizes []diversity.Size
	for _, group := range groups {
		sizes = append(sizes, group[0].Size)
	}
	p, err := r.average.BestAt(r.Target, theory.BestOptions{Limits: limitsOf(sizes), Exact: true})
	if err != nil {
		return err
	}
	r.Classes, r.Expected = p.Classes, p.Regret
	for _, group := range groups {
		if err := r.compare(group, cmp.Or(o.Level, estimate.DefaultLevel)); err != nil {
			return err
		}
	}
	chosen := r.Sizes[sizegrid.Nearest(sizes, math.Log(float64(p.Size.Classes)))]
	r.Size, r.Predicted, r.Measured, r.Held = chosen.Size, chosen.Predicted, chosen.Measured, chosen.Held
	return r.score(runs, o)
}

// compare adds one size.
func (r *OriginRow) compare(group []diversity.Measurement, level float64) (err error) {
	s := OriginSize{Size: group[0].Size, Measured: estimate.MeanAt(grouping.Errors(group), level)}
	if s.Predicted, err = r.average.ErrorAt(float64(s.Size.Classes), float64(s.Size.PerClass)); err != nil {
		return err
	}
	s.Held = s.Predicted.Interval.Contains(s.Measured.Value)
	r.Sizes = append(r.Sizes, s)
	return nil
}

// score judges the choice, where there are runs to judge it by.
func (r *OriginRow) score(runs []diversity.Measurement, o OriginOptions) error {
	unknown := estimate.Estimate{Value: math.NaN()}
	r.Lost, r.BestClasses = unknown, unknown
	exam, err := newExam(runs, Options{Level: o.Level, Seed: o.Seed})
	if insufficientData(err) {
		return nil
	}
	if err != nil {
		return err
	}
	r.BestClasses = exam.best.Classes
	r.Lost = exam.score(choice{name: DefaultRule, classes: float64(r.Size.Classes)}).Regret
	return nil
}
