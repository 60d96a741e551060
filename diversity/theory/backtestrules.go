package theory

import (
	"context"
	"errors"
	"math"

	"tradeoff/diversity"

	"gonum.org/v1/gonum/stat"
)

// choice is what a rule says about a budget.
type choice struct {
	name     string
	classes  float64 // K asked for; 0 and +Inf mean as few and as many as there are
	rounded  float64 // K of the exact size chosen, where the rule chooses one itself; else 0
	expected Estimate
	reason   error // why the rule cannot be applied
}

// choices applies every rule but the two that look at the target.
func (o BacktestOptions) choices(ctx context.Context, seen []diversity.Measurement, budget int) ([]choice, error) {
	choices, err := o.byModels(ctx, seen, budget)
	if err != nil {
		return nil, err
	}
	choices = append(choices, byMinima(seen, float64(budget))...)
	return append(choices,
		withoutModel("K = n (sqrt N)", math.Sqrt(float64(budget))),
		withoutModel("most classes", math.Inf(1)),
		withoutModel("fewest classes", 0),
	), nil
}

func withoutModel(name string, classes float64) choice {
	return choice{name: name, classes: classes, expected: Estimate{Value: math.NaN()}}
}

// byModels are the rules that predict errors.
func (o BacktestOptions) byModels(ctx context.Context, seen []diversity.Measurement, budget int) ([]choice, error) {
	type predictor struct {
		name    string
		predict func() (Prediction, error)
	}
	best := BestOptions{Limits: o.Limits}
	predictors := []predictor{
		{DefaultRule, func() (Prediction, error) { return PredictContext(ctx, seen, budget, o.predict()) }},
		{"surface", func() (Prediction, error) {
			f, err := SurfaceContext(ctx, seen, o.predict().surface())
			if err != nil {
				return Prediction{}, err
			}
			return f.BestAt(budget, best)
		}},
	}
	for _, law := range o.predict().laws() {
		predictors = append(predictors, predictor{law.Name() + " law", func() (Prediction, error) {
			f, err := FitContext(ctx, seen, law, FitOptions{Level: o.Level, Seed: o.Seed})
			if err != nil {
				return Prediction{}, err
			}
			return f.BestAt(budget, best)
		}})
	}
	var choices []choice
	for _, p := range predictors {
		predicted, err := p.predict()
		if err != nil && !dataCannotTell(err) {
			return nil, err
		}
		choices = append(choices, choice{p.name, predicted.Classes.Value, float64(predicted.Size.Classes), predicted.Regret, err})
	}
	return choices, nil
}

// dataCannotTell reports whether an error says that the data do not suffice, and not that the call is wrong.
func dataCannotTell(err error) bool {
	return errors.Is(err, ErrTooFew) || errors.Is(err, ErrNoVariation) || errors.Is(err, ErrNoOptimum)
}

// byMinima are the rules that continue what was measured to be best at each budget.
func byMinima(seen []diversity.Measurement, budget float64) []choice {
	minima, err := Minima(seen, MinimaOptions{Replicates: -1})
	var lnN, lnK []float64
	for _, m := range minima {
		lnN, lnK = append(lnN, math.Log(float64(m.Budget))), append(lnK, math.Log(m.Classes.Value))
	}
	target, middleN, middleK := math.Log(budget), stat.Mean(lnN, nil), stat.Mean(lnK, nil)
	var choices []choice
	for _, line := range []struct {
		name  string
		slope float64 // d ln K / d ln N
	}{{"line through the minima", lineSlope(lnN, lnK)}, {"constant ratio K/n", 0.5}, {"constant n", 1}, {"constant K", 0}} {
		c := withoutModel(line.name, math.Exp(middleK+line.slope*(target-middleN)))
		c.reason = err
		choices = append(choices, c)
	}
	if err == nil && len(minima) < 2 {
		choices[0].reason = tooFewForSlope(minima)
	}
	return choices
}
