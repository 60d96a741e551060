package chart

import (
	"math"
	"slices"
	"strings"
	"tradeoff/diversity/figure/internal/scale"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// The lengths of axes, in pixels.
const (
	AxisLength  = 740 // of the default width
	AxisHeight  = 340 // of a vertical axis at the default height
	PanelLength = 340 // of one of two panels
)

// LogAxis is a logarithmic axis over a span with ticks at 1-2-5 values.
func LogAxis(name string, s scale.Span) Axis {
	ticks := scale.LogTicks(s.Low, s.High, AxisLength)
	a := NewAxis("log", name)
	a.Min, a.Max = s.Low, s.High
	a.Label.Values, a.Tick.Values = ticks, ticks
	return a
}

// SizeAxis is a logarithmic axis of classes, images or budgets, with ticks at powers of two where all values are.
func SizeAxis(name string, s scale.Span, values []float64) Axis {
	return LogAxis(name, s).TicksFor(values, s, AxisLength)
}

// ValueAxis is a linear axis that need not contain zero, with ticks chosen by ECharts.
func ValueAxis(name string) Axis {
	a := NewAxis("value", name)
	a.Scale = true
	return a
}

// NewAxis is an axis of a kind of ECharts, such as "value", "log" or "category".
func NewAxis(kind, name string) Axis {
	return Axis{
		Type: kind, Name: name, NameLocation: "middle", NameGap: 34, NameStyle: TextStyle{FontSize: 13},
		Label: AxisMarks{FontSize: 12, Margin: 11}, Tick: AxisMarks{Show: Bool(true)}, Line: axisLine{Show: true},
		SplitLine: &splitLine{Show: true, Style: &opts.LineStyle{Color: Neutral, Opacity: opts.Float(0.18)}},
	}
}

// Vertical sets the room that the labels of a y axis need before its name.
func (a Axis) Vertical(nameGap int) Axis {
	a.NameGap = nameGap
	return a
}

// WithoutLines leaves out the lines across the picture.
func (a Axis) WithoutLines() Axis {
	a.SplitLine = &splitLine{}
	return a
}

// TicksFor sets the ticks of a logarithmic axis for some values on it and for its length in pixels.
func (a Axis) TicksFor(values []float64, s scale.Span, length float64) Axis {
	a.Label.Values = scale.Ticks(values, s, length)
	a.Tick.Values = a.Label.Values
	return a
}

// FromOne leaves out ticks below 1, for axes of counts.
func (a Axis) FromOne() Axis {
	fraction := func(tick float64) bool { return tick < 1 }
	a.Label.Values = slices.DeleteFunc(slices.Clone(a.Label.Values), fraction)
	a.Tick.Values = a.Label.Values
	return a
}

// Pointing names what the number at the head of a tooltip is, where the tooltip is of all lines at a place of this
// axis.
func (a Axis) Pointing() Axis {
	name, _, _ := strings.Cut(strings.TrimSuffix(a.Name, " (log scale)"), ", with ")
	if name == "" {
		name = "x"
	}
	a.Pointer = &pointer{pointerLabel{Formatter: strings.ReplaceAll(name, "{value}", "value") + ": {value}"}}
	return a
}

// NameRoom is what the name of a y axis needs left of its labels, in pixels.
const NameRoom = 22

// LogFrom is the factor between the ends of an axis beyond which a linear one would hide the low values.
const LogFrom = 5

// LabelRoom is what the labels of a y axis with ends need before its name, in pixels.
func LabelRoom(y Axis) int {
	const perRune, least = 7, 44
	longest := 0
	for _, tick := range append(slices.Clone(y.Tick.Values), y.Min.(float64), y.Max.(float64)) {
		longest = max(longest, len(scale.TickLabel(scale.RoundTo(tick, 3))))
	}
	return max(least, perRune*longest+18)
}

// AroundErrors is the range of errors in per cent; around a single one it is a point, within 0 and 100 as the error is.
func AroundErrors(values []float64) (low, high float64) {
	low, high = scale.Bounds(values)
	switch {
	case low < high:
	case low >= 0 && low < 0.5:
		low, high = 0, 1
	case high <= 100 && high > 99.5:
		low, high = 99, 100
	default:
		low, high = low-0.5, high+0.5
	}
	return low, high
}

// Downwards turns the axis around: its first value is at the top.
func (a Axis) Downwards() Axis {
	a.Inverse = true
	return a
}

// ErrorAxis is a linear axis of errors in per cent over values. It ends at the ticks next to them.
func ErrorAxis(name string, values []float64) Axis {
	const fewest = 5 // ticks
	low, high := AroundErrors(values)
	step := scale.AxisStep((high - low) / fewest)
	a := NewAxis("value", name).Vertical(44)
	a.Min, a.Max = scale.RoundTo(math.Floor(low/step+1e-9)*step, 12), scale.RoundTo(math.Ceil(high/step-1e-9)*step, 12)
	a.Interval = step
	return a
}
