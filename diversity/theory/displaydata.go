package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Fields are what a table of minima shows.
func (m Minimum) Fields() []display.Field {
	return []display.Field{
		{Name: "N", Value: m.Budget}, {Name: m.Classes.Interval.Label("K*"), Value: m.Classes.Count()},
		{Name: m.Ratio.Interval.Label("x* = K*/n*"), Value: m.Ratio.Count()},
		{Name: "lowest mean at", Value: m.Best.Size},
		{Name: m.Best.Score.Fitted().Label() + " % there", Value: display.Percent(m.Best.Error.Value)},
		{Name: "fewest classes: worse by, points", Value: m.Left.excess()},
		{Name: "most classes: worse by, points", Value: m.Right.excess()},
		{Name: "inner optimum", Value: display.YesNo(m.Interior)},
	}
}

// Display is the best size of the budget and the curve that it was taken from.
func (m Minimum) Display() display.Document {
	title := fmt.Sprintf("N = %d: best K* = %s, measured at %v", m.Budget, m.Classes.Count(), m.Best.Size)
	return display.FactsOf(title, m).Add(display.TableOf("The curve", m.Sizes))
}

// excess writes by how much an end is worse, with its standard error.
func (e End) excess() string {
	if e.StdErr == 0 || math.IsNaN(e.StdErr) {
		return display.Points(e.Excess).String()
	}
	return fmt.Sprintf("%s ± %s", display.Points(e.Excess), display.Points(e.StdErr))
}

// Fields are what a table of ends shows.
func (e End) Fields() []display.Field {
	return append(
		diversity.SizeFields(e.Size),
		display.Field{Name: "worse than the best by, points (± s.e.)", Value: e.excess()},
		display.Field{
			Name:  "t",
			Value: display.Number(e.T),
		},
		display.Field{Name: "degrees of freedom", Value: display.Number(e.DegreesOfFreedom)},
	)
}

// Fields are what a table of slopes shows.
func (s Slope) Fields() []display.Field {
	return []display.Field{
		{
			Name:  s.Interval.Label("slope d ln K*/d ln N"),
			Value: s.Estimate.Number(),
		}, {Name: "budgets", Value: len(s.Minima)},
		{Name: "minima at an end", Value: s.AtEnd},
	}
}

// Display is the slope, what it says of the best ratio, and the minima that it was taken from.
func (s Slope) Display() display.Document {
	d := display.Document{Title: "slope d ln K*/d ln N: " + s.Estimate.Number() + s.Interval.Suffix()}
	d = d.Add(
		display.Text(
			"0 keeps the best number of classes, 1/2 the best ratio K/n, 1 the best number of images per class.",
		),
	)
	if s.AtEnd > 0 {
		d = d.Add(
			display.Warning(
				fmt.Sprintf(
					"%d of %d minima lie at an end of what was measured: the true ones may be beyond.",
					s.AtEnd,
					len(s.Minima),
				),
			),
		)
	}
	if len(s.Minima) == 0 {
		return d
	}
	return d.Add(display.TableOf("", s.Minima))
}

// Fields are what a table of profiles shows.
func (p Profile) Fields() []display.Field {
	return []display.Field{
		{Name: "quantity", Value: p.Quantity}, {Name: p.Interval.Label("value"), Value: p.Estimate.Number()},
		{Name: "degrees of freedom", Value: display.Number(p.DegreesOfFreedom)},
	}
}

// Display is the quantity with its profile likelihood interval.
func (p Profile) Display() display.Document {
	text := fmt.Sprintf(
		"Profile likelihood, %.4g degrees of freedom, %d places evaluated: figure.Profile draws it.",
		p.DegreesOfFreedom,
		len(p.Curve),
	)
	return display.Document{
		Title: p.Quantity + ": " + p.Estimate.Number() + p.Interval.Suffix(),
	}.Add(
		display.Text(text),
	)
}

// Fields are what a table of the places of a profile shows.
func (t ProfilePoint) Fields() []display.Field {
	return []display.Field{{Name: "value", Value: display.Number(t.Value)}, {Name: "t", Value: display.Number(t.T)}}
}
