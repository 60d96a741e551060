package theory

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
)

// Fields are the size and what was measured there.
func (r Reading) Fields() []display.Field {
	return []display.Field{
		{Name: "K", Value: display.Number(r.Classes)}, {Name: "n", Value: display.Number(r.PerClass)},
		{Name: "value", Value: display.Number(r.Value)}, {Name: "run", Value: r.Run},
	}
}

// Display is the law with its parameters and what was minimised.
func (f *ReadingFit) Display() display.Document {
	if f == nil || f.Law == nil {
		return display.Document{Title: "no law"}
	}
	converged := "the search converged"
	if !f.Converged {
		converged = "the search did not converge"
	}
	return display.Document{Title: f.Law.Name() + " law of " + display.Count(f.Readings, "reading")}.Add(
		display.Formula(f.Law.TeX()), display.TableOf("Parameters", f.Parameters),
		display.Facts{
			{Name: "objective", Value: fmt.Sprintf("%.4g", f.Objective)},
			{Name: "search", Value: fmt.Sprintf("%s; %d of %d starts agree", converged, f.Agreeing, f.Starts)},
			{Name: "bootstrap refits", Value: f.BootstrapSamples},
		})
}

// String is a report of several lines.
func (f *ReadingFit) String() string {
	if f == nil || f.Law == nil {
		return "no law"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s law of %s, objective %.9g", f.Law.Name(), display.Count(f.Readings, "reading"), f.Objective)
	for _, p := range f.Parameters {
		fmt.Fprintf(&b, "\n  %-3s %.6g", p.Name, p.Value)
		if p.Interval.Known() {
			fmt.Fprintf(&b, " [%.4g, %.4g]", p.Interval.Low, p.Interval.High)
		}
	}
	return b.String()
}

// Fields are the two slopes and the chance of so much difference on a line.
func (l Linearity) Fields() []display.Field {
	if !l.Known {
		return []display.Field{{Name: "linearity", Value: "not known"}}
	}
	return []display.Field{
		{Name: fmt.Sprintf("slope up to N = %d", l.Middle), Value: display.Number(l.Early)},
		{Name: "slope beyond", Value: display.Number(l.Late)}, {Name: "p", Value: display.Number(l.PValue)},
	}
}

// Fields are the error, the least spend that reaches it, and what that buys.
func (n Needed) Fields() []display.Field {
	return []display.Field{
		{Name: "wanted error %", Value: display.Percent(n.Wanted)}, {Name: n.Total.Interval.Label("spend"),
			Value: n.Total.Count()},
		{Name: "K", Value: n.Best.Size.Classes}, {Name: "n", Value: n.Best.Size.PerClass},
	}
}
