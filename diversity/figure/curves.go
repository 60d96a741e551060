package figure

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// CurvesOptions says what [Curves] shows beside the measured errors. The zero value adds nothing.
type CurvesOptions struct {
	Fit     *theory.LawFit          // its curves are drawn dashed; nil = none
	Control []diversity.Measurement // of networks with random weights, drawn as a horizontal line; their Size is not used
}

const controlName = "random weights"

// Curves shows the error against the number of classes K, one curve per budget N = K n: the mean over repeats with its
// 95% interval, and the lowest mean of each budget marked. The points must be of one task and one probe. The error wraps
// [ErrEmpty] without points.
func Curves(points []diversity.Measurement, o CurvesOptions) (Figure, error) {
	budgets, err := budgetsOf(points)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.Curves: %w", err)
	}
	control, err := controlOf(o.Control)
	if err != nil {
		return Figure{}, fmt.Errorf("figure.Curves: %w", err)
	}
	c := curvesChart{budgets: budgets, fit: o.Fit, control: control}
	caption := sentences(c.caption(), unknownErrors(slices.Concat(points, o.Control)))
	return newFigure("Error against the number of classes", caption, c.table(), c.option())
}

// curvesChart is what [Curves] draws.
type curvesChart struct {
	budgets []budget
	fit     *theory.LawFit
	control *estimate.SizeSummary
}

// errorAxis is the y axis with its range in per cent.
func (c curvesChart) errorAxis() (axis, span) {
	values := meansAndEnds(c.budgets)
	if c.control != nil {
		values = append(values, percent(c.control.Mean))
		values = appendInterval(values, c.control.Interval, 100)
	}
	if c.fit != nil {
		for _, b := range c.budgets {
			for _, at := range fittedPlaces(b, c.fit) {
				values = append(values, at[1])
			}
		}
	}
	return errorAxis("downstream error (%)", knownOf(values))
}

// meansAndEnds are the mean errors and the ends of their intervals, in per cent.
func meansAndEnds(budgets []budget) []float64 {
	var values []float64
	for _, b := range budgets {
		for _, s := range b.sizes {
			values = appendInterval(append(values, percent(s.Mean)), s.Interval, 100)
		}
	}
	return values
}

func (c curvesChart) classes() span {
	s, _ := spanOf(classesOf(c.budgets))
	return s.padded(0.04)
}

func (c curvesChart) option() option {
	entries := c.entries()
	y, errors := c.errorAxis()
	return option{
		Color: palette, Legend: legend(entries), Tooltip: itemTooltip(), Toolbox: tools(true),
		Grid:  standardGrid(entries, 28),
		XAxis: []axis{sizeAxis("number of classes K (log scale), with n = N / K images of each", c.classes(), classesOf(c.budgets))},
		YAxis: []axis{y}, Series: c.series(errors),
	}
}

func (c curvesChart) entries() []entry {
	entries := budgetEntries(c.budgets)
	if c.control != nil {
		entries = append(entries, entry{controlName, dottedIcon, neutral})
	}
	return entries
}

func (c curvesChart) series(errors span) []series {
	var all []series
	rings := newRings(c.classes(), errors, axisLength, axisHeight)
	for i, b := range c.budgets {
		rings.avoid(b, beside(c.classes(), i, len(c.budgets)), c.fit)
	}
	if c.control != nil {
		rings.avoidLevel(*c.control)
	}
	for i, b := range c.budgets {
		color, shift := seriesColor(i), beside(c.classes(), i, len(c.budgets))
		all = append(all, meansSeries(b, color, shift, c.fit == nil))
		if bars := errorBarsOf(b, shift); len(bars) > 0 {
			all = append(all, verticalBars(b.name(), color, bars))
		}
		all = append(all, rings.best(b, color, shift))
		if c.fit != nil {
			all = append(all, fittedCurve(b, color, c.fit))
		}
	}
	if c.control != nil {
		all = append(all, controlLine(*c.control, c.classes()))
		if c.control.Interval.Known() {
			all = append(all, controlBand(c.control.Interval, c.classes()))
		}
	}
	return all
}

// meansSeries are the mean errors of a budget: points, joined by a line if no fitted curve does that.
func meansSeries(b budget, color string, shift float64, joined bool) series {
	s := series{
		Name: b.name(), Type: "line", Color: color, Symbol: "circle", SymbolSize: 8, ShowSymbol: boolean(true),
		Line: &opts.LineStyle{Width: 2}, Item: opaque(color), Z: 4,
		Dimensions: []string{"place", "error %", "K", "n", "95% low", "95% high", "runs"},
		Encode:     map[string]any{"x": 0, "y": 1, "tooltip": []int{2, 3, 1, 4, 5, 6}},
	}
	if !joined {
		s.Type, s.Line = "scatter", nil
	}
	for i, size := range b.sizes {
		if i > 0 && b.gapBetween(b.sizes[i-1].Size, size.Size) {
			s.Data = append(s.Data, gap)
		}
		s.Data = append(s.Data, []any{
			place(size.Size, shift), percent(size.Mean), size.Size.Classes, size.Size.PerClass,
			end(size.Interval, size.Interval.Low), end(size.Interval, size.Interval.High), size.Runs,
		})
	}
	return s
}

// place is where a size stands on the axis of classes.
func place(size diversity.Size, shift float64) float64 {
	return roundTo(float64(size.Classes)*shift, 5)
}

// end is an end of an interval in per cent, or ECharts' sign for a missing value.
func end(i estimate.Interval, share float64) any {
	if !i.Known() {
		return "-"
	}
	return percent(share)
}

func errorBarsOf(b budget, shift float64) []bar {
	var bars []bar
	for _, s := range b.sizes {
		if s.Interval.Known() {
			bars = append(bars, bar{place(s.Size, shift), percent(s.Interval.Low), percent(s.Interval.High)})
		}
	}
	return bars
}

// fittedCurve is the error that a law gives along a budget, over the measured classes.
func fittedCurve(b budget, color string, fit *theory.LawFit) series {
	s := dashedLine(b.name(), color)
	for _, at := range fittedPlaces(b, fit) {
		s.Data = append(s.Data, []any{at[0], orGap(at[1])})
	}
	return s
}

// fittedPlaces are numbers of classes with the errors that a law gives for them along a budget, in per cent.
func fittedPlaces(b budget, fit *theory.LawFit) [][2]float64 {
	const steps = 60
	first, last := b.sizes[0].Size.Classes, b.sizes[len(b.sizes)-1].Size.Classes
	var places [][2]float64
	for i := range steps + 1 {
		classes := span{float64(first), float64(last)}.at(float64(i) / steps)
		places = append(places, [2]float64{roundTo(classes, 5), percent(fit.ErrorAt(classes, float64(b.total)/classes))})
	}
	return places
}

func dashedLine(name, color string) series {
	return series{
		Name: name, Type: "line", Color: color, ShowSymbol: boolean(false), Symbol: "none", Silent: true, Tooltip: &hidden{},
		Line: &opts.LineStyle{Width: 2, Type: "dashed", Color: color}, Z: 3,
	}
}

// controlOf summarises the control runs; nil if there are none.
func controlOf(control []diversity.Measurement) (*estimate.SizeSummary, error) {
	same, _ := withKnownErrors(control)
	if len(same) == 0 {
		return nil, nil
	}
	for i := range same {
		same[i].Size = diversity.Size{Classes: 1, PerClass: 1} // a control has no size; one size makes them one group
	}
	summaries, err := estimate.Summary(same)
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	return &summaries[0], nil
}

// controlLine is the error without pre-training.
func controlLine(control estimate.SizeSummary, classes span) series {
	s := dashedLine(controlName, neutral)
	s.Line.Type = "dotted"
	s.Data = levelLine(control.Mean, classes)
	return s
}

// controlBand is the interval of the control: the area between its upper end and the number at its lower end. (A stacked
// band would be wrong below zero, and a marked area would not count for the range of the axis.)
func controlBand(i estimate.Interval, classes span) series {
	s := dashedLine(controlName, neutral)
	s.Line.Width, s.Z = 0, 1
	s.Line.Opacity = opts.Float(0)
	s.Area = &areaStyle{Color: neutral, Opacity: 0.15, Origin: percent(i.Low)}
	s.Data = levelLine(i.High, classes)
	return s
}

func levelLine(share float64, classes span) []any {
	return []any{[]any{classes.low, percent(share)}, []any{classes.high, percent(share)}}
}

func (c curvesChart) caption() string {
	repeats := repeatsOf(c.budgets)
	text := fmt.Sprintf("Downstream error after pre-training on N = K × n images, for %s. Dots: mean over %s; bars: its 95%% interval; rings: the lowest mean of each budget, with its K.",
		count(len(c.budgets), "budget"), repeats)
	fitted := ""
	if c.fit != nil {
		fitted = fmt.Sprintf("Dashed: the fitted %s law (rms residual %s points).", c.fit.Law.Name(), short(100*c.fit.RMS))
	}
	control := ""
	if c.control != nil {
		control = fmt.Sprintf("Dotted: the same probe on random weights (%s%%).", points(c.control.Mean))
	}
	return sentences(text, besideWords(c.budgets), fitted, control)
}

func (c curvesChart) table() string {
	text := sizesTable(c.budgets)
	if c.control != nil {
		text += fmt.Sprintf("%s: %s%% (%s)\n", controlName, points(c.control.Mean), pointsInterval(c.control.Interval))
	}
	return text
}

// repeatsOf reads "5 repeats" or "3 to 5 repeats".
func repeatsOf(budgets []budget) string {
	var runs []float64
	for _, b := range budgets {
		for _, s := range b.sizes {
			runs = append(runs, float64(s.Runs))
		}
	}
	fewest, most := int(slices.Min(runs)), int(slices.Max(runs))
	if fewest == most {
		return count(most, "repeat")
	}
	return fmt.Sprintf("%d to %s", fewest, count(most, "repeat"))
}
