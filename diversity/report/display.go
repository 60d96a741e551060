package report

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure"
)

// How wide the curves are.
const (
	lettersWidth = 100 // columns
	pictureWidth = 640 // pixels
)

// Display is the whole card.
func (r Report) Display() display.Document {
	d := display.Document{Title: "Report: " + r.Name}.Add(display.Text(r.Question))
	for _, sentence := range r.Answer {
		d = d.Add(display.Text(sentence))
	}
	letters, legend := figure.TextCurves(r.Means, lettersWidth, r.Scale)
	if letters != "" {
		d = d.Add(display.Picture{SVG: figure.SVGCurves(r.Means, pictureWidth, r.Scale, nil), Letters: letters + legend,
			Caption: r.CurvesCaption()})
	}
	if len(r.Changes) > 0 {
		d = d.Add(display.Text("What would change it: " + strings.Join(r.Changes, " ")))
	}
	if len(r.Minima) > 0 {
		d = d.Add(r.Best())
	}
	for _, v := range r.Verdicts {
		d = d.Add(v.Display().Parts...)
	}
	d = d.Add(display.Warnings(r.shortWarnings())...)
	facts := display.Facts{{Name: "cost", Value: r.Cost.String()}, {Name: "cite", Value: strings.Join(r.Cite, " ")}}
	if r.Control != nil || !r.Scale.Named() {
		facts = append(display.Facts{{Name: "random weights", Value: r.controlWords()}}, facts...)
	}
	return d.Add(facts)
}

// CurvesCaption says what a figure of the means shows; it stands alone.
func (r Report) CurvesCaption() string {
	return fmt.Sprintf("Measured %s against the number of %s K, one curve for each budget N = K n, with 95%% intervals over runs where there are some; a ring is the %s mean of a budget.",
		r.score(r.Means[0].Score), r.groups(), r.best())
}

// mostWarnings bounds what a card shows of them; a page has all.
const mostWarnings = 12

func (r Report) shortWarnings() []string {
	if len(r.Warnings) <= mostWarnings {
		return r.Warnings
	}
	return append(r.Warnings[:mostWarnings:mostWarnings], fmt.Sprintf("And %d more warnings.", len(r.Warnings)-mostWarnings))
}

// Best is a table of the best size of each measured budget.
func (r Report) Best() display.Table {
	at, score, write := "lowest mean at", r.score(r.Means[0].Score)+" % there [95%]", estimate.Estimate.Percent
	if !r.Scale.Plain() {
		at, score, write = r.best()+" mean at", r.score(r.Means[0].Score)+" there [95%]", r.Scale.Scored
	}
	return display.Rows("The best size of each measured budget",
		[]string{"N", "sizes", at, score, "best K* [95%]", "as good within noise: K ="},
		len(r.Minima), func(i int) []any {
			m := r.Minima[i]
			var tied []string
			for _, s := range Ties(m) {
				tied = append(tied, r.Scale.ClassesText(s.Size))
			}
			return []any{r.total(m.Budget), len(m.Sizes), r.Scale.SizeText(m.Best.Size), write(m.Best.Error),
				r.scaledClasses(m.Classes).Count(), strings.Join(tied, ", ")}
		})
}

// scaledClasses is an estimate of K in the numbers of the table.
func (r Report) scaledClasses(k estimate.Estimate) estimate.Estimate {
	i := k.Interval
	return estimate.Estimate{Value: r.Scale.Classes(k.Value),
		Interval: estimate.Interval{Low: r.Scale.Classes(i.Low), High: r.Scale.Classes(i.High), Level: i.Level}}
}

// String is the answer and what would change it, a sentence a line.
func (r Report) String() string {
	lines := append([]string{r.Question}, r.Answer...)
	lines = append(lines, r.Changes...)
	for _, v := range r.Verdicts {
		lines = append(lines, fmt.Sprintf("%s: %s", v.Outcome, v.Sentence))
	}
	for _, w := range r.Warnings {
		lines = append(lines, "! "+w)
	}
	return strings.Join(append(lines, "cost: "+r.Cost.String(), "cite: "+strings.Join(r.Cite, " ")), "\n")
}

// Fields are the answer in a row.
func (a Calculation) Fields() []display.Field {
	return []display.Field{
		{Name: "to spend", Value: display.Number(a.Spend.Total)}, {Name: "K", Value: a.Size.Classes},
		{Name: "n", Value: a.Size.PerClass}, {Name: "cost", Value: display.Number(a.Cost)},
		{Name: a.Error.Interval.Label("error %"), Value: a.Error.Percent()},
		{Name: "regret, points", Value: display.Points(a.Regret)},
		{Name: a.Classes.Interval.Label("K*"), Value: a.Classes.Count()},
		{Name: "half as many lose, points", Value: display.Known(display.Points(a.Half))}, {Name: "twice as many lose, points", Value: display.Known(display.Points(a.Twice))},
	}
}

// Fields are the place and its error.
func (p CurvePoint) Fields() []display.Field {
	return []display.Field{{Name: "K", Value: display.Number(p.Classes)}, {Name: "n", Value: display.Number(p.PerClass)},
		{Name: p.Error.Interval.Label("error %"), Value: p.Error.Percent()}}
}

// Fields are what the table of a calculator covers.
func (c *Calculator) Fields() []display.Field {
	return []display.Field{{Name: "lowest N", Value: display.Number(c.LowTotal)},
		{Name: "highest N", Value: display.Number(c.HighTotal)}, {Name: "least K", Value: display.Number(c.LeastClasses)},
		{Name: "least n", Value: display.Number(c.LeastPerClass)}, {Name: "curves", Value: c.Samples}}
}

// Fields are what a table is made of.
func (t Table) Fields() []display.Field {
	return []display.Field{{Name: "table", Value: t.Name}, {Name: "runs", Value: len(t.Points)},
		{Name: "controls", Value: len(t.Controls)}}
}
