package figure

import (
	"fmt"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// Regret shows what a predicted size and the rules of thumb beside it are expected to lose against the best size of the
// budget, with intervals. The error wraps diversity.ErrInvalid for a prediction that was not made.
func Regret(p theory.Prediction) (Figure, error) {
	if err := p.Size.Validate(); err != nil {
		return Figure{}, fmt.Errorf("figure.Regret: %w: theory.Fitted.BestAt makes predictions", diversity.Invalid("Prediction.Size", p.Size, "a size with K and n at least 1"))
	}
	c := regretChart{p, choicesOf(p)}
	f, err := newFigure(fmt.Sprintf("Expected regret at N = %s", group(p.Budget)), c.caption(), c.table(), c.option())
	return f.WithSize(DefaultWidth, regretTop+regretBottom+44*len(c.choices)), err
}

// The room above and below the bars, in pixels.
const (
	regretTop    = 56
	regretBottom = 58
)

// choice is a way to choose a size.
type choice struct {
	name   string
	size   diversity.Size
	err    float64
	regret theory.Estimate
}

func choicesOf(p theory.Prediction) []choice {
	choices := []choice{{"predicted by the law", p.Size, p.Error.Value, p.Regret}}
	for _, b := range p.Baselines {
		choices = append(choices, choice{b.Name, b.Size, b.Error, b.Regret})
	}
	return choices
}

// regretChart is what [Regret] draws.
type regretChart struct {
	prediction theory.Prediction
	choices    []choice
}

func (c regretChart) option() option {
	y := newAxis("category", "").withoutLines()
	y.Inverse, y.Tick.Show = true, boolean(false)
	for _, choice := range c.choices {
		y.Data = append(y.Data, fmt.Sprintf("%s: %v", choice.name, choice.size))
	}
	x := newAxis("value", "expected regret (points of error)")
	return option{
		Color: palette, Tooltip: itemTooltip(), Toolbox: tools(false),
		Grid:  &grid{Left: 232, Right: 70, Top: regretTop, Bottom: regretBottom},
		XAxis: []axis{x}, YAxis: []axis{y}, Series: c.series(),
	}
}

func (c regretChart) series() []series {
	bars := series{
		Type: "bar", Name: "expected regret", BarWidth: "55%", Z: 2,
		Dimensions: []string{"regret, points", "choice", "K", "n", "predicted error %"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{2, 3, 4, 0}},
	}
	var intervals []bar
	for i, choice := range c.choices {
		color := seriesColor(4)
		if i == 0 {
			color = seriesColor(2)
		}
		bars.Data = append(bars.Data, map[string]any{
			"value":     []any{percent(choice.regret.Value), i, choice.size.Classes, choice.size.PerClass, percent(choice.err)},
			"itemStyle": map[string]any{"color": color},
		})
		if choice.regret.Interval.Bounded() {
			intervals = append(intervals, bar{float64(i), percent(choice.regret.Interval.Low), percent(choice.regret.Interval.High)})
		}
	}
	all := []series{bars}
	if len(intervals) > 0 {
		all = append(all, horizontalBars("interval", neutral, intervals))
	}
	return append(all, c.numbers())
}

// numbers writes each regret at the end of its bar or interval: most are too small to be read from the axis.
func (c regretChart) numbers() series {
	s := series{
		Type: "scatter", SymbolSize: 1, Silent: true, Tooltip: &hidden{}, Color: neutral, Z: 4,
		Label: &label{Show: true, Position: "right", Formatter: "{b}", FontSize: 12, Color: neutral, Offset: []int{4, 0}},
	}
	for i, choice := range c.choices {
		at := percent(choice.regret.Value)
		if choice.regret.Interval.Bounded() {
			at = max(at, percent(choice.regret.Interval.High))
		}
		s.Data = append(s.Data, map[string]any{"name": fmt.Sprintf("%.2f", 100*choice.regret.Value), "value": []any{at, i}})
	}
	return s
}

func (c regretChart) caption() string {
	p := c.prediction
	text := fmt.Sprintf("Error that each choice of a size is expected to lose against the best size at N = %s images, by the %s law: mean over its refits.", group(p.Budget), p.Law)
	if i := p.Regret.Interval; i.Known() {
		text = sentences(text, fmt.Sprintf("Lines: %.0f%% intervals.", 100*i.Level))
	}
	best := fmt.Sprintf("Predicted: %v, with K* = %s.", p.Size, shortEstimate(p.Classes))
	return sentences(text, best, "All of it trusts the law; see its misfit.")
}

func (c regretChart) table() string {
	rows := [][]string{{"choice", "K", "n", "predicted error %", "expected regret, points", "interval"}}
	for _, choice := range c.choices {
		interval := "-"
		if i := choice.regret.Interval; i.Known() {
			interval = fmt.Sprintf("%.2f .. %.2f", 100*i.Low, 100*i.High)
		}
		rows = append(rows, []string{
			choice.name, fmt.Sprint(choice.size.Classes), fmt.Sprint(choice.size.PerClass), points(choice.err), fmt.Sprintf("%.2f", 100*choice.regret.Value), interval,
		})
	}
	return alignColumns(rows)
}
