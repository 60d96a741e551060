package theory

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Fields are what a table of predictions shows.
func (p Prediction) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "N",
			Value: p.Budget,
		}, {Name: "by", Value: p.source()}, {Name: "K", Value: p.Size.Classes}, {Name: "n", Value: p.Size.PerClass},
		{Name: p.Error.Interval.Label(p.Score.Label() + " %"), Value: p.Error.Percent()},
		{Name: p.Regret.Interval.Label("regret, points"), Value: p.Regret.Points()},
		{Name: p.Classes.Interval.Label("K*"), Value: p.Classes.Count()},
	}
}

// Display is the size to choose, the optimum with its intervals, the rules of thumb beside it and the warnings.
func (p Prediction) Display() display.Document {
	d := display.Document{
		Title: fmt.Sprintf("N = %d: choose K = %d, n = %d", p.Budget, p.Size.Classes, p.Size.PerClass),
	}
	if left := p.Budget - p.Size.Total(); left > 0 {
		d.Title += fmt.Sprintf(" (%s left over)", display.Count(left, "image"))
	}
	d = d.Add(display.Facts{
		{Name: p.Error.Interval.Label("predicted " + p.Score.Label() + " %"), Value: p.Error.Percent()},
		{Name: p.Regret.Interval.Label("expected regret, points"), Value: p.Regret.Points()},
		{Name: p.Classes.Interval.Label("best K*"), Value: p.Classes.Count()},
		{Name: p.PerClass.Interval.Label("best n*"), Value: p.PerClass.Count()},
		{Name: p.Ratio.Interval.Label("best x* = K*/n*"), Value: p.Ratio.Count()},
		{Name: p.Slope.Interval.Label("slope d ln K*/d ln N"), Value: p.Slope.Number()},
		{Name: "by", Value: p.source()},
	})
	if p.Clipped {
		d = d.Add(display.Warning("The optimum lies outside what may be chosen; this is the best size within that."))
	}
	return d.Add(rest(p.Unbounded, p.Warnings, p.Baselines, p.Weights)...)
}

// rest are the last parts of a prediction.
func rest(unbounded bool, warnings []string, baselines []Baseline, shares []ModelWeight) (parts []display.Part) {
	if unbounded {
		parts = append(parts, display.Warning("The data do not bound the best number of classes."))
	}
	parts = append(parts, display.Warnings(warnings)...)
	if len(baselines) > 0 {
		parts = append(parts, display.TableOf("Rules of thumb", baselines))
	}
	if len(shares) > 0 {
		parts = append(parts, display.TableOf("The models behind the average", shares))
	}
	return parts
}

// Fields are what a table of rules of thumb shows.
func (b Baseline) Fields() []display.Field {
	fields := append([]display.Field{{Name: "rule", Value: b.Name}}, diversity.SizeFields(b.Size)...)
	return append(fields,
		display.Field{Name: "predicted error %", Value: display.Percent(b.Error)},
		display.Field{Name: b.Regret.Interval.Label("expected regret, points"), Value: b.Regret.Points()},
		display.Field{Name: b.Gain.Interval.Label("saved by the choice, points"), Value: b.Gain.Points()})
}

// Fields are what a table of models shows.
func (s ModelWeight) Fields() []display.Field {
	weight := any(fmt.Sprintf("%.0f%%", 100*s.Weight))
	if s.Rejected {
		weight = "none: rejected by the data"
	}
	return []display.Field{
		{Name: "model", Value: s.Name}, {Name: "weight", Value: weight},
		{Name: "off the largest budget by, points", Value: display.Known(display.Points(s.HeldOut))},
	}
}

// Fields are what a table of prices shows.
func (s Spend) Fields() []display.Field {
	return []display.Field{
		{Name: "to spend", Value: display.Number(s.Total)}, {Name: "a class costs", Value: display.Number(s.PerClass)},
		{Name: "an image costs", Value: display.Number(s.PerSample)},
	}
}

// Fields are what a table of predictions shows.
func (p SpendPrediction) Fields() []display.Field {
	fields := append(p.Spend.Fields(), diversity.SizeFields(p.Size)...)
	return append(fields,
		display.Field{Name: p.Error.Interval.Label(p.Score.Label() + " %"), Value: p.Error.Percent()},
		display.Field{Name: p.Regret.Interval.Label("regret, points"), Value: p.Regret.Points()})
}

// Display is the size to buy, the optimum with its intervals, the rules of thumb beside it and the warnings.
func (p SpendPrediction) Display() display.Document {
	return display.Document{
		Title: fmt.Sprintf(
			"for %.6g: choose K = %d, n = %d, which cost %.6g",
			p.Spend.Total,
			p.Size.Classes,
			p.Size.PerClass,
			p.Cost,
		),
	}.Add(display.Facts{
		{Name: "prices", Value: fmt.Sprintf("a class %.4g, an image %.4g", p.Spend.PerClass, p.Spend.PerSample)},
		{Name: p.Error.Interval.Label("predicted " + p.Score.Label() + " %"), Value: p.Error.Percent()},
		{Name: p.Regret.Interval.Label("expected regret, points"), Value: p.Regret.Points()},
		{Name: p.Classes.Interval.Label("best K*"), Value: p.Classes.Count()},
		{Name: p.PerClass.Interval.Label("best n*"), Value: p.PerClass.Count()},
		{Name: p.FreeClasses.Interval.Label("K* if classes were free"), Value: p.FreeClasses.Count()},
		{
			Name:  p.AgainstFree.Interval.Label("their price changes K* by a factor of"),
			Value: p.AgainstFree.Number(),
		},
		{Name: "by", Value: Prediction{Law: p.Law, Weights: p.Weights}.source()},
	}).Add(rest(p.Unbounded, p.Warnings, p.Baselines, p.Weights)...)
}

// Fields are what a table of surfaces shows.
func (f *SurfaceFit) Fields() []display.Field {
	return []display.Field{
		{Name: "runs", Value: f.Runs}, {Name: "sizes", Value: f.Sizes}, {Name: "budgets", Value: f.Budgets},
		{Name: f.Drift.Interval.Label("drift d ln K/d ln N"), Value: f.Drift.Number()},
		{Name: "off the means by (rms), points", Value: display.Points(f.RMS)},
		{Name: "runs of one size differ by (s.d.), points", Value: display.Points(f.Noise)},
		{Name: "smooth in the logit, % of the evidence", Value: display.Percent(f.Logit)},
	}
}

// Display is how the surface moves with the budget, and how well it fits.
func (f *SurfaceFit) Display() display.Document {
	return display.FactsOf("smooth error surface, without a law", f).Add(display.Warnings(f.Warnings)...)
}

// Display is how much each model counts in the average.
func (a *Average) Display() display.Document {
	return display.Document{Title: "average of a surface and laws"}.Add(display.TableOf("", a.Weights))
}
