package backtest

import (
	"context"
	"errors"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"

	"gonum.org/v1/gonum/stat"
)

// choice is what a rule says about a budget.
type choice struct {
	name     string
	classes  float64 // K asked for; 0 and +Inf mean as few and as many as there are
	rounded  float64 // K of the exact size chosen, where the rule chooses one itself; else 0
	expected estimate.Estimate
	reason   error // why the rule cannot be applied
}

// choices applies every rule but the two that look at the target.
func (o Options) choices(ctx context.Context, seen []diversity.Measurement, budget int) ([]choice, error) {
	choices, err := o.byModels(ctx, seen, budget)
	if err != nil {
		return nil, err
	}
	choices = append(choices, byMinima(seen, float64(budget))...)
	return append(choices,
		withoutModel("K = n", math.Sqrt(float64(budget))),
		withoutModel("most classes", math.Inf(1)),
		withoutModel("fewest classes", 0),
	), nil
}

func withoutModel(name string, classes float64) choice {
	return choice{name: name, classes: classes, expected: estimate.Estimate{Value: math.NaN()}}
}

// byModels are the rules that predict errors.
func (o Options) byModels(ctx context.Context, seen []diversity.Measurement, budget int) ([]choice, error) {
	mixed, alone, err := o.byAverage(ctx, seen, budget)
	if err != nil && !insufficientData(err) {
		return nil, err
	}
	choices := []choice{predicted(DefaultRule, mixed, err), predicted("surface", alone, err)}
	for _, law := range o.laws() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var p theory.Prediction
		f, err := theory.Fit(seen, law, theory.FitOptions{Ceiling: o.Ceiling, Level: o.Level, Seed: o.Seed})
		if err == nil {
			p, err = f.BestAt(budget, o.best())
		}
		if err != nil && !insufficientData(err) {
			return nil, err
		}
		choices = append(choices, predicted(law.Name()+" law", p, err))
	}
	return choices, nil
}

// byAverage are [theory.Predict] and, by the same surface, [theory.SurfaceFit.BestAt].
func (o Options) byAverage(ctx context.Context, seen []diversity.Measurement, budget int) (mixed,
	alone theory.Prediction, err error) {
	average, err := theory.FitAverage(ctx, seen, o.predict())
	if err != nil {
		return mixed, alone, err
	}
	if mixed, err = average.BestAt(budget, o.best()); err != nil {
		return mixed, alone, err
	}
	alone, err = average.Surface.BestAt(budget, o.best())
	return mixed, alone, err
}

func predicted(name string, p theory.Prediction, reason error) choice {
	return choice{name, p.Classes.Value, float64(p.Size.Classes), p.Regret, reason}
}

// insufficientData reports whether an error says that the data do not suffice, and not that the call is wrong.
func insufficientData(err error) bool {
	return errors.Is(err, diversity.ErrTooFew) || errors.Is(err, theory.ErrNoVariation) ||
		errors.Is(err, theory.ErrNoOptimum)
}

// byMinima are the rules that continue what was measured to be best at each budget.
func byMinima(seen []diversity.Measurement, budget float64) []choice {
	minima, err := theory.Minima(seen, theory.MinimaOptions{BootstrapSamples: -1})
	var lnN, lnK []float64
	for _, m := range minima {
		lnN, lnK = append(lnN, math.Log(float64(m.Budget))), append(lnK, math.Log(m.Classes.Value))
	}
	target, middleN, middleK := math.Log(budget), stat.Mean(lnN, nil), stat.Mean(lnK, nil)
	var choices []choice
	measured, tooFew := theory.MeasureSlope(seen, theory.MinimaOptions{BootstrapSamples: -1})
	for _, line := range []struct {
		name  string
		slope float64 // d ln K / d ln N
	}{{"line through the minima", measured.Value}, {"constant ratio K/n", 0.5}, {"constant n", 1}, {"constant K", 0}} {
		c := withoutModel(line.name, math.Exp(middleK+line.slope*(target-middleN)))
		c.reason = err
		choices = append(choices, c)
	}
	if err == nil {
		choices[0].reason = tooFew
	}
	return choices
}
