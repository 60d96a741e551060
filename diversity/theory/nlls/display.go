package nlls

import (
	"fmt"
	"math"

	"tradeoff/diversity/display"
)

// Fields are what a table of problems shows.
func (p Problem) Fields() []display.Field {
	return []display.Field{{Name: "observations", Value: len(p.Observed)}, {Name: "parameters", Value: len(p.Start)},
		{
			Name:  "start",
			Value: short(p.Start),
		}, {Name: "weighted", Value: display.YesNo(p.Weights != nil)},
		{Name: "derivatives", Value: display.YesNo(p.Jacobian != nil)}}
}

// short writes the first numbers of a list.
func short(values []float64) string {
	const most = 8
	text := ""
	for i, value := range values[:min(most, len(values))] {
		if i > 0 {
			text += ", "
		}
		text += display.Number(value).String()
	}
	if len(values) > most {
		text += ", ..."
	}
	return text
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
		{Name: "residual s.d.", Value: display.Number(s.Deviation)}, {Name: "degrees of freedom", Value: s.DegreesOfFreedom},
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
	return []any{name, s.Parameters[j], display.Known(display.Number(deviation)), interval, note}
}
