package figure

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// predictedParts show a prediction at its budget.
func predictedParts(p theory.Prediction, measured []diversity.Measurement) (parts, error) {
	if err := checkPrediction(p); err != nil {
		return parts{}, err
	}
	if !known(p.Error.Value) {
		return parts{}, fmt.Errorf("%w: the predicted error is %v", errEmpty, p.Error.Value)
	}
	c := predictedChart{prediction: p, choices: mergedChoices(p)}
	measured = slices.DeleteFunc(slices.Clone(measured), func(m diversity.Measurement) bool { return m.Size.Total() != p.Budget })
	if finiteOnes, _ := withKnownErrors(measured); len(finiteOnes) > 0 {
		budgets, err := budgetsOf(measured)
		if err != nil {
			return parts{}, err
		}
		c.measured = &budgets[0]
	}
	c.setSpans()
	caption := sentences(c.caption(), unknownErrors(measured))
	return parts{title: "Predicted size at N = " + group(p.Budget), caption: caption, table: c.table(), option: c.option()}, nil
}

// predictedChart is what [Predicted] draws.
type predictedChart struct {
	prediction theory.Prediction
	choices    []choice // first the prediction, then those of rules of thumb; those of one size together
	outside    []choice // so far from the others that the axes leave them out
	measured   *budget  // nil = none
	k, errors  span     // axes, errors in per cent
	y          axis     // of errors
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
	errors := []float64{percent(c.prediction.Error.Value)}
	errors = appendInterval(errors, c.prediction.Error.Interval, 100)
	for _, choice := range c.choices {
		errors = append(errors, percent(choice.err))
	}
	if c.measured != nil {
		errors = append(errors, meansAndEnds([]budget{*c.measured})...)
	}
	c.k, _ = spanOf(c.classes())
	c.k = c.k.padded(0.05)
	c.y, c.errors = errorAxis("downstream error (%)", errors)
}

// classes are the numbers of classes of all that is shown.
func (c predictedChart) classes() []float64 {
	var classes []float64
	for _, choice := range c.choices {
		classes = append(classes, float64(choice.size.Classes))
	}
	if c.measured != nil {
		classes = append(classes, classesOf([]budget{*c.measured})...)
	}
	return classes
}

// setOutside takes out the choices of rules with the fewest and with the most classes where they would squeeze all others, and
// those without a finite error.
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
	middle, _ := spanOf(inner.classes())
	c.choices = all[:1:1]
	for _, choice := range all[1:] {
		classes := float64(choice.size.Classes)
		if known(choice.err) && classes >= middle.low/far && classes <= middle.high*far {
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
		parts = append(parts, fmt.Sprintf("%s (%v, %s%%)", choice.name, choice.size, points(choice.err)))
	}
	if parts == nil {
		return ""
	}
	return "Outside the picture: " + strings.Join(parts, "; ") + "."
}

func (c predictedChart) option() option {
	entries := []entry{{predictedName, diamondIcon, accent}, {ruleName, squareIcon, seriesColor(1)}}
	if c.measured != nil {
		entries = append(entries, entry{atBudgetName, "circle", seriesColor(0)})
	}
	return option{
		Color: palette(), Legend: legend(entries), Tooltip: itemTooltip(), Toolbox: tools(true), Grid: standardGrid(entries, 28),
		XAxis: []axis{sizeAxis("number of classes K (log scale), with n = N / K images of each", c.k, c.classes())}, YAxis: []axis{c.y}, Series: c.series(),
	}
}

func (c predictedChart) series() []series {
	all := []series{c.optimum()}
	p := newPlacer(axisLength, axisHeight)
	if c.measured != nil {
		means := meansSeries(*c.measured, seriesColor(0), 1, true)
		means.Name = atBudgetName
		all = append(all, means)
		if bars := errorBarsOf(*c.measured, 1); len(bars) > 0 {
			all = append(all, verticalBars(atBudgetName, seriesColor(0), bars))
		}
		c.avoid(p)
	}
	if i := c.prediction.Error.Interval; bounded(i) {
		at := float64(c.prediction.Size.Classes)
		all = append(all, verticalBars(predictedName, accent, []bar{{at, percent(i.Low), percent(i.High)}}))
		c.avoidInterval(p, c.prediction.Size, i)
	}
	return append(all, c.points(p)...)
}

// avoid keeps labels away from the measured curve.
func (c predictedChart) avoid(p *placer) {
	for i, s := range c.measured.sizes {
		x, y := c.pixels(float64(s.Size.Classes), percent(s.Mean))
		p.point(x, y, 7)
		c.avoidInterval(p, s.Size, s.Interval)
		if i > 0 {
			before := c.measured.sizes[i-1]
			x2, y2 := c.pixels(float64(before.Size.Classes), percent(before.Mean))
			p.line(x, y, x2, y2)
		}
	}
}

// avoidInterval keeps labels away from the bar of an interval.
func (c predictedChart) avoidInterval(p *placer, size diversity.Size, i estimate.Interval) {
	if !bounded(i) {
		return
	}
	x, low := c.pixels(float64(size.Classes), percent(i.Low))
	_, high := c.pixels(float64(size.Classes), percent(i.High))
	p.line(x, low, x, high)
}

// pixels is a place from the upper left corner of the axes.
func (c predictedChart) pixels(classes, errorPercent float64) (x, y float64) {
	return c.k.share(classes) * axisLength, (c.errors.high - errorPercent) / (c.errors.high - c.errors.low) * axisHeight
}

// points are the predicted size and those of the rules, labelled where there is room.
func (c predictedChart) points(p *placer) []series {
	chosen, rules := c.pointSeries(predictedName, "diamond", 17, accent), c.pointSeries(ruleName, "rect", 10, seriesColor(1))
	for _, choice := range c.choices {
		x, y := c.pixels(float64(choice.size.Classes), percent(choice.err))
		p.point(x, y, 8)
	}
	texts, leaders := c.labels(p)
	for i, choice := range c.choices {
		text := texts[i]
		into := &rules
		if i == 0 {
			into = &chosen
		}
		text.Color = into.Color
		into.Data = append(into.Data, map[string]any{
			"name": choice.name, "label": text,
			"value": []any{choice.size.Classes, percent(choice.err), choice.size.PerClass, orGap(percent(choice.regret.Value))},
		})
	}
	return []series{leaders, rules, chosen}
}

// labels finds a place for the name of each choice, first for the longest, which has the fewest places. Lines lead from the points
// to names that are not right beside them.
func (c predictedChart) labels(p *placer) ([]label, series) {
	const beside = 16 // pixels
	order := make([]int, len(c.choices))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(c.choices[b].name), len(c.choices[a].name)) })
	texts, leaders := make([]label, len(order)), dashedLine(ruleName, seriesColor(1))
	leaders.Line, leaders.Data = &opts.LineStyle{Width: 1, Color: seriesColor(1)}, []any{}
	for _, i := range order {
		x, y := c.pixels(float64(c.choices[i].size.Classes), percent(c.choices[i].err))
		at := p.besidePoint(x, y, c.choices[i].name, c.otherPlaces(i))
		texts[i] = pointLabel(at)
		if i > 0 && at.found && at.room.distance(x, y) > beside {
			nearX, nearY := at.room.nearest(x, y)
			leaders.Data = append(leaders.Data, c.place(x, y), c.place(nearX, nearY), gap())
		}
	}
	return texts, leaders
}

// place is what lies at some pixels, the reverse of [predictedChart.pixels].
func (c predictedChart) place(x, y float64) []any {
	share := y / axisHeight
	return []any{roundTo(c.k.at(x/axisLength), 5), roundTo(c.errors.high-share*(c.errors.high-c.errors.low), 5)}
}

// otherPlaces are those of all choices but one, in pixels.
func (c predictedChart) otherPlaces(own int) [][2]float64 {
	var places [][2]float64
	for i, choice := range c.choices {
		if i != own {
			x, y := c.pixels(float64(choice.size.Classes), percent(choice.err))
			places = append(places, [2]float64{x, y})
		}
	}
	return places
}

func (c predictedChart) pointSeries(name, symbol string, size int, color string) series {
	return series{
		Name: name, Type: "scatter", Symbol: symbol, SymbolSize: size, Color: color, Z: 6, Data: []any{},
		Item:       &opts.ItemStyle{Color: color, Opacity: opts.Float(1), BorderColor: paper, BorderWidth: 1},
		Dimensions: []string{"K", "predicted error %", "n", "expected regret, points"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{0, 2, 1, 3}},
	}
}

// optimum is the interval of K* as a shaded range, as far as the axes go.
func (c predictedChart) optimum() series {
	s := dashedLine("", accent)
	s.Data = []any{}
	i := c.prediction.Classes.Interval
	if !i.Known() {
		return s
	}
	low, high := math.Max(i.Low, c.k.low), math.Min(i.High, c.k.high)
	if low < high {
		s.MarkArea = &markArea{
			Silent: true, Item: &opts.ItemStyle{Color: accent, Opacity: opts.Float(0.12)},
			Data: [][2]map[string]any{{{"xAxis": roundTo(low, 5)}, {"xAxis": roundTo(high, 5)}}},
		}
	}
	return s
}

func (c predictedChart) caption() string {
	p := c.prediction
	text := fmt.Sprintf("Size predicted to be best at N = %s images, by %s: %v, error %s%%", group(p.Budget), judge(p), p.Size, points(p.Error.Value))
	if p.Error.Interval.Known() {
		text += fmt.Sprintf(" (%.0f%% interval %s)", 100*p.Error.Interval.Level, strings.ReplaceAll(pointsInterval(p.Error.Interval), " .. ", " to "))
	}
	range_ := fmt.Sprintf("Shaded: the interval of K* = %s.", shortEstimate(p.Classes))
	if !p.Classes.Interval.Known() {
		range_ = ""
	}
	unbounded := ""
	if p.Unbounded {
		unbounded = "The data do not bound K* on every side."
	}
	measured := "No size of this budget was measured."
	if c.measured != nil {
		measured = fmt.Sprintf("Dots: mean measured error over %s; bars: its 95%% interval.", repeatsOf([]budget{*c.measured}))
	}
	return sentences(text+".", range_, unbounded, measured, amongAll, c.outsideWords(), trust(p))
}

func (c predictedChart) table() string {
	rows := [][]string{{"choice", "K", "n", "predicted error %", "expected regret, points", "measured error %", "95% interval"}}
	for _, choice := range slices.Concat(c.choices, c.outside) {
		row := []string{choice.name, fmt.Sprint(choice.size.Classes), fmt.Sprint(choice.size.PerClass), points(choice.err), fmt.Sprintf("%.2f", 100*choice.regret.Value), "-", "-"}
		if c.measured != nil {
			for _, s := range c.measured.sizes {
				if s.Size == choice.size {
					row[5], row[6] = points(s.Mean), pointsInterval(s.Interval)
				}
			}
		}
		rows = append(rows, row)
	}
	return alignColumns(rows)
}
