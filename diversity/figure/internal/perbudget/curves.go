package perbudget

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/theory"
)

const controlName = "random weights"

// Curves show the error against the number of classes, one curve per budget.
func Curves(points []diversity.Measurement, fit *theory.LawFit, control []diversity.Measurement) (chart.Parts, error) {
	budgets, err := Summarize(points)
	if err != nil {
		return chart.Parts{}, err
	}
	baseline, err := controlOf(control)
	if err != nil {
		return chart.Parts{}, err
	}
	c := curvesChart{budgets: budgets, fit: fit, control: baseline}
	caption := wording.Sentences(c.caption(), LeftOut(slices.Concat(points, control)))
	return chart.Parts{Title: "Error against the number of classes", Caption: caption, Table: c.table(),
		Option: c.option()}, nil
}

// curvesChart is what [figure.Curves] shows.
type curvesChart struct {
	budgets []Budget
	fit     *theory.LawFit
	control *estimate.SizeSummary
}

// errorAxis is the y axis with its range in per cent.
func (c curvesChart) errorAxis() (chart.Axis, scale.Span) {
	values := MeansAndEnds(c.budgets)
	if c.control != nil {
		values = append(values, scale.Percent(c.control.Error.Value))
		values = chart.AppendEnds(values, c.control.Error.Interval, 100)
	}
	if c.fit != nil {
		for _, b := range c.budgets {
			for _, at := range fittedErrors(b, c.fit) {
				values = append(values, at[1])
			}
		}
	}
	return chart.ErrorAxis("downstream error (%)", scale.FiniteOf(values))
}

func (c curvesChart) classes() scale.Span {
	s, _ := scale.SpanOf(Classes(c.budgets))
	return s.Padded(0.04)
}

func (c curvesChart) option() chart.Option {
	entries := c.entries()
	y, errors := c.errorAxis()
	return chart.Option{
		Color: chart.Palette(), Legend: chart.Legend(entries), Tooltip: chart.ItemTooltip(), Toolbox: chart.Tools(true),
		Grid: chart.StandardGrid(entries, 28),
		XAxis: []chart.Axis{chart.SizeAxis("number of classes K (log scale), with n = N / K images of each", c.classes(),
			Classes(c.budgets))},
		YAxis: []chart.Axis{y}, Series: c.series(errors),
	}
}

func (c curvesChart) entries() []chart.Entry {
	entries := budgetEntries(c.budgets)
	if c.control != nil {
		entries = append(entries, chart.Entry{Name: controlName, Icon: chart.DottedIcon, Color: chart.Neutral})
	}
	return entries
}

func (c curvesChart) series(errors scale.Span) []chart.Series {
	var all []chart.Series
	rings := newRings(c.classes(), errors, chart.AxisLength, chart.AxisHeight)
	for i, b := range c.budgets {
		rings.avoid(b, beside(c.classes(), i, len(c.budgets)), c.fit)
	}
	if c.control != nil {
		rings.avoidLevel(*c.control)
	}
	for i, b := range c.budgets {
		color, shift := chart.SeriesColor(i), beside(c.classes(), i, len(c.budgets))
		all = append(all, MeansSeries(b, color, shift, c.fit == nil))
		if bars := ErrorBars(b, shift); len(bars) > 0 {
			all = append(all, chart.VerticalBars(b.name(), color, bars))
		}
		all = append(all, rings.best(b, color, shift))
		if c.fit != nil {
			all = append(all, fittedCurve(b, color, c.fit))
		}
	}
	if c.control != nil {
		all = append(all, controlLine(*c.control, c.classes()))
		if c.control.Error.Interval.Known() {
			all = append(all, controlBand(c.control.Error.Interval, c.classes()))
		}
	}
	return all
}

// controlOf summarises the control runs; nil if there are none.
func controlOf(control []diversity.Measurement) (*estimate.SizeSummary, error) {
	same, _ := WithFiniteErrors(control)
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
func controlLine(control estimate.SizeSummary, classes scale.Span) chart.Series {
	s := chart.DashedLine(controlName, chart.Neutral)
	s.Line.Type = "dotted"
	s.Data = levelLine(control.Error.Value, classes)
	return s
}

// controlBand is the interval of the control: the area between its upper end and the number at its lower end. (A
// stacked band would be wrong below zero, and a marked area would not count for the range of the axis.)
func controlBand(i estimate.Interval, classes scale.Span) chart.Series {
	s := chart.DashedLine(controlName, chart.Neutral)
	s.Line.Width, s.Z = 0, 1
	s.Line.Opacity = opts.Float(0)
	s.Area = &chart.AreaStyle{Color: chart.Neutral, Opacity: 0.15, Origin: scale.Percent(i.Low)}
	s.Data = levelLine(i.High, classes)
	return s
}

func levelLine(share float64, classes scale.Span) []any {
	return []any{[]any{classes.Low, scale.Percent(share)}, []any{classes.High, scale.Percent(share)}}
}

func (c curvesChart) caption() string {
	repeats := Repeats(c.budgets)
	text := fmt.Sprintf("Downstream error after pre-training on N = K × n images, for %s. Dots: mean over %s; bars: its 95%% interval; rings: the lowest mean of each budget, with its K.",
		wording.Count(len(c.budgets), "budget"), repeats)
	fitted := ""
	if c.fit != nil {
		fitted = fmt.Sprintf("Dashed: the fitted %s law (rms residual %s points).", c.fit.Law.Name(),
			wording.Short(100*c.fit.RMS))
	}
	control := ""
	if c.control != nil {
		control = fmt.Sprintf("Dotted: the same probe on random weights (%s%%).", wording.Percent(c.control.Error.Value))
	}
	return wording.Sentences(text, besideWords(c.budgets), fitted, control)
}

func (c curvesChart) table() string {
	text := Table(c.budgets)
	if c.control != nil {
		text += fmt.Sprintf("%s: %s%% (%s)\n", controlName, wording.Percent(c.control.Error.Value),
			wording.PercentInterval(c.control.Error.Interval))
	}
	return text
}
