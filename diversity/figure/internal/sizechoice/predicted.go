package sizechoice

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/behind"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/perbudget"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/internal/aligned"
	"tradeoff/diversity/theory"
)

// Predicted show a prediction at its budget.
func Predicted(p theory.Prediction, measured []diversity.Measurement) (chart.Parts, error) {
	if err := checkPrediction(p); err != nil {
		return chart.Parts{}, err
	}
	if !scale.Finite(p.Error.Value) {
		return chart.Parts{}, fmt.Errorf("%w: the predicted error is %v", chart.ErrEmpty, p.Error.Value)
	}
	c := predictedChart{prediction: p, choices: mergedChoices(p)}
	measured = slices.DeleteFunc(slices.Clone(measured),
		func(m diversity.Measurement) bool { return m.Size.Total() != p.Budget })
	var sizes []behind.Size
	if finiteOnes, _ := perbudget.WithFiniteErrors(measured); len(finiteOnes) > 0 {
		fitted := perbudget.Fitted(measured)
		budgets, err := perbudget.Summarize(fitted)
		if err != nil {
			return chart.Parts{}, err
		}
		c.measured, sizes = &budgets[0], perbudget.Behind("", budgets, fitted)
	}
	c.setSpans()
	caption := wording.Sentences(c.caption(), perbudget.LeftOut(measured))
	return chart.Parts{Title: "Predicted size at N = " + scale.Thousands(p.Budget), Caption: caption, Table: c.table(),
		Option: c.option(), Sizes: sizes}, nil
}

// predictedChart is what [figure.Predicted] shows.
type predictedChart struct {
	prediction theory.Prediction
	choices    []choice          // first the prediction, then those of rules of thumb; those of one size together
	outside    []choice          // so far from the others that the axes leave them out
	measured   *perbudget.Budget // nil = none
	k          scale.Span        // of the x axis
	y          chart.Axis        // of errors, in per cent
}

const (
	predictedName = "predicted"
	ruleName      = "rules of thumb, as predicted"
	atBudgetName  = "measured"
)

// mergedChoices are the choices of the rules; rules with the same size share one, also with that of the prediction.
func mergedChoices(p theory.Prediction) []choice {
	var merged []choice
	for _, c := range choicesOf(p) {
		i := slices.IndexFunc(merged, func(m choice) bool { return m.size == c.size })
		if i < 0 {
			merged = append(merged, c)
		} else {
			merged[i].name += ", " + c.name
		}
	}
	return merged
}

func (c *predictedChart) setSpans() {
	c.setOutside()
	errors := []float64{scale.Percent(c.prediction.Error.Value)}
	errors = chart.AppendEnds(errors, c.prediction.Error.Interval, 100)
	for _, choice := range c.choices {
		errors = append(errors, scale.Percent(choice.err))
	}
	if c.measured != nil {
		errors = append(errors, perbudget.MeansAndEnds([]perbudget.Budget{*c.measured})...)
	}
	c.k, _ = scale.SpanOf(c.classes())
	c.k = c.k.Padded(0.05)
	c.y = chart.ErrorAxis("downstream "+c.score().Label()+" (%)", errors)
}

// score is what is predicted: that of the measured sizes, as it is fitted.
func (c predictedChart) score() diversity.Score {
	if c.measured == nil {
		return diversity.ScoreError
	}
	return c.measured.Score()
}

// classes are the numbers of classes of all that is shown.
func (c predictedChart) classes() []float64 {
	var classes []float64
	for _, choice := range c.choices {
		classes = append(classes, float64(choice.size.Classes))
	}
	if c.measured != nil {
		classes = append(classes, perbudget.Classes([]perbudget.Budget{*c.measured})...)
	}
	return classes
}

// setOutside takes out the choices of rules with the fewest and with the most classes where they would squeeze all
// others, and those without a finite error.
func (c *predictedChart) setOutside() {
	const far = 2.5 // as a factor of classes
	all := c.choices
	fewest, most := all[0].size.Classes, all[0].size.Classes
	for _, choice := range all {
		fewest, most = min(fewest, choice.size.Classes), max(most, choice.size.Classes)
	}
	extreme := func(choice choice) bool { return choice.size.Classes == fewest || choice.size.Classes == most }
	inner := *c
	inner.choices = slices.DeleteFunc(slices.Clone(all[1:]), extreme)
	inner.choices = append(inner.choices, all[0])
	middle, _ := scale.SpanOf(inner.classes())
	c.choices = all[:1:1]
	for _, choice := range all[1:] {
		classes := float64(choice.size.Classes)
		if scale.Finite(choice.err) && classes >= middle.Low/far && classes <= middle.High*far {
			c.choices = append(c.choices, choice)
		} else {
			c.outside = append(c.outside, choice)
		}
	}
}

// outsideWords names the choices that the axes leave out.
func (c predictedChart) outsideWords() string {
	var parts []string
	for _, choice := range c.outside {
		parts = append(parts, fmt.Sprintf("%s (%v, %s%%)", choice.name, choice.size, wording.Percent(choice.err)))
	}
	if parts == nil {
		return ""
	}
	return "Outside the picture: " + strings.Join(parts, "; ") + "."
}

func (c predictedChart) option() chart.Option {
	entries := []chart.Entry{{Name: predictedName, Icon: chart.DiamondIcon, Color: chart.Accent},
		{Name: ruleName, Icon: chart.SquareIcon, Color: chart.SeriesColor(1)}}
	if c.measured != nil {
		entries = append(entries, chart.Entry{Name: atBudgetName, Icon: "circle", Color: chart.SeriesColor(0)})
	}
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(true),
		Grid: chart.StandardGrid(entries, 28),
		XAxis: []chart.Axis{chart.SizeAxis("number of classes K (log scale), with n = N / K images of each", c.k,
			c.classes())}, YAxis: []chart.Axis{c.y}, Series: c.series(),
	}
}

func (c predictedChart) series() []chart.Series {
	all := []chart.Series{c.optimum()}
	if c.measured != nil {
		means := perbudget.MeansSeries(*c.measured, chart.SeriesColor(0), 1, true)
		means.Name = atBudgetName
		all = append(all, means)
		if bars := perbudget.ErrorBars(*c.measured, 1); len(bars) > 0 {
			all = append(all, chart.VerticalBars(atBudgetName, chart.SeriesColor(0), bars))
		}
	}
	if i := c.prediction.Error.Interval; chart.Bounded(i) {
		at := float64(c.prediction.Size.Classes)
		all = append(all, chart.VerticalBars(predictedName, chart.Accent,
			[]chart.Bar{{At: at, Low: scale.Percent(i.Low), High: scale.Percent(i.High)}}))
	}
	return append(all, c.points()...)
}

// points are the predicted size and those of the rules, each with its name.
func (c predictedChart) points() []chart.Series {
	chosen, rules := c.pointSeries(predictedName, "diamond", 17, chart.Accent),
		c.pointSeries(ruleName, "rect", 10, chart.SeriesColor(1))
	for i, choice := range c.choices {
		into := &rules
		if i == 0 {
			into = &chosen
		}
		text := chart.PointLabel("right")
		text.Color = chart.LetterColor(into.Color)
		into.Data = append(into.Data, map[string]any{
			"name": choice.name, "label": text,
			"value": []any{choice.size.Classes, scale.Percent(choice.err), choice.size.PerClass,
				chart.OrGap(scale.Percent(choice.regret.Value))},
		})
	}
	return []chart.Series{rules, chosen}
}

func (c predictedChart) pointSeries(name, symbol string, size int, color string) chart.Series {
	return chart.Series{
		Name: name, Type: "scatter", Symbol: symbol, SymbolSize: size, Color: color, Z: 6, Data: []any{},
		Item:       &opts.ItemStyle{Color: color, Opacity: opts.Float(1), BorderColor: chart.Ground, BorderWidth: 1},
		Dimensions: []string{"K", "predicted error %", "n", "expected regret, points"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{0, 2, 1, 3}},
	}
}

// optimum is the interval of K* as a shaded range, as far as the axes go.
func (c predictedChart) optimum() chart.Series {
	s := chart.DashedLine("", chart.Accent)
	s.Data = []any{}
	i := c.prediction.Classes.Interval
	if !i.Known() {
		return s
	}
	low, high := math.Max(i.Low, c.k.Low), math.Min(i.High, c.k.High)
	if low < high {
		s.MarkArea = &chart.MarkArea{
			Silent: true, Item: &opts.ItemStyle{Color: chart.Accent, Opacity: opts.Float(0.12)},
			Data: [][2]map[string]any{{{"xAxis": scale.RoundTo(low, 5)}, {"xAxis": scale.RoundTo(high, 5)}}},
		}
	}
	return s
}

func (c predictedChart) caption() string {
	p := c.prediction
	text := fmt.Sprintf("Size predicted to be best at N = %s images, by %s: %v, error %s%%", scale.Thousands(p.Budget),
		basis(p), p.Size, wording.Percent(p.Error.Value))
	if p.Error.Interval.Known() {
		text += fmt.Sprintf(" (%.0f%% interval %s)", 100*p.Error.Interval.Level,
			strings.ReplaceAll(wording.PercentInterval(p.Error.Interval), " .. ", " to "))
	}
	range_ := fmt.Sprintf("Shaded: the interval of K* = %s.", wording.Estimate(p.Classes))
	if !p.Classes.Interval.Known() {
		range_ = ""
	}
	unbounded := ""
	if p.Unbounded {
		unbounded = "The data do not bound K* on every side."
	}
	measured := "No size of this budget was measured."
	if c.measured != nil {
		measured = fmt.Sprintf("Dots: mean measured error over %s; bars: its 95%% interval.",
			perbudget.Repeats([]perbudget.Budget{*c.measured}))
	}
	return wording.Sentences(text+".", range_, unbounded, measured, amongAll, c.outsideWords(), assumption(p))
}

func (c predictedChart) table() string {
	rows := [][]string{{"choice", "K", "n", "predicted error %", "expected regret, points", "measured error %",
		"95% interval"}}
	for _, choice := range slices.Concat(c.choices, c.outside) {
		row := []string{choice.name, fmt.Sprint(choice.size.Classes), fmt.Sprint(choice.size.PerClass),
			wording.Percent(choice.err), fmt.Sprintf("%.2f", 100*choice.regret.Value), "-", "-"}
		if c.measured != nil {
			for _, s := range c.measured.Sizes {
				if s.Size == choice.size {
					row[5], row[6] = wording.Percent(s.Error.Value), wording.PercentInterval(s.Error.Interval)
				}
			}
		}
		rows = append(rows, row)
	}
	return aligned.Rows(rows)
}
