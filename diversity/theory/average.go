package theory

import (
	"context"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/theory/internal/gp"
)

// Average is a law-free surface and laws, weighed by how well each predicted the measured budgets. It is made by
// [FitAverage], answers for any number of budgets and spends, and is safe for concurrent use.
type Average struct {
	Surface *SurfaceFit
	Weights []ModelWeight // of the surface, and of the laws in their order

	models []counted
	level  *gp.Level // of the error beyond the measured budgets
}

// counted is a model and the number of curves that are drawn from it.
type counted struct {
	model
	count int
}

// Predict is [FitAverage] and [Average.BestAt] in one: the rule to use where nothing is known of the law: the size of a
// budget, within or beyond the measured ones, with the lowest expected error over all that the data leave open. The
// budget may be any number: n is floor(N/K). The points must be of one task and one probe ([estimate.MeanOverTasks]
// makes them so), of at least two budgets and six sizes.
//
// It averages a law-free [Surface] and laws. Every budget with at least two smaller ones is predicted from all smaller
// ones by each model, which is weighed by the probability density of the measured means (leave-future-out, Buerkner,
// Gabry and Vehtari 2020). What a wrong model misses is smooth along a curve, so that the means of a budget count as
// two; and since laws were rejected in most measured studies, the surface counts five times as much as all laws
// together before anything is predicted. A law that the data reject for its lack of fit has no weight, however well it
// met the next budget. With two budgets there is nothing to predict: the surface decides alone. Beyond the largest
// budget a law goes on to be off, at random, by as much for an octave as it missed that budget.
//
// The predicted error beyond the largest budget is that of a level which may bend with the budget ([Average.ErrorAt]):
// the choice and what rivals lose against it are those of the average.
//
// Intervals and regrets so hold the noise of the runs, what smoothness leaves open, which model is right, and that it
// may be wrong. They do not hold a break beyond the largest budget; far beyond it there is a warning. [PredictSpend] is
// the same where classes cost more than images, and [backtest.Run] shows how well this rule and others do on data like
// yours.
func Predict(ctx context.Context, points []diversity.Measurement, budget int, o PredictOptions) (Prediction, error) {
	if err := o.validate(); err != nil {
		return Prediction{}, err
	}
	best := BestOptions{Limits: o.Limits, Exact: o.Exact}
	if _, err := newMenu(budget, best); err != nil {
		return Prediction{}, err
	}
	average, err := FitAverage(ctx, points, o)
	if err != nil {
		return Prediction{}, err
	}
	return average.BestAt(budget, best)
}

// FitAverage fits the surface and the laws of [Predict] and weighs them. Limits and Exact of the options do not matter
// here. It returns the context's error once cancelled.
func FitAverage(ctx context.Context, points []diversity.Measurement, o PredictOptions) (*Average, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	surface, err := Surface(ctx, points, o.surface())
	if err != nil {
		return nil, err
	}
	average := &Average{Surface: surface}
	err = parallel.Guard(func() (err error) {
		if average.Weights, err = weigh(ctx, surface, o); err != nil {
			return err
		}
		if average.models, err = countedModels(ctx, surface, average.Weights, o); err != nil {
			return err
		}
		average.level, err = gp.NewLevel(ctx, grouping.BySize(surface.points), o.Ceiling)
		return err
	})
	return average, err
}

// BestAt is the size of a budget, within or beyond the measured ones, with the lowest expected error; see [Predict].
func (a *Average) BestAt(budget int, o BestOptions) (Prediction, error) {
	if err := o.validate(); err != nil {
		return Prediction{}, err
	}
	menu, err := newMenu(budget, o)
	if err != nil {
		return Prediction{}, err
	}
	var p Prediction
	err = parallel.Guard(func() error {
		v := newView(a.Surface.points, menu, a.Surface.confidence())
		a.drawInto(v)
		p = v.prediction("average", a.Surface.Warnings)
		p.Weights = a.Weights
		a.setLevel(p.Size, &p.Error, p.Baselines, p.Misses)
		p.Warnings = append(p.Warnings, a.warningsAt(budget, p.Misses)...)
		return nil
	})
	return p, err
}

// BestForSpend is the size with the lowest expected error that a spend can buy; see [PredictSpend].
func (a *Average) BestForSpend(spend Spend, o BestOptions) (SpendPrediction, error) {
	if err := checkSpend(spend, o); err != nil {
		return SpendPrediction{}, err
	}
	v, err := newSpendView(spend, o.Limits, a.Surface)
	if err != nil {
		return SpendPrediction{}, err
	}
	var p SpendPrediction
	err = parallel.Guard(func() error {
		a.drawInto(v)
		p = v.prediction("average", a.Surface.Warnings)
		p.Weights = a.Weights
		a.setLevel(p.Size, &p.Error, p.Baselines, p.Misses)
		return nil
	})
	return p, err
}

// drawInto draws from every model by its share: first the surface, then the laws in their order.
func (a *Average) drawInto(v interface{ drawFrom(m model, count int) }) {
	for _, m := range a.models {
		v.drawFrom(m.model, m.count)
	}
}

// lnLast is ln N of the largest measured budget.
func (f *SurfaceFit) lnLast() float64 {
	return math.Log(float64(f.points[len(f.points)-1].Size.Total()))
}

// countedModels are the models that have a share, each with its number of draws. Laws are fitted anew, with all their
// bootstrap samples.
func countedModels(ctx context.Context, surface *SurfaceFit, shares []ModelWeight, o PredictOptions) ([]counted,
	error) {
	weights := make([]float64, len(shares))
	for i, share := range shares {
		weights[i] = share.Weight
	}
	var models []counted
	for i, count := range sharesOf(weights, surface.options.samples()) {
		switch {
		case count == 0:
		case i == 0:
			models = append(models, counted{surface, count})
		default:
			law, err := fitLaw(ctx, surface.points, o.laws()[i-1], o.fit())
			if err != nil {
				return nil, err
			}
			models = append(models, counted{discrepantLaw{law, shares[i].discrepancy, surface.lnLast()}, count})
		}
	}
	return models, nil
}
