package levels

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
)

// Fields are K, m and n.
func (s Size) Fields() []display.Field {
	return []display.Field{{Name: "K", Value: display.Number(s.Groups)}, {Name: "m", Value: display.Number(s.Sources)},
		{Name: "n", Value: display.Number(s.Items)}}
}

// Fields are ln K, ln m and ln n.
func (p Place) Fields() []display.Field {
	return []display.Field{{Name: "ln K", Value: display.Number(p.Groups)},
		{Name: "ln m", Value: display.Number(p.Sources)}, {Name: "ln n", Value: display.Number(p.Items)}}
}

// Fields are a size and its error.
func (m Measurement) Fields() []display.Field {
	return append(m.Size.Fields(), display.Field{Name: "error", Value: display.Number(m.Error)})
}

// lawFields are what a table of laws shows.
func lawFields(law Law) []display.Field {
	return []display.Field{{Name: "law", Value: law.Name()},
		{Name: "error(K, m, n)", Value: display.Formula(law.TeX())},
		{Name: "parameters", Value: strings.Join(parameterNames(law), ", ")}}
}

// Fields are what a table of laws shows.
func (l Components) Fields() []display.Field { return lawFields(l) }

// Fields are what a table of laws shows.
func (l Nested) Fields() []display.Field { return lawFields(l) }

// Fields are what a table of laws shows.
func (l Separate) Fields() []display.Field { return lawFields(l) }

// Fields are what a table of laws shows.
func (l Total) Fields() []display.Field { return lawFields(l) }

// Fields are the number with its interval.
func (p Parameter) Fields() []display.Field {
	return []display.Field{{Name: "parameter", Value: p.Name},
		{Name: p.Interval.Label("value"), Value: p.Number()}}
}

// Fields are what a table of fitted laws shows.
func (f LawFit) Fields() []display.Field {
	name := "no law"
	if f.Law != nil {
		name = f.Law.Name()
	}
	if f.Err != nil {
		return []display.Field{{Name: "law", Value: name}, {Name: "not fitted", Value: f.Err.Error()}}
	}
	return []display.Field{{Name: "law", Value: name}, {Name: "rms", Value: display.Number(f.RMS)},
		{Name: "AICc", Value: display.Number(f.AICc)}, {Name: "best in", Value: shareText(f.Chosen)},
		{Name: "misfit, p", Value: display.Known(display.Number(f.PValue))}}
}

// shareText is a share of refits, empty if there are none.
func shareText(share float64) string {
	if math.IsNaN(share) {
		return ""
	}
	return fmt.Sprintf("%.0f%%", 100*share)
}

// Display is the best law with its parameters, and the others beside it.
func (m *Model) Display() display.Document {
	d := display.Document{Title: "a budget of three levels"}
	if m == nil || len(m.Laws) == 0 {
		return d.Add(display.Text("Nothing was fitted."))
	}
	best := m.Laws[0]
	return d.Add(display.Formula(`\mathrm{error}(K, m, n) = `+best.Law.TeX()),
		display.TableOf("Parameters of the "+best.Law.Name()+" law", best.Parameters),
		display.TableOf("The laws, the best first", m.Laws)).Add(display.Warnings(m.Warnings)...)
}

// Fields are what twice as much of each gains.
func (g Gain) Fields() []display.Field {
	return []display.Field{gainField("groups", g.Groups), gainField("sources", g.Sources), gainField("items", g.Items)}
}

func gainField(of string, e estimate.Estimate) display.Field {
	return display.Field{Name: e.Interval.Label("twice the " + of + " gain"), Value: e.Number()}
}

// Fields are the prices.
func (s Spend) Fields() []display.Field {
	return []display.Field{{Name: "to spend", Value: display.Number(s.Total)},
		{Name: "a group costs", Value: display.Number(s.PerGroup)},
		{Name: "a source costs", Value: display.Number(s.PerSource)},
		{Name: "an item costs", Value: display.Number(s.PerItem)}}
}

// Fields are what a table of answers shows.
func (b Best) Fields() []display.Field {
	fields := append([]display.Field{{Name: "to spend", Value: display.Number(b.Spend.Total)}}, b.Size.Fields()...)
	return append(fields, display.Field{Name: "cost", Value: display.Number(b.Cost)},
		display.Field{Name: b.Error.Interval.Label("error"), Value: b.Error.Number()},
		display.Field{Name: b.Regret.Interval.Label("expected to lose"), Value: b.Regret.Number()})
}

// Display is what to buy, the best counts with their intervals, and what it costs to miss them.
func (b Best) Display() display.Document {
	facts := display.Facts{
		{Name: b.Error.Interval.Label("expected error"), Value: b.Error.Number()},
		{Name: b.Regret.Interval.Label("expected to lose"), Value: b.Regret.Number()},
		{Name: b.Groups.Interval.Label("best K*"), Value: b.Groups.Number()},
		{Name: b.Sources.Interval.Label("best m*"), Value: b.Sources.Number()},
		{Name: b.Items.Interval.Label("best n*"), Value: b.Items.Number()},
		{Name: "cost", Value: display.Number(b.Cost)},
	}
	return display.Document{Title: "take " + b.Size.String()}.Add(facts,
		display.TableOf("What it costs to miss the best counts", b.Misses)).Add(display.Warnings(b.Warnings)...)
}

// Fields are what a table of misses shows.
func (m Miss) Fields() []display.Field {
	return append([]display.Field{{Name: "missed", Value: m.String()}}, append(m.Size.Fields(),
		display.Field{Name: m.Lost.Interval.Label("would lose"), Value: m.Lost.Number()})...)
}

// String reads "half the sources".
func (m Miss) String() string {
	times := "twice"
	if m.Factor < 1 {
		times = "half"
	}
	return times + " the " + strings.ToLower(m.Count)
}

// Fields are the error, the spend, and what it buys.
func (n Needed) Fields() []display.Field {
	fields := []display.Field{{Name: "wanted error", Value: display.Number(n.Wanted)},
		{Name: n.Total.Interval.Label("needs a total of"), Value: n.Total.Number()}}
	return append(fields, n.Best.Size.Fields()...)
}

// Fields are what a table of choices shows.
func (c Choice) Fields() []display.Field {
	return append(c.Size.Fields(), display.Field{Name: c.Error.Interval.Label("error"), Value: c.Error.Number()},
		display.Field{Name: c.Regret.Interval.Label("expected to lose"), Value: c.Regret.Number()})
}

// Fields are what a table of tests shows.
func (p PairTest) Fields() []display.Field {
	fields := []display.Field{{Name: "verdict", Value: p.String()}, {Name: "p", Value: display.Number(p.PValue)},
		{Name: "runs", Value: p.Runs}, {Name: "runs that settle it", Value: display.Known(display.Number(p.Needed))}}
	if p.Nested {
		return append(fields, display.Field{Name: "F", Value: display.Number(p.F)})
	}
	return append(fields, display.Field{Name: p.Difference.Interval.Label("difference"), Value: p.Difference.Number()})
}

// Fields are the law and its parameters.
func (w Planted) Fields() []display.Field {
	name := "no law"
	if w.Law != nil {
		name = w.Law.Name()
	}
	return []display.Field{{Name: "law", Value: name}, {Name: "parameters", Value: fmt.Sprint(w.Parameters)},
		{Name: "noise", Value: display.Number(w.Noise)}}
}

// Fields are the variances.
func (w Sampled) Fields() []display.Field {
	return []display.Field{{Name: "between groups", Value: display.Number(w.Between)},
		{Name: "between sources", Value: display.Number(w.Within)},
		{Name: "between items", Value: display.Number(w.Residual)}}
}

// Fields are the count that changes.
func (c Curve) Fields() []display.Field {
	return []display.Field{{Name: "along", Value: strings.ToLower(c.Count)}, {Name: "places", Value: len(c.Points)}}
}

// Fields are the size, its error, and what it loses.
func (p CurvePoint) Fields() []display.Field {
	fields := append([]display.Field{{Name: "times the best", Value: display.Number(p.Factor)}}, p.Size.Fields()...)
	return append(fields, display.Field{Name: p.Error.Interval.Label("error"), Value: p.Error.Number()},
		display.Field{Name: p.Lost.Interval.Label("would lose"), Value: p.Lost.Number()})
}
