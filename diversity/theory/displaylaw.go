package theory

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
)

// Fields are what a table of parameters shows.
func (p Parameter) Fields() []display.Field {
	fields := []display.Field{
		{Name: "parameter", Value: display.Formula(p.Name)}, {Name: "value", Value: display.Number(p.Value)},
		{Name: p.Interval.Label("interval")}, {Name: "at a bound", Value: string(p.Bound)},
	}
	if p.Interval.Known() {
		fields[2].Value = display.Range(p.Interval.Low, p.Interval.High)
	}
	return fields
}

// Fields are what a table of fits shows.
func (f *LawFit) Fields() []display.Field {
	fields := []display.Field{{Name: "law", Value: lawName(f.Law)}}
	for _, p := range f.Parameters {
		fields = append(fields, display.Field{Name: p.Name,
			Value: estimate.Estimate{Value: p.Value, Interval: p.Interval}.Number()})
	}
	return append(fields,
		display.Field{Name: "rms, points", Value: display.Points(f.RMS)},
		display.Field{Name: "between runs, points", Value: display.Points(f.Noise)},
		display.Field{Name: "misfit p", Value: f.LackOfFit.p()})
}

// Display is the formula, the parameters with their intervals, and how well the law fits.
func (f *LawFit) Display() display.Document {
	d := display.Document{
		Title: fmt.Sprintf("%s law%s, %s", lawName(f.Law), f.ofScore(), countsOf(f.Runs, f.Sizes, f.Budgets)),
	}
	if f.Law != nil {
		d = d.Add(display.Formula(`\mathrm{` + strings.ReplaceAll(f.Score().Label(), " ", `\ `) + `}(K, n) = ` + f.Law.TeX()))
	}
	return d.Add(
		display.TableOf("", f.Parameters),
		display.Facts{
			{Name: "misses the runs by (rms)", Value: display.Points(f.RMS).String() + " points"},
			{Name: "runs of one size differ by (s.d.)", Value: display.Points(f.Noise).String() + " points"},
			{Name: "explained", Value: display.Percent(f.R2).String() + "% of the variance"},
			{Name: "lack of fit", Value: f.LackOfFit.sentence()},
			{Name: "search", Value: fmt.Sprintf("%d of %d starts agree", f.Agreeing, f.Starts)},
		}).Add(display.Warnings(f.Warnings)...)
}

// p is the chance of the misfit; nil if it is not known.
func (t LackOfFit) p() any {
	if !t.Known {
		return nil
	}
	return display.Number(t.PValue)
}

func (t LackOfFit) sentence() string {
	if !t.Known {
		return "not known: it takes repeats, and more sizes than parameters"
	}
	verdict := "the data do not contradict the law"
	if t.Rejects() {
		verdict = "the data contradict the law"
	}
	return fmt.Sprintf(
		"%s (F = %.3g on %d and %d, p = %.2g; off the means by %.2f points)",
		verdict,
		t.F,
		t.Between,
		t.Within,
		t.PValue,
		100*t.MisfitOfTheMeans,
	)
}

// Fields are what a table of tests for lack of fit shows.
func (t LackOfFit) Fields() []display.Field {
	if !t.Known {
		return []display.Field{{Name: "F"}, {Name: "freedom"}, {Name: "p"}, {Name: "off the means by, points"}}
	}
	return []display.Field{
		{
			Name:  "F",
			Value: display.Number(t.F),
		}, {Name: "freedom", Value: fmt.Sprintf("%d and %d", t.Between, t.Within)},
		{
			Name:  "p",
			Value: display.Number(t.PValue),
		}, {Name: "off the means by, points", Value: display.Points(t.MisfitOfTheMeans)},
	}
}

// Display says whether the data contradict the law.
func (t LackOfFit) Display() display.Document {
	return display.Document{Title: "lack of fit"}.Add(display.Text(t.sentence()))
}

// Fields are what a table of the tasks shows.
func (t TaskFit) Fields() []display.Field {
	fields := []display.Field{{Name: "task", Value: t.Task}}
	if t.LawFit != nil {
		fields = append(fields, t.LawFit.Fields()...)
	}
	return append(fields, display.Field{Name: "weight", Value: display.Number(t.Weight)})
}

// Display is the fit of the task, and how far its own exponents are from the common ones.
func (t TaskFit) Display() display.Document {
	d := display.Document{Title: "task " + t.Task}
	if t.LawFit == nil {
		return d
	}
	fitted := t.LawFit.Display()
	d.Title += ": " + fitted.Title
	d = d.Add(fitted.Parts...)
	var apart display.Facts
	for i, e := range t.Law.Exponents() {
		if i < len(t.Apart) {
			apart = append(
				apart,
				display.Field{Name: "own " + e.Name + " minus the common one", Value: t.Apart[i].Number()},
			)
		}
	}
	return d.Add(apart)
}

// Display is the law with its common exponents, whether the data allow them, and the tasks.
func (f *TasksFit) Display() display.Document {
	d := display.Document{
		Title: fmt.Sprintf("%s law, %s of %s, common exponents", lawName(f.Law),
			display.Count(len(f.Tasks), "task"), display.Count(f.Runs, "run")),
	}
	if f.Law != nil {
		d = d.Add(display.Formula(`\mathrm{error}(K, n) = ` + f.Law.TeX()))
	}
	return d.Add(display.TableOf("", f.Exponents), f.Common.card(), display.TableOf("", f.Tasks))
}

// Fields are what a table of laws compared shows.
func (s LawScore) Fields() []display.Field {
	fields := []display.Field{{Name: "#", Value: s.Rank}, {Name: "law", Value: lawName(s.Law)}}
	if s.HeldOutErr == nil {
		fields = append(fields,
			display.Field{Name: "held out: off by, points", Value: display.Points(s.HeldOut)},
			display.Field{Name: "best, % of refits", Value: display.Percent(s.Wins)},
			display.Field{Name: "regret, points", Value: display.Points(s.Regret)})
	}
	if s.Err == nil {
		fields = append(fields,
			display.Field{Name: "free", Value: s.Parameters},
			display.Field{Name: "rms, points", Value: display.Points(s.RMS)},
			display.Field{Name: "misfit p", Value: s.LackOfFit.p()},
			display.Field{Name: "AICc weight", Value: display.Known(display.Number(s.Weight))})
	}
	return append(fields, display.Field{Name: "note", Value: s.reason()})
}

// reason says why numbers are missing.
func (s LawScore) reason() string {
	switch {
	case s.Err != nil:
		return "cannot be fitted: " + s.Err.Error()
	case s.HeldOutErr != nil:
		return "not held out: " + s.HeldOutErr.Error()
	}
	return ""
}

// Display is the law with its scores.
func (s LawScore) Display() display.Document { return display.FactsOf("", s) }

// Display is the verdict with the two laws.
func (r RatioTest) Display() display.Document {
	if r.Null == nil || r.Alternative == nil {
		return display.Document{Title: "no test was made"}
	}
	return display.Document{}.Add(r.Verdict().card(), display.Table{
		Header: []string{"", "law", "error(K, n)", "rms, points"},
		Rows: [][]any{
			{"smaller", r.Null.Law.Name(), display.Formula(r.Null.Law.TeX()), display.Points(r.Null.RMS)},
			{
				"larger",
				r.Alternative.Law.Name(),
				display.Formula(r.Alternative.Law.TeX()),
				display.Points(r.Alternative.RMS),
			},
		},
	})
}

// Fields are what a table of pairs shows.
func (p PairTest) Fields() []display.Field {
	first, second, better := "no law", "no law", "not settled"
	if p.First != nil && p.Second != nil {
		first, second = lawName(p.First.Law), lawName(p.Second.Law)
	}
	if law := p.Better(); law != nil {
		better = law.Name()
	}
	return []display.Field{{Name: "first", Value: first}, {Name: "second", Value: second}, {Name: "better", Value: better},
		{Name: "p", Value: display.Number(p.PValue)}, {Name: "runs needed", Value: display.Number(p.Needed)}}
}

// Display is the verdict.
func (p PairTest) Display() display.Document { return p.Verdict().Display() }
