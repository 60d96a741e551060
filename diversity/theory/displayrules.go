package theory

import (
	"fmt"

	"tradeoff/diversity/display"
)

// Fields are what a table of rules shows.
func (s RuleScore) Fields() []display.Field {
	fields := []display.Field{{Name: "rule", Value: s.Name}}
	if s.Applied() {
		fields = append(fields, sizeFields(s.Size)...)
		fields = append(fields,
			display.Field{Name: withLevel("regret, points", s.Regret.Interval), Value: inPoints(s.Regret)},
			display.Field{Name: "expected, points", Value: inPoints(s.Expected)},
			display.Field{Name: "|ln K - ln K*|", Value: known(display.Number(s.LogDistance))})
	}
	return append(fields, display.Field{Name: "note", Value: s.Reason})
}

// Display is what every rule chose and lost.
func (t RuleTable) Display() display.Document {
	title := fmt.Sprintf("chosen from N = %s for N = %d, where K* = %s was measured; %d repeats",
		budgetsText(t.Fitted), t.Target, display.Number(t.Best.Classes.Value), t.Repeats)
	return display.Document{Title: title}.Add(display.TableOf("", t.Rows))
}

// Fields are what a table of rules over several questions shows.
func (r PooledRule) Fields() []display.Field {
	fields := []display.Field{{Name: "rule", Value: r.Name}, {Name: "questions", Value: r.Questions}}
	if r.Questions == 0 {
		return fields
	}
	return append(fields,
		display.Field{Name: withLevel("mean regret, points", r.Regret.Interval), Value: inPoints(r.Regret)},
		display.Field{Name: "worst, points", Value: known(display.Points(r.Worst))},
		display.Field{Name: "expected, points", Value: known(display.Points(r.Expected))},
		display.Field{Name: "|ln K - ln K*|", Value: known(display.Number(r.LogDistance))})
}

// Display is what every rule lost.
func (p PooledRules) Display() display.Document {
	title := fmt.Sprintf("rules over %d questions (intervals over questions, which count as independent)", p.Questions)
	return display.Document{Title: title}.Add(display.TableOf("", p.Rows))
}

// Fields are what a table of designs shows.
func (c PowerCell) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "budgets N",
			Value: budgetsText(c.Budgets),
		}, {Name: "repeats", Value: c.Repeats}, {Name: "runs", Value: c.Runs},
		{
			Name:  "images",
			Value: c.Images,
		}, {Name: withLevel("rejects, %", c.Power.Interval), Value: percentOf(c.Power)},
		{Name: "mean slope", Value: known(display.Number(c.Effect))},
	}
}

// Display is how often the test rejects, by design.
func (c PowerCurve) Display() display.Document {
	title := fmt.Sprintf("how often the test (%s, level %v) rejects an invariant ratio", c.Test, c.Level)
	return display.Document{Title: title}.Add(display.TableOf("", c.Cells))
}

// Fields are what a table of worlds shows.
func (w Planted) Fields() []display.Field {
	beta := w.Beta
	if beta == 0 {
		beta = w.Alpha
	}
	fields := []display.Field{
		{
			Name:  "E",
			Value: display.Number(w.E),
		}, {Name: "A", Value: display.Number(w.A)}, {Name: "B", Value: display.Number(w.B)},
		{
			Name:  "a",
			Value: display.Number(w.Alpha),
		}, {Name: "b", Value: display.Number(beta)}, {Name: "noise, points", Value: display.Points(w.Noise)},
	}
	if w.Ceiling > 0 {
		fields = append(fields, display.Field{Name: "ceiling %", Value: display.Percent(w.Ceiling)})
	}
	return fields
}

// Display is the true law with its parameters.
func (w Planted) Display() display.Document {
	law := `E + A\,K^{-a} + B\,n^{-b}`
	if w.Ceiling > 0 {
		law = `\min(\mathrm{ceiling}, ` + law + `)`
	}
	d := display.Document{Title: "planted world, whose law is known"}
	return d.Add(display.Formula(`\mathrm{error}(K, n) = `+law), display.Facts(w.Fields()))
}

// Fields are what a table of worlds shows.
func (w Gaussian) Fields() []display.Field {
	w = w.withDefaults()
	return []display.Field{
		{Name: "dimensions", Value: w.Dimensions}, {Name: "hidden subspace", Value: w.Rank},
		{Name: "s.d. within classes", Value: display.Number(w.Within)},
	}
}

// Display is what the world is made of.
func (w Gaussian) Display() display.Document {
	return facts("Gaussian world: class means in a hidden subspace, samples around them", w)
}

// Fields are what a table of worlds shows.
func (w Hierarchical) Fields() []display.Field {
	within := Gaussian{w.Dimensions, w.Rank, w.Within}
	return append(within.Fields(), display.Field{Name: "superclasses", Value: or(w.Superclasses, defaultSuperclasses)},
		display.Field{Name: "variance between superclasses %", Value: display.Percent(w.Share)})
}

// Display is what the world is made of.
func (w Hierarchical) Display() display.Document {
	return facts("hierarchical Gaussian world: class means come in superclasses", w)
}

// Fields are what a table of problems shows.
func (p Problem) Fields() []display.Field {
	return []display.Field{{Name: "observations", Value: len(p.Observed)}, {Name: "parameters", Value: len(p.Start)},
		{
			Name:  "start",
			Value: short(p.Start),
		}, {Name: "weighted", Value: yes(p.Weights != nil)}, {Name: "derivatives", Value: yes(p.Jacobian != nil)}}
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
