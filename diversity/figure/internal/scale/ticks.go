package scale

import (
	"math"
	"strconv"
)

// mostTicks is how many labels fit beside one another on an axis of the default width.
const mostTicks = 13

// fewestTicks is how many ticks an axis needs for a reader to see that it is logarithmic.
const fewestTicks = 3

// The labels of ticks, in pixels.
const (
	tickRune = 6.8 // width of a digit
	tickGap  = 4   // between labels
)

// LogTicks lists the values 1, 2 and 5 times a power of ten within [low, high]; with too few of them, all digits; with
// more than have room on an axis of a length in pixels, 1 and 5, then the powers of ten alone, then every second,
// third... of these.
func LogTicks(low, high, length float64) []float64 {
	if ticks := mantissaTicks(low, high, []float64{1, 2, 5}, 1); len(ticks) < fewestTicks {
		return mantissaTicks(low, high, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 1)
	}
	for _, mantissas := range [][]float64{{1, 2, 5}, {1, 5}, {1}} {
		if ticks := mantissaTicks(low, high, mantissas, 1); haveRoom(ticks, Span{low, high}, length) {
			return ticks
		}
	}
	step := 2
	for !haveRoom(mantissaTicks(low, high, []float64{1}, step), Span{low, high}, length) {
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
		if haveRoom(ticks, Span{low, high}, length) {
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

// Ticks lists ticks on a logarithmic axis for some values: powers of two where all of them are.
func Ticks(values []float64, s Span, length float64) []float64 {
	if doubling(values) {
		return doublingTicks(s.Low, s.High, length)
	}
	return LogTicks(s.Low, s.High, length)
}

// haveRoom reports whether ticks are not too many and their labels do not touch.
func haveRoom(ticks []float64, s Span, length float64) bool {
	half := func(tick float64) float64 { return tickRune * float64(len(TickLabel(tick))) / 2 }
	for i := 1; i < len(ticks); i++ {
		apart := length * math.Log(ticks[i]/ticks[i-1]) / math.Log(s.High/s.Low)
		if apart < half(ticks[i-1])+tickGap+half(ticks[i]) {
			return false
		}
	}
	return len(ticks) <= mostTicks
}

// TickLabel is how ECharts writes a number at an axis.
func TickLabel(value float64) string {
	if math.Abs(value) >= 1000 && math.Abs(value) < 1e15 {
		return Thousands(int(math.Round(value)))
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
			if tick := RoundTo(mantissa*math.Pow10(decade), 12); tick >= low*(1-slack) && tick <= high*(1+slack) {
				ticks = append(ticks, tick)
			}
		}
	}
	return ticks
}
