package perbudget

import (
	"fmt"

	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
)

// level is the mean error of a control, a horizontal line.
type level struct {
	estimate.SizeSummary
	name, lineType, icon string
	drawn                string // what the caption calls the line
}

// levels are the controls that were measured.
func (c Controls) levels() (out []level, err error) {
	for _, of := range []struct {
		points []diversity.Measurement
		level  level
	}{
		{c.Random, level{name: "random weights", lineType: "dotted", icon: chart.DottedIcon, drawn: "Dotted"}},
		{c.Published, level{name: "published weights", lineType: "dashed", icon: chart.DashedIcon, drawn: "Dashed grey"}},
	} {
		summary, err := controlOf(of.points)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", of.level.name, err)
		}
		if summary != nil {
			of.level.SizeSummary = *summary
			out = append(out, of.level)
		}
	}
	return out, nil
}

// controlOf summarises the runs of a control; nil if there are none.
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
		return nil, err
	}
	return &summaries[0], nil
}

// line is the error of the control.
func (l level) line(classes scale.Span) chart.Series {
	s := chart.DashedLine(l.name, chart.Neutral)
	s.Line.Type = l.lineType
	s.Data = levelLine(l.Shown().Value, classes)
	return s
}

// band is the interval of the control: the area between its upper end and the number at its lower end. (A stacked band
// would be wrong below zero, and a marked area would not count for the range of the axis.)
func (l level) band(classes scale.Span) chart.Series {
	i := l.Shown().Interval
	s := chart.DashedLine(l.name, chart.Neutral)
	s.Line.Width, s.Z = 0, 1
	s.Line.Opacity = opts.Float(0)
	s.Area = &chart.AreaStyle{Color: chart.Neutral, Opacity: 0.15, Origin: scale.Percent(i.Low)}
	s.Data = levelLine(i.High, classes)
	return s
}

func levelLine(share float64, classes scale.Span) []any {
	return []any{[]any{classes.Low, scale.Percent(share)}, []any{classes.High, scale.Percent(share)}}
}
