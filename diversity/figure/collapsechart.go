package figure

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// collapseParts show all budgets on the one curve that a tied law predicts.
func collapseParts(points []diversity.Measurement, fit *theory.LawFit) (parts, error) {
	law, err := tiedOf(fit)
	if err != nil {
		return parts{}, err
	}
	budgets, err := budgetsOf(points)
	if err != nil {
		return parts{}, err
	}
	c := collapseChart{budgets, law}
	caption := sentences(c.caption(fit), unknownErrors(points))
	return parts{title: "All budgets on one curve", caption: caption, table: c.table(), option: c.option()}, nil
}

// tiedLaw is a fitted tied law.
type tiedLaw struct{ E, A, B, a float64 }

func tiedOf(fit *theory.LawFit) (tiedLaw, error) {
	if fit == nil {
		return tiedLaw{}, diversity.Invalid("fit", nil, "a fit of laws.Tied")
	}
	tied, ok := fit.Law.(laws.Tied)
	if !ok {
		return tiedLaw{}, diversity.Invalid("fit.Law", fit.Law.Name(), "tied: other laws have no common curve for all budgets")
	}
	law := tiedLaw{a: tied.Exponent}
	values := map[string]*float64{"E": &law.E, "A": &law.A, "B": &law.B, "a": &law.a}
	for _, p := range fit.Parameters {
		if value, known := values[p.Name]; known {
			*value = p.Value
		}
	}
	if !(law.A > 0 && law.B > 0) {
		return tiedLaw{}, diversity.Invalid("fit", fmt.Sprintf("A = %.3g, B = %.3g", law.A, law.B), "A and B above 0: else the law has no inner minimum")
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

// collapseChart is what [Collapse] draws.
type collapseChart struct {
	budgets []budget
	law     tiedLaw
}

const coshName = "tied law"

// ratio is x/x* of a size.
func (c collapseChart) ratio(s estimate.SizeSummary) float64 {
	return roundTo(s.Size.Ratio()/c.law.bestRatio(), 5)
}

// excess is an error in units of the smallest excess error of its budget.
func (c collapseChart) excess(total int, share float64) float64 {
	return roundTo((share-c.law.E)/c.law.scale(total), 5)
}

func (c collapseChart) ratios() span {
	var ratios []float64
	for _, b := range c.budgets {
		for _, s := range b.sizes {
			ratios = append(ratios, c.ratio(s))
		}
	}
	s, _ := spanOf(append(ratios, 1))
	return s.padded(0.04)
}

func (c collapseChart) option() option {
	entries := append(budgetEntries(c.budgets), entry{coshName, lineIcon, neutral})
	return option{
		Color: palette(), Legend: legend(entries), Tooltip: itemTooltip(), Toolbox: tools(true),
		Grid:   standardGrid(entries, 28),
		XAxis:  []axis{logAxis("ratio of classes to images per class over the best one, x / x* (log scale)", c.ratios())},
		YAxis:  []axis{valueAxis("excess error / smallest excess error").vertical(44)},
		Series: c.series(),
	}
}

func (c collapseChart) series() []series {
	all := []series{c.theory()}
	for i, b := range c.budgets {
		color, shift := seriesColor(i), beside(c.ratios(), i, len(c.budgets))
		all = append(all, c.measured(b, color, shift))
		if bars := c.bars(b, shift); len(bars) > 0 {
			all = append(all, verticalBars(b.name(), color, bars))
		}
	}
	return all
}

func (c collapseChart) measured(b budget, color string, shift float64) series {
	s := series{
		Name: b.name(), Type: "scatter", Color: color, Symbol: "circle", SymbolSize: 8, Z: 4, Item: opaque(color),
		Dimensions: []string{"place", "scaled excess", "K", "n", "error %", "x / x*", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{2, 3, 4, 5, 1, 6}},
	}
	for _, size := range b.sizes {
		s.Data = append(s.Data, []any{
			roundTo(c.ratio(size)*shift, 5), c.excess(b.total, size.Mean), size.Size.Classes, size.Size.PerClass, percent(size.Mean), c.ratio(size), size.Runs,
		})
	}
	return s
}

func (c collapseChart) bars(b budget, shift float64) []bar {
	var bars []bar
	for _, s := range b.sizes {
		if s.Interval.Known() {
			bars = append(bars, bar{roundTo(c.ratio(s)*shift, 5), c.excess(b.total, s.Interval.Low), c.excess(b.total, s.Interval.High)})
		}
	}
	return bars
}

func (c collapseChart) theory() series {
	const steps = 80
	s := dashedLine(coshName, neutral)
	s.Line.Type = "solid"
	for i := range steps + 1 {
		ratio := c.ratios().at(float64(i) / steps)
		s.Data = append(s.Data, []any{roundTo(ratio, 5), roundTo(c.law.curve(ratio), 5)})
	}
	return s
}

func (c collapseChart) caption(fit *theory.LawFit) string {
	return sentences(
		fmt.Sprintf("Excess error over E = %s%%, in units of its smallest value at each budget by the tied law (exponent %s, best ratio x* = %s, rms residual %s points), against the ratio x = K/n over x*.",
			points(c.law.E), short(c.law.a), short(c.law.bestRatio()), short(100*fit.RMS)),
		"Line: the law, the same for all budgets; bars: 95% intervals of the mean.", besideWords(c.budgets),
		"Budgets whose lowest points lie at different x/x* mean that the best ratio is not invariant.",
	)
}

func (c collapseChart) table() string {
	rows := [][]string{{"N", "K", "n", "x / x*", "scaled excess", "by the law"}}
	for _, b := range c.budgets {
		for _, s := range b.sizes {
			rows = append(rows, []string{
				fmt.Sprint(b.total), fmt.Sprint(s.Size.Classes), fmt.Sprint(s.Size.PerClass),
				fmt.Sprintf("%.3g", c.ratio(s)), fmt.Sprintf("%.3f", c.excess(b.total, s.Mean)), fmt.Sprintf("%.3f", c.law.curve(c.ratio(s))),
			})
		}
	}
	return alignColumns(rows)
}
