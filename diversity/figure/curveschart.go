package figure

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

const controlName = "random weights"

// curvesParts show the error against the number of classes, one curve per budget.
func curvesParts(points []diversity.Measurement, fit *theory.LawFit, control []diversity.Measurement) (parts, error) {
	budgets, err := budgetsOf(points)
	if err != nil {
		return parts{}, err
	}
	baseline, err := controlOf(control)
	if err != nil {
		return parts{}, err
	}
	c := curvesChart{budgets: budgets, fit: fit, control: baseline}
	caption := sentences(c.caption(), unknownErrors(slices.Concat(points, control)))
	return parts{title: "Error against the number of classes", caption: caption, table: c.table(), option: c.option()}, nil
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

func (c curvesChart) classes() span {
	s, _ := spanOf(classesOf(c.budgets))
	return s.padded(0.04)
}

func (c curvesChart) option() option {
	entries := c.entries()
	y, errors := c.errorAxis()
	return option{
		Color: palette(), Legend: legend(entries), Tooltip: itemTooltip(), Toolbox: tools(true),
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
