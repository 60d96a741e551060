package theory

import (
	"fmt"

	"tradeoff/diversity/display"
)

// Fields are what a table of predictions shows.
func (p Prediction) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "N",
			Value: p.Budget,
		}, {Name: "by", Value: p.source()}, {Name: "K", Value: p.Size.Classes}, {Name: "n", Value: p.Size.PerClass},
		{Name: withLevel("error %", p.Error.Interval), Value: percentOf(p.Error)},
		{Name: withLevel("regret, points", p.Regret.Interval), Value: pointsOf(p.Regret)},
		{Name: withLevel("K*", p.Classes.Interval), Value: classesOf(p.Classes)},
	}
}

// Display is the size to choose, the optimum with its intervals, the rules of thumb beside it and the warnings.
func (p Prediction) Display() display.Document {
	d := display.Document{
		Title: fmt.Sprintf("N = %d: choose K = %d, n = %d", p.Budget, p.Size.Classes, p.Size.PerClass),
	}
	if left := p.Budget - p.Size.Total(); left > 0 {
		d.Title += fmt.Sprintf(" (%d images are left over)", left)
	}
	d = d.Add(display.Facts{
		{Name: withLevel("predicted error %", p.Error.Interval), Value: percentOf(p.Error)},
		{Name: withLevel("expected regret, points", p.Regret.Interval), Value: pointsOf(p.Regret)},
		{Name: withLevel("best K*", p.Classes.Interval), Value: classesOf(p.Classes)},
		{Name: withLevel("best n*", p.PerClass.Interval), Value: classesOf(p.PerClass)},
		{Name: withLevel("best x* = K*/n*", p.Ratio.Interval), Value: classesOf(p.Ratio)},
		{Name: withLevel("slope d ln K*/d ln N", p.Slope.Interval), Value: numberOf(p.Slope)},
		{Name: "by", Value: p.source()},
	})
	if p.Clipped {
		d = d.Add(display.Warning("The optimum lies outside what may be chosen; this is the best size within that."))
	}
	return d.Add(rest(p.Unbounded, p.Warnings, p.Baselines, p.Shares)...)
}

// rest are the last parts of a prediction.
func rest(unbounded bool, warnings []string, baselines []Baseline, shares []Share) (parts []display.Part) {
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
	fields := append([]display.Field{{Name: "rule", Value: b.Name}}, sizeFields(b.Size)...)
	return append(fields,
		display.Field{Name: "predicted error %", Value: display.Percent(b.Error)},
		display.Field{Name: withLevel("expected regret, points", b.Regret.Interval), Value: pointsOf(b.Regret)},
		display.Field{Name: withLevel("saved by the choice, points", b.Gain.Interval), Value: pointsOf(b.Gain)})
}

// Fields are what a table of models shows.
func (s Share) Fields() []display.Field {
	weight := any(fmt.Sprintf("%.0f%%", 100*s.Weight))
	if s.Rejected {
		weight = "none: rejected by the data"
	}
	return []display.Field{
		{Name: "model", Value: s.Name}, {Name: "weight", Value: weight},
		{Name: "off the largest budget by, points", Value: known(display.Points(s.HeldOut))},
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
	fields := append(p.Spend.Fields(), sizeFields(p.Size)...)
	return append(fields,
		display.Field{Name: withLevel("error %", p.Error.Interval), Value: percentOf(p.Error)},
		display.Field{Name: withLevel("regret, points", p.Regret.Interval), Value: pointsOf(p.Regret)})
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
		{Name: withLevel("predicted error %", p.Error.Interval), Value: percentOf(p.Error)},
		{Name: withLevel("expected regret, points", p.Regret.Interval), Value: pointsOf(p.Regret)},
		{Name: withLevel("best K*", p.Classes.Interval), Value: classesOf(p.Classes)},
		{Name: withLevel("best n*", p.PerClass.Interval), Value: classesOf(p.PerClass)},
		{Name: withLevel("K* if classes were free", p.FreeClasses.Interval), Value: classesOf(p.FreeClasses)},
		{
			Name:  withLevel("their price changes K* by a factor of", p.AgainstFree.Interval),
			Value: numberOf(p.AgainstFree),
		},
		{Name: "by", Value: Prediction{Law: p.Law, Shares: p.Shares}.source()},
	}).Add(rest(p.Unbounded, p.Warnings, p.Baselines, p.Shares)...)
}

// Fields are what a table of proposals shows.
func (s NextSize) Fields() []display.Field {
	return append(sizeFields(s.Size),
		display.Field{Name: "runs", Value: s.Repeats}, display.Field{Name: "images", Value: s.Images},
		display.Field{Name: "for N", Value: s.Target},
		display.Field{Name: "s.d. of ln K* before", Value: display.Number(s.Before)},
		display.Field{Name: "after", Value: display.Number(s.After)},
		display.Field{Name: "variance removed %", Value: display.Percent(s.Reduction)})
}

// Fields are what a table of surfaces shows.
func (f *SurfaceFit) Fields() []display.Field {
	return []display.Field{
		{Name: "runs", Value: f.Runs}, {Name: "sizes", Value: f.Sizes}, {Name: "budgets", Value: f.Budgets},
		{Name: withLevel("drift d ln K/d ln N", f.Drift.Interval), Value: numberOf(f.Drift)},
		{Name: "off the means by (rms), points", Value: display.Points(f.RMS)},
		{Name: "runs of one size differ by (s.d.), points", Value: display.Points(f.Noise)},
		{Name: "smooth in the logit, % of the evidence", Value: display.Percent(f.Logit)},
	}
}

// Display is how the surface moves with the budget, and how well it fits.
func (f *SurfaceFit) Display() display.Document {
	return facts("smooth error surface, without a law", f).Add(display.Warnings(f.Warnings)...)
}
