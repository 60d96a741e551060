package perbudget

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// Collapse show all budgets on the one curve that a tied law predicts.
func Collapse(points []diversity.Measurement, fit *theory.LawFit) (chart.Parts, error) {
	law, err := tiedOf(fit)
	if err != nil {
		return chart.Parts{}, err
	}
	budgets, err := Summarize(points)
	if err != nil {
		return chart.Parts{}, err
	}
	c := collapseChart{budgets, law}
	caption := wording.Sentences(c.caption(fit), LeftOut(points))
	return chart.Parts{Title: "All budgets on one curve", Caption: caption, Table: c.table(), Option: c.option(),
		Sizes: Behind("", budgets, points)}, nil
}

// tiedLaw is a fitted tied law.
type tiedLaw struct{ E, A, B, a float64 }

func tiedOf(fit *theory.LawFit) (tiedLaw, error) {
	if fit == nil {
		return tiedLaw{}, diversity.Invalid("fit", nil, "a fit of laws.Tied")
	}
	tied, ok := fit.Law.(laws.Tied)
	if !ok {
		return tiedLaw{}, diversity.Invalid("fit.Law", fit.Law.Name(),
			"tied: other laws have no common curve for all budgets")
	}
	law := tiedLaw{a: tied.Exponent}
	values := map[string]*float64{"E": &law.E, "A": &law.A, "B": &law.B, "a": &law.a}
	for _, p := range fit.Parameters {
		if value, known := values[p.Name]; known {
			*value = p.Value
		}
	}
	if !(law.A > 0 && law.B > 0) {
		return tiedLaw{}, diversity.Invalid("fit", fmt.Sprintf("A = %.3g, B = %.3g", law.A, law.B),
			"A and B above 0: else the law has no inner minimum")
	}
	return law, nil
}

// bestRatio is x* = (A/B)^(1/a).
func (l tiedLaw) bestRatio() float64 { return math.Pow(l.A/l.B, 1/l.a) }

// scale is the smallest excess error at a budget, 2 sqrt(AB) N^(-a/2).
func (l tiedLaw) scale(total int) float64 {
	return 2 * math.Sqrt(l.A*l.B) * math.Pow(float64(total), -l.a/2)
}

// curve is the excess error in units of the smallest, at a ratio given as x/x*.
func (l tiedLaw) curve(ratio float64) float64 { return math.Cosh(l.a / 2 * math.Log(ratio)) }

// collapseChart is what [figure.Collapse] shows.
type collapseChart struct {
	budgets []Budget
	law     tiedLaw
}

const coshName = "tied law"

// ratio is x/x* of a size.
func (c collapseChart) ratio(s estimate.SizeSummary) float64 {
	return scale.RoundTo(s.Size.Ratio()/c.law.bestRatio(), 5)
}

// excess is an error in units of the smallest excess error of its budget.
func (c collapseChart) excess(total int, share float64) float64 {
	return scale.RoundTo((share-c.law.E)/c.law.scale(total), 5)
}

func (c collapseChart) ratios() scale.Span {
	var ratios []float64
	for _, b := range c.budgets {
		for _, s := range b.Sizes {
			ratios = append(ratios, c.ratio(s))
		}
	}
	s, _ := scale.SpanOf(append(ratios, 1))
	return s.Padded(0.04)
}

func (c collapseChart) option() chart.Option {
	entries := append(budgetEntries(c.budgets), chart.Entry{Name: coshName, Icon: chart.LineIcon, Color: chart.Neutral})
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(true),
		Grid: chart.StandardGrid(entries, 28),
		XAxis: []chart.Axis{chart.LogAxis("ratio of classes to images per class over the best one, x / x* (log scale)",
			c.ratios())},
		YAxis:  []chart.Axis{chart.ValueAxis(c.excessName() + " / smallest " + c.excessName()).Vertical(44)},
		Series: c.series(),
	}
}

// excessName is what is above its limit: a law is of the score as it is fitted.
func (c collapseChart) excessName() string { return "excess " + Score(c.budgets).Fitted().Label() }

func (c collapseChart) series() []chart.Series {
	all := []chart.Series{c.theory()}
	for i, b := range c.budgets {
		color, shift := chart.SeriesColor(i), beside(c.ratios(), i, len(c.budgets))
		all = append(all, c.measured(b, color, shift))
		if bars := c.bars(b, shift); len(bars) > 0 {
			all = append(all, chart.VerticalBars(b.name(), color, bars))
		}
	}
	return all
}

func (c collapseChart) measured(b Budget, color string, shift float64) chart.Series {
	s := chart.Series{
		Name: b.name(), Type: "scatter", Color: color, Symbol: "circle", SymbolSize: 8, Z: 4, Item: chart.Opaque(color),
		Dimensions: []string{"place", "scaled excess", "K", "n", Score(c.budgets).Fitted().Label() + " %", "x / x*", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{2, 3, 4, 5, 1, 6}},
	}
	for _, size := range b.Sizes {
		s.Sizes = append(s.Sizes, size.Size)
		s.Data = append(s.Data, []any{
			scale.RoundTo(c.ratio(size)*shift, 5), c.excess(b.Total, size.Error.Value), size.Size.Classes, size.Size.PerClass,
			scale.Percent(size.Error.Value), c.ratio(size), size.Runs,
		})
	}
	return s
}

func (c collapseChart) bars(b Budget, shift float64) []chart.Bar {
	var bars []chart.Bar
	for _, s := range b.Sizes {
		if s.Error.Interval.Known() {
			bars = append(bars, chart.Bar{At: scale.RoundTo(c.ratio(s)*shift, 5), Low: c.excess(b.Total, s.Error.Interval.Low),
				High: c.excess(b.Total, s.Error.Interval.High)})
		}
	}
	return bars
}

func (c collapseChart) theory() chart.Series {
	const steps = 80
	s := chart.DashedLine(coshName, chart.Neutral)
	s.Line.Type = "solid"
	for i := range steps + 1 {
		ratio := c.ratios().At(float64(i) / steps)
		s.Data = append(s.Data, []any{scale.RoundTo(ratio, 5), scale.RoundTo(c.law.curve(ratio), 5)})
	}
	return s
}

func (c collapseChart) caption(fit *theory.LawFit) string {
	return wording.Sentences(
		fmt.Sprintf("%s over E = %s%%, in units of its smallest value at each budget by the tied law (exponent %s, best ratio x* = %s, rms residual %s points), against the ratio x = K/n over x*.",
			wording.Capital(c.excessName()), wording.Percent(c.law.E), wording.Short(c.law.a),
			wording.Short(c.law.bestRatio()), wording.Short(100*fit.RMS)),
		"Line: the law, the same for all budgets; bars: 95% intervals of the mean.", besideWords(c.budgets),
		"Budgets whose lowest points lie at different x/x* mean that the best ratio is not invariant.",
	)
}

func (c collapseChart) table() string {
	rows := [][]string{{"N", "K", "n", "x / x*", "scaled excess", "by the law"}}
	for _, b := range c.budgets {
		for _, s := range b.Sizes {
			rows = append(rows, []string{
				fmt.Sprint(b.Total), fmt.Sprint(s.Size.Classes), fmt.Sprint(s.Size.PerClass),
				fmt.Sprintf("%.3g", c.ratio(s)), fmt.Sprintf("%.3f", c.excess(b.Total, s.Error.Value)),
				fmt.Sprintf("%.3f", c.law.curve(c.ratio(s))),
			})
		}
	}
	return aligned.Rows(rows)
}
