package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity/display"
)

// Fields are what a table of sizes shows.
func (s SizeSummary) Fields() []display.Field {
	fields := append([]display.Field{{Name: "N", Value: s.Size.Total()}}, sizeFields(s.Size)...)
	fields = append(
		fields,
		display.Field{Name: "runs", Value: s.Runs},
		display.Field{Name: "error %", Value: display.Percent(s.Mean)},
	)
	if !s.Interval.Known() {
		return append(fields, display.Field{Name: "95% interval"})
	}
	return append(
		fields,
		display.Field{
			Name:  s.Interval.level() + " interval",
			Value: display.PercentRange(s.Interval.Low, s.Interval.High),
		},
	)
}

// Fields are what a table of minima shows.
func (m Minimum) Fields() []display.Field {
	return []display.Field{
		{Name: "N", Value: m.Budget}, {Name: withLevel("K*", m.Classes.Interval), Value: classesOf(m.Classes)},
		{Name: withLevel("x* = K*/n*", m.Ratio.Interval), Value: classesOf(m.Ratio)},
		{Name: "lowest mean at", Value: m.Best.Size}, {Name: "error % there", Value: display.Percent(m.Best.Mean)},
		{Name: "fewest classes: worse by, points", Value: m.Left.excess()},
		{Name: "most classes: worse by, points", Value: m.Right.excess()},
		{Name: "inner optimum", Value: yes(m.Interior)},
	}
}

// Display is the best size of the budget and the curve that it was taken from.
func (m Minimum) Display() display.Document {
	title := fmt.Sprintf("N = %d: best K* = %s, measured at %v", m.Budget, classesOf(m.Classes), m.Best.Size)
	return facts(title, m).Add(display.TableOf("The curve", m.Sizes))
}

// excess writes by how much an end is worse, with its standard error.
func (e End) excess() string {
	if e.StandardError == 0 || math.IsNaN(e.StandardError) {
		return display.Points(e.Excess).String()
	}
	return fmt.Sprintf("%s ± %s", display.Points(e.Excess), display.Points(e.StandardError))
}

// Fields are what a table of ends shows.
func (e End) Fields() []display.Field {
	return append(
		sizeFields(e.Size),
		display.Field{Name: "worse than the best by, points (± s.e.)", Value: e.excess()},
		display.Field{
			Name:  "t",
			Value: display.Number(e.T),
		},
		display.Field{Name: "degrees of freedom", Value: display.Number(e.Freedom)},
	)
}

// Fields are what a table of slopes shows.
func (s Slope) Fields() []display.Field {
	return []display.Field{
		{
			Name:  withLevel("slope d ln K*/d ln N", s.Interval),
			Value: numberOf(s.Estimate),
		}, {Name: "budgets", Value: len(s.Minima)},
		{Name: "minima at an end", Value: s.AtEnd},
	}
}

// Display is the slope, what it says of the best ratio, and the minima that it was taken from.
func (s Slope) Display() display.Document {
	d := display.Document{Title: "slope d ln K*/d ln N: " + numberOf(s.Estimate) + s.Interval.suffix()}
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
		{Name: "quantity", Value: p.Quantity}, {Name: withLevel("value", p.Interval), Value: numberOf(p.Estimate)},
		{Name: "degrees of freedom", Value: display.Number(p.Freedom)},
	}
}

// Display is the quantity with its profile likelihood interval.
func (p Profile) Display() display.Document {
	text := fmt.Sprintf(
		"Profile likelihood, %.4g degrees of freedom, %d places evaluated: figure.Profile draws it.",
		p.Freedom,
		len(p.Curve),
	)
	return display.Document{
		Title: p.Quantity + ": " + numberOf(p.Estimate) + p.Interval.suffix(),
	}.Add(
		display.Text(text),
	)
}

// Fields are what a table of the places of a profile shows.
func (t Traced) Fields() []display.Field {
	return []display.Field{{Name: "value", Value: display.Number(t.Value)}, {Name: "t", Value: display.Number(t.T)}}
}

// Display is the solution with the standard deviations of its parameters.
func (s Solution) Display() display.Document {
	table := display.Rows(
		"",
		[]string{"parameter", "value", "s.d.", "interval", ""},
		len(s.Parameters),
		s.row,
	)
	d := display.Document{Title: "least squares"}.Add(table, display.Facts{
		{Name: "sum of squares", Value: display.Number(s.SumOfSquares)},
		{Name: "residual s.d.", Value: display.Number(s.Deviation)}, {Name: "degrees of freedom", Value: s.Freedom},
		{
			Name: "ended by",
			Value: fmt.Sprintf(
				"%s after %d steps, %d of %d searches agree",
				s.Reason,
				s.Steps,
				s.Agreeing,
				s.Searches,
			),
		},
	})
	if !s.Converged {
		d = d.Add(display.Warning("The search did not converge."))
	}
	return d
}

func (s Solution) row(j int) []any {
	name, interval, note := fmt.Sprint("b", j+1), any(nil), ""
	if j < len(s.Names) {
		name = s.Names[j]
	}
	deviation := math.NaN()
	if j < len(s.Deviations) && j < len(s.AtBound) {
		deviation = s.Deviations[j]
		if e := s.Estimate(j); e.Interval.Bounded() {
			interval = display.Range(e.Interval.Low, e.Interval.High)
		}
		switch {
		case s.AtBound[j]:
			note = "at a bound"
		case math.IsInf(deviation, 0):
			note = "undetermined"
		}
	}
	return []any{name, s.Parameters[j], known(display.Number(deviation)), interval, note}
}

// Display shows what was read, warnings first.
func (t Table) Display() display.Document {
	d := display.Document{}.Add(display.Warnings(t.Warnings)...)
	d = d.Add(display.TableOf("Measurements", t.Points))
	if len(t.Controls) > 0 {
		d = d.Add(display.TableOf("Networks with random weights", t.Controls))
	}
	return d
}
