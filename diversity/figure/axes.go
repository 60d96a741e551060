package figure

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// mostTicks is how many labels fit beside one another on an axis of the default width.
const mostTicks = 13

// fewestTicks is how many ticks an axis needs for a reader to see that it is logarithmic.
const fewestTicks = 3

// The room for the labels of an axis, in pixels.
const (
	axisLength  = 740 // of the default width
	axisHeight  = 340 // of a vertical axis at the default height
	panelLength = 340 // of one of two panels
	tickRune    = 6.8 // width of a digit
	tickGap     = 4   // between labels
)

// logTicks lists the values 1, 2 and 5 times a power of ten within [low, high]; with too few of them, all digits; with more
// than have room on an axis of a length in pixels, 1 and 5, then the powers of ten alone, then every second, third... of these.
func logTicks(low, high, length float64) []float64 {
	if ticks := mantissaTicks(low, high, []float64{1, 2, 5}, 1); len(ticks) < fewestTicks {
		return mantissaTicks(low, high, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 1)
	}
	for _, mantissas := range [][]float64{{1, 2, 5}, {1, 5}, {1}} {
		if ticks := mantissaTicks(low, high, mantissas, 1); haveRoom(ticks, span{low, high}, length) {
			return ticks
		}
	}
	step := 2
	for !haveRoom(mantissaTicks(low, high, []float64{1}, step), span{low, high}, length) {
		step++
	}
	return mantissaTicks(low, high, []float64{1}, step)
}

// doublingTicks lists the powers of two within [low, high], every second, third... of them where not all have room.
func doublingTicks(low, high, length float64) []float64 {
	const slack = 1e-9
	for step := 1; ; step++ {
		var ticks []float64
		first, last := int(math.Floor(math.Log2(low))), int(math.Ceil(math.Log2(high)))
		for power := first; power <= last; power++ {
			if tick := math.Exp2(float64(power)); power%step == 0 && tick >= low*(1-slack) && tick <= high*(1+slack) {
				ticks = append(ticks, tick)
			}
		}
		if haveRoom(ticks, span{low, high}, length) {
			return ticks
		}
	}
}

// doubling reports whether values are three powers of two or more: their axis then has its ticks where they are.
func doubling(values []float64) bool {
	seen := map[float64]bool{}
	for _, value := range values {
		if fraction, _ := math.Frexp(value); fraction != 0.5 {
			return false
		}
		seen[value] = true
	}
	return len(seen) >= fewestTicks
}

// ticksLike lists ticks on a logarithmic axis for some values: powers of two where all of them are.
func ticksLike(values []float64, s span, length float64) []float64 {
	if doubling(values) {
		return doublingTicks(s.low, s.high, length)
	}
	return logTicks(s.low, s.high, length)
}

// haveRoom reports whether ticks are not too many and their labels do not touch.
func haveRoom(ticks []float64, s span, length float64) bool {
	half := func(tick float64) float64 { return tickRune * float64(len(tickLabel(tick))) / 2 }
	for i := 1; i < len(ticks); i++ {
		apart := length * math.Log(ticks[i]/ticks[i-1]) / math.Log(s.high/s.low)
		if apart < half(ticks[i-1])+tickGap+half(ticks[i]) {
			return false
		}
	}
	return len(ticks) <= mostTicks
}

// tickLabel is how ECharts writes a number at an axis.
func tickLabel(value float64) string {
	if math.Abs(value) >= 1000 && math.Abs(value) < 1e15 {
		return group(int(math.Round(value)))
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

func mantissaTicks(low, high float64, mantissas []float64, step int) []float64 {
	const slack = 1e-9 // a bound that is a tick within rounding counts
	var ticks []float64
	first, last := int(math.Floor(math.Log10(low))), int(math.Ceil(math.Log10(high)))
	for decade := first; decade <= last; decade++ {
		if decade%step != 0 {
			continue
		}
		for _, mantissa := range mantissas {
			if tick := roundTo(mantissa*math.Pow10(decade), 12); tick >= low*(1-slack) && tick <= high*(1+slack) {
				ticks = append(ticks, tick)
			}
		}
	}
	return ticks
}

// span is a range of positive values.
type span struct{ low, high float64 }

// spanOf is the range of values, ignoring those that a logarithmic axis cannot show; ok is false if none is left.
func spanOf(values []float64) (s span, ok bool) {
	s = span{math.Inf(1), 0}
	for _, value := range values {
		if value > 0 && !math.IsInf(value, 0) {
			s = span{math.Min(s.low, value), math.Max(s.high, value)}
		}
	}
	return s, s.high > 0
}

// padded widens a span by a share of its logarithm on both sides, at least by a sixth of an octave.
func (s span) padded(share float64) span {
	factor := math.Max(math.Pow(s.high/s.low, share), math.Pow(2, 1./6))
	return span{roundTo(s.low/factor, 4), roundTo(s.high*factor, 4)}
}

func (s span) contains(value float64) bool { return value >= s.low && value <= s.high }

// at is the value at a share in [0, 1] of the logarithm.
func (s span) at(share float64) float64 { return s.low * math.Pow(s.high/s.low, share) }

// share is where a value lies on the logarithm, within [0, 1] if the span contains it.
func (s span) share(value float64) float64 { return math.Log(value/s.low) / math.Log(s.high/s.low) }

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

// roundTo keeps a number of significant digits, so that figures are short files.
func roundTo(value float64, digits int) float64 {
	if value == 0 || math.IsNaN(value) || math.IsInf(value, 0) {
		return value
	}
	scale := math.Pow10(digits - 1 - int(math.Floor(math.Log10(math.Abs(value)))))
	if scale > 1e300 {
		return value
	}
	if scale < 1 {
		unit := math.Round(1 / scale)
		return math.Round(value/unit) * unit
	}
	return math.Round(value*scale) / scale
}

// percent turns an error share into per cent with five significant digits.
func percent(share float64) float64 { return roundTo(100*share, 5) }

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
