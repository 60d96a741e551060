package figure

import (
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// The lengths of axes, in pixels.
const (
	axisLength  = 740 // of the default width
	axisHeight  = 340 // of a vertical axis at the default height
	panelLength = 340 // of one of two panels
)

// logAxis is a logarithmic axis over a span with ticks at 1-2-5 values.
func logAxis(name string, s span) axis {
	ticks := logTicks(s.low, s.high, axisLength)
	a := newAxis("log", name)
	a.Min, a.Max = s.low, s.high
	a.Label.Values, a.Tick.Values = ticks, ticks
	return a
}

// sizeAxis is a logarithmic axis of classes, images or budgets, with ticks at powers of two where all values are.
func sizeAxis(name string, s span, values []float64) axis {
	return logAxis(name, s).ticksFor(values, s, axisLength)
}

// valueAxis is a linear axis that need not contain zero, with ticks chosen by ECharts.
func valueAxis(name string) axis {
	a := newAxis("value", name)
	a.Scale = true
	return a
}

func newAxis(kind, name string) axis {
	return axis{
		Type: kind, Name: name, NameLocation: "middle", NameGap: 34, NameStyle: textStyle{FontSize: 13},
		Label: axisMarks{FontSize: 12, Margin: 11}, Tick: axisMarks{Show: boolean(true)}, Line: axisLine{Show: true},
		SplitLine: &splitLine{Show: true, Style: &opts.LineStyle{Color: neutral, Opacity: opts.Float(0.18)}},
	}
}

// vertical sets the room that the labels of a y axis need before its name.
func (a axis) vertical(nameGap int) axis {
	a.NameGap = nameGap
	return a
}

// withoutLines leaves out the lines across the picture.
func (a axis) withoutLines() axis {
	a.SplitLine = &splitLine{}
	return a
}

// ticksFor sets the ticks of a logarithmic axis for some values on it and for its length in pixels.
func (a axis) ticksFor(values []float64, s span, length float64) axis {
	a.Label.Values = ticksLike(values, s, length)
	a.Tick.Values = a.Label.Values
	return a
}

// fromOne leaves out ticks below 1, for axes of counts.
func (a axis) fromOne() axis {
	fraction := func(tick float64) bool { return tick < 1 }
	a.Label.Values = slices.DeleteFunc(slices.Clone(a.Label.Values), fraction)
	a.Tick.Values = a.Label.Values
	return a
}

// pointing names what the number at the head of a tooltip is, where the tooltip is of all lines at a place of this axis.
func (a axis) pointing() axis {
	name, _, _ := strings.Cut(strings.TrimSuffix(a.Name, " (log scale)"), ", with ")
	if name == "" {
		name = "x"
	}
	a.Pointer = &pointer{pointerLabel{Formatter: strings.ReplaceAll(name, "{value}", "value") + ": {value}"}}
	return a
}

// nameRoom is what the name of a y axis needs left of its labels, in pixels.
const nameRoom = 22

// wide is the factor between the ends of an axis beyond which a linear one would hide the low values.
const wide = 5

// labelRoom is what the labels of a y axis with ends need before its name, in pixels.
func labelRoom(y axis) int {
	const perRune, least = 7, 44
	longest := 0
	for _, tick := range append(slices.Clone(y.Tick.Values), y.Min.(float64), y.Max.(float64)) {
		longest = max(longest, len(tickLabel(roundTo(tick, 3))))
	}
	return max(least, perRune*longest+18)
}

func (a axis) downwards() axis {
	a.Inverse = true
	return a
}

// errorAxis is a linear axis of errors in per cent over values, with its range: it ends at the ticks next to them.
func errorAxis(name string, values []float64) (axis, span) {
	const fewest = 5 // ticks
	low, high := bounds(values)
	if low == high {
		low, high = low-0.5, high+0.5
	}
	step := echartsStep((high - low) / fewest)
	ends := span{roundTo(math.Floor(low/step+1e-9)*step, 12), roundTo(math.Ceil(high/step-1e-9)*step, 12)}
	a := newAxis("value", name).vertical(44)
	a.Min, a.Max, a.Interval = ends.low, ends.high, step
	return a, ends
}
