package perbudget

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/theory"
)

// Optimum show the best number of classes against the budget.
func Optimum(slope theory.Slope, fit *theory.LawFit) (chart.Parts, error) {
	if len(slope.Minima) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: no minima, theory.MeasureSlope finds them", chart.ErrEmpty)
	}
	found := len(slope.Minima)
	slope.Minima = slices.DeleteFunc(slices.Clone(slope.Minima),
		func(m theory.Minimum) bool { return !scale.Finite(m.Classes.Value) })
	if len(slope.Minima) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: no minimum of %s is finite", chart.ErrEmpty, wording.Count(found, "budget"))
	}
	c := newOptimumChart(slope, fit)
	caption := wording.Sentences(c.caption(), wording.LeftOut(found-len(slope.Minima), "budget", "minimum"))
	return chart.Parts{Title: "Best number of classes against the budget", Caption: caption, Table: c.table(),
		Option: c.option()}, nil
}

// optimumChart is what [figure.Optimum] shows.
type optimumChart struct {
	slope      theory.Slope
	fit        *theory.LawFit
	budgets, k scale.Span
	totals     []float64 // budgets
	lnN, lnK   float64   // centre of the minima, through which all lines of a slope go
	own        string    // name of the line through the minima
}

const (
	bestName      = "measured best K"
	invariantName = "slope 1/2 (invariant ratio)"
)

func newOptimumChart(slope theory.Slope, fit *theory.LawFit) optimumChart {
	c := optimumChart{slope: slope, fit: fit, own: "line through them, slope " + wording.Short(slope.Value)}
	var totals, classes []float64
	for _, m := range slope.Minima {
		totals = append(totals, float64(m.Budget))
		classes = append(classes, m.Classes.Value)
		classes = append(classes, boundedEnds(m.Classes.Interval)...)
		c.lnN += math.Log(float64(m.Budget)) / float64(len(slope.Minima))
		c.lnK += math.Log(m.Classes.Value) / float64(len(slope.Minima))
	}
	c.totals = totals
	c.budgets, _ = scale.SpanOf(totals)
	c.budgets = c.budgets.Padded(0.12)
	c.k, _ = scale.SpanOf(classes)
	c.k = c.k.Padded(0.1)
	return c
}

// boundedEnds are the ends of an interval of K* that the data bound.
func boundedEnds(i estimate.Interval) []float64 {
	var ends []float64
	for _, end := range []float64{i.Low, i.High} {
		if i.Known() && end > 0 && !math.IsInf(end, 0) {
			ends = append(ends, end)
		}
	}
	return ends
}

func (c optimumChart) option() chart.Option {
	entries := []chart.Entry{{Name: bestName, Icon: "circle", Color: chart.SeriesColor(0)},
		{Name: c.own, Icon: chart.LineIcon, Color: chart.SeriesColor(0)},
		{Name: invariantName, Icon: chart.DottedIcon, Color: chart.Neutral}}
	all := []chart.Series{c.line(invariantName, chart.Neutral, "dotted", 0.5),
		c.line(c.own, chart.SeriesColor(0), "solid", c.slope.Value)}
	if c.fit != nil {
		entries = append(entries, chart.Entry{Name: c.lawName(), Icon: chart.DashedIcon, Color: chart.Accent})
		all = append(all, c.law())
	}
	all = append(all, c.minima(), chart.VerticalBars(bestName, chart.SeriesColor(0), c.bars()))
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(true),
		Grid:   chart.StandardGrid(entries, 28),
		XAxis:  []chart.Axis{chart.SizeAxis("budget N, images (log scale)", c.budgets, c.totals)},
		YAxis:  []chart.Axis{chart.SizeAxis("best number of classes K* (log scale)", c.k, c.measuredBest()).Vertical(46)},
		Series: all,
	}
}

// measuredBest are the best measured numbers of classes and, as ticks need three, the budgets.
func (c optimumChart) measuredBest() []float64 {
	all := slices.Clone(c.totals)
	for _, m := range c.slope.Minima {
		all = append(all, float64(m.Best.Size.Classes))
	}
	return all
}

func (c optimumChart) lawName() string { return c.fit.Law.Name() + " law" }

func (c optimumChart) minima() chart.Series {
	s := chart.Series{
		Name: bestName, Type: "scatter", Color: chart.SeriesColor(0), Symbol: "circle", SymbolSize: 11, Z: 5,
		Item:       &opts.ItemStyle{Opacity: opts.Float(1)},
		Dimensions: []string{"N", "K*", "95% low", "95% high", "best measured K"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{0, 1, 2, 3, 4}},
	}
	for _, m := range c.slope.Minima {
		point := map[string]any{"value": []any{
			m.Budget, scale.RoundTo(m.Classes.Value, 4), chart.OrGap(scale.RoundTo(m.Classes.Interval.Low, 4)),
			chart.OrGap(scale.RoundTo(m.Classes.Interval.High, 4)), m.Best.Size.Classes,
		}}
		if !m.Interior {
			point["itemStyle"] = map[string]any{"color": chart.Ground, "borderColor": s.Color, "borderWidth": 2}
		}
		s.Data = append(s.Data, point)
	}
	return s
}

// bars are the intervals of K*; an end that the data do not bound is drawn to the edge.
func (c optimumChart) bars() []chart.Bar {
	bars := []chart.Bar{}
	for _, m := range c.slope.Minima {
		if i := m.Classes.Interval; i.Known() && !math.IsNaN(i.Low+i.High) {
			bars = append(bars, chart.Bar{At: float64(m.Budget), Low: scale.RoundTo(math.Max(i.Low, c.k.Low), 4),
				High: scale.RoundTo(math.Min(i.High, c.k.High), 4)})
		}
	}
	return bars
}

// line goes through the centre of the minima with a slope of ln K on ln N.
func (c optimumChart) line(name, color, style string, slope float64) chart.Series {
	s := chart.DashedLine(name, color)
	s.Line = &opts.LineStyle{Width: 2, Type: style, Color: color}
	for _, total := range []float64{c.budgets.Low, c.budgets.High} {
		s.Data = append(s.Data, []any{total, scale.RoundTo(math.Exp(c.lnK+slope*(math.Log(total)-c.lnN)), 5)})
	}
	return s
}

// law is the best number of classes by the fitted law.
func (c optimumChart) law() chart.Series {
	const steps = 40
	s := chart.DashedLine(c.lawName(), chart.Accent)
	s.Data = []any{}
	for i := range steps + 1 {
		total := c.budgets.At(float64(i) / steps)
		if classes := c.fit.BestClasses(total); c.k.Contains(classes) {
			s.Data = append(s.Data, []any{scale.RoundTo(total, 5), scale.RoundTo(classes, 5)})
		}
	}
	return s
}

func (c optimumChart) caption() string {
	text := fmt.Sprintf("Number of classes with the lowest error at each budget (vertex of a parabola through the measured curve), with %s.",
		c.intervalWords())
	slope := fmt.Sprintf("Slope of ln K* on ln N: %s; 1/2 means that the best ratio of classes to images per class does not depend on the budget.",
		wording.Estimate(c.slope.Estimate))
	hollow := ""
	if c.slope.AtEnd > 0 {
		hollow = fmt.Sprintf("Hollow: not an interior minimum (%d of %d), so that the true one may lie outside what was measured.",
			c.slope.AtEnd, len(c.slope.Minima))
	}
	law := ""
	if c.fit != nil {
		law = fmt.Sprintf("Dashed: by the fitted %s law.", c.fit.Law.Name())
	}
	return wording.Sentences(text, slope, hollow, law)
}

func (c optimumChart) intervalWords() string {
	if i := c.slope.Minima[0].Classes.Interval; i.Known() {
		return fmt.Sprintf("its %.0f%% interval over resampled runs", 100*i.Level)
	}
	return "no interval"
}

func (c optimumChart) table() string {
	rows := [][]string{{"N", "K*", wording.IntervalName(c.slope.Minima[0].Classes.Interval), "best measured K",
		"interior"}}
	for _, m := range c.slope.Minima {
		rows = append(rows, []string{
			strconv.Itoa(m.Budget), wording.Short(m.Classes.Value), m.Classes.Interval.String(),
			strconv.Itoa(m.Best.Size.Classes), display.YesNo(m.Interior),
		})
	}
	return aligned.Rows(rows)
}
