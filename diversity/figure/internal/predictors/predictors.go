package predictors

import (
	"fmt"
	"slices"
	"strconv"

	"tradeoff/diversity/diagnose"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
)

// Chart shows the rank correlation of each quantity with the error.
func Chart(all []diagnose.Predictor) (chart.Parts, error) {
	c := newPredictorChart(all)
	if len(c.names) == 0 {
		return chart.Parts{}, fmt.Errorf("%w: no quantity with a finite rank correlation", chart.ErrEmpty)
	}
	return chart.Parts{
		Title: "Which quantities go with the error", Caption: c.caption(), Table: table(all), Option: c.option(),
		Height: top + bottom + rowHeight*len(c.names),
	}, nil
}

// The room above and below the rows, and that for one, in pixels.
const top, bottom, rowHeight = 56, 58, 24

// predictorChart has a row for each quantity, the strongest first.
type predictorChart struct {
	names   []diagnose.Name
	main    map[diagnose.Name]diagnose.Predictor // the mean over budgets, or the only one
	budgets []diagnose.Predictor                 // the others
	left    int                                  // quantities that have no correlation
}

func newPredictorChart(all []diagnose.Predictor) predictorChart {
	c := predictorChart{main: map[diagnose.Name]diagnose.Predictor{}}
	met := map[diagnose.Name]bool{}
	for _, p := range all {
		switch {
		case met[p.Name]:
			if _, shown := c.main[p.Name]; shown && scale.Finite(p.Rank.Value) {
				c.budgets = append(c.budgets, p)
			}
		case scale.Finite(p.Rank.Value):
			c.main[p.Name], c.names = p, append(c.names, p.Name)
		default:
			c.left++
		}
		met[p.Name] = true
	}
	slices.SortStableFunc(c.names, func(a, b diagnose.Name) int {
		x, y := c.strength(a), c.strength(b)
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return c
}

func (c predictorChart) strength(name diagnose.Name) float64 {
	rank := c.main[name].Rank.Value
	return max(rank, -rank)
}

func (c predictorChart) option() chart.Option {
	names := chart.NewAxis("category", "").WithoutLines()
	names.Inverse, names.Tick.Show = true, chart.Bool(false)
	for _, name := range c.names {
		names.Data = append(names.Data, string(name))
	}
	x := chart.NewAxis("value", "rank correlation with the error over the sizes of a budget")
	x.Min, x.Max = -1, 1
	return chart.Option{
		Color: chart.Palette(), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(false),
		Grid:  &chart.Grid{Left: 180, Right: 28, Top: top, Bottom: bottom},
		XAxis: []chart.Axis{x}, YAxis: []chart.Axis{names}, Series: c.series(),
	}
}

func (c predictorChart) series() []chart.Series {
	shown := chart.Series{Name: "mean", Type: "scatter", Symbol: "circle", SymbolSize: 10, Z: 4, Color: chart.SeriesColor(0),
		Item:       chart.Opaque(chart.SeriesColor(0)),
		Dimensions: []string{"rank correlation", "row", "sizes", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{0, 2, 3}}}
	single := chart.Series{Name: "single budgets", Type: "scatter", Symbol: "circle", SymbolSize: 5, Z: 3,
		Color: chart.Neutral, Item: chart.Opaque(chart.Neutral),
		Dimensions: []string{"rank correlation", "row", "N", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{2, 0, 3}}}
	var intervals []chart.Bar
	for row, name := range c.names {
		p := c.main[name]
		shown.Data = append(shown.Data, []any{scale.RoundTo(p.Rank.Value, 4), row, p.Sizes, p.Runs})
		if i := p.Rank.Interval; chart.Bounded(i) {
			intervals = append(intervals,
				chart.Bar{At: float64(row), Low: scale.RoundTo(i.Low, 4), High: scale.RoundTo(i.High, 4)})
		}
	}
	for _, p := range c.budgets {
		single.Data = append(single.Data,
			[]any{scale.RoundTo(p.Rank.Value, 4), slices.Index(c.names, p.Name), p.Budget, p.Runs})
	}
	all := []chart.Series{shown}
	if len(intervals) > 0 {
		all = append(all, chart.HorizontalBars("interval", chart.SeriesColor(0), intervals))
	}
	if len(single.Data) > 0 {
		all = append(all, single)
	}
	return all
}

func (c predictorChart) caption() string {
	first := c.main[c.names[0]]
	of := "of the budget N = " + scale.Thousands(first.Budget)
	if first.Budget == 0 {
		of = "of a budget, mean over all budgets (grey: each)"
	}
	left := ""
	if c.left > 0 {
		left = fmt.Sprintf("Left out for want of a correlation: %d.", c.left)
	}
	return wording.Sentences(
		fmt.Sprintf("Spearman's rank correlation between the mean of each quantity and the mean error over the sizes %s; bars: %s intervals over resampled repeats.",
			of, "95%"),
		"At 1 the error rises with the quantity throughout, at -1 it falls; an interval that holds 0 says that the quantity does not order the sizes.",
		c.beside(), left)
}

// beside explains the row of K.
func (c predictorChart) beside() string {
	if _, have := c.main[diagnose.Classes]; !have {
		return ""
	}
	return "The row classes is K itself: a quantity that orders the sizes no better says no more of the error than K."
}

func table(all []diagnose.Predictor) string {
	rows := [][]string{{"quantity", "N", "sizes", "runs", "rank correlation", "95% interval"}}
	for _, p := range all {
		budget := "mean"
		if p.Budget > 0 {
			budget = strconv.Itoa(p.Budget)
		}
		value, interval := "-", "-"
		if scale.Finite(p.Rank.Value) {
			value = fmt.Sprintf("%.2f", p.Rank.Value)
		}
		if chart.Bounded(p.Rank.Interval) {
			interval = fmt.Sprintf("%.2f .. %.2f", p.Rank.Interval.Low, p.Rank.Interval.High)
		}
		rows = append(rows, []string{string(p.Name), budget, strconv.Itoa(p.Sizes), strconv.Itoa(p.Runs), value, interval})
	}
	return aligned.Rows(rows)
}
