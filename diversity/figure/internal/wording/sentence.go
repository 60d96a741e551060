package wording

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/scale"
)

// Percent writes an error share in per cent: "12.3".
func Percent(share float64) string { return Decimals(100*share, 1) }

// Decimals rounds; a zero has no sign.
func Decimals(value float64, places int) string {
	text := strconv.FormatFloat(value, 'f', places, 64)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-")
	}
	return text
}

// PercentInterval writes the interval of an error share in per cent: "11.9 .. 12.7", or "-" if it is not known.
func PercentInterval(i estimate.Interval) string {
	if !i.Known() {
		return "-"
	}
	return Percent(i.Low) + " .. " + Percent(i.High)
}

// Short writes a number for a caption, with three significant digits and without exponent; less than a millionth is 0.
func Short(value float64) string {
	switch {
	case math.IsInf(value, 0):
		return "unbounded"
	case math.Abs(value) < 1e-6:
		return "0"
	case math.Abs(value) >= 1000:
		return scale.Thousands(int(math.Round(value)))
	}
	return strconv.FormatFloat(scale.RoundTo(value, 3), 'f', -1, 64)
}

// Estimate writes an estimate for a caption: "0.57 (95% interval 0.41 to 0.68)".
func Estimate(e estimate.Estimate) string {
	if !e.Interval.Known() {
		return Short(e.Value)
	}
	return fmt.Sprintf("%s (%.0f%% interval %s to %s)", Short(e.Value), 100*e.Interval.Level, Short(e.Interval.Low),
		Short(e.Interval.High))
}

// Sentences joins the sentences that are not empty.
func Sentences(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, " ")
}

// Capital begins a text with a capital letter.
func Capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// Count reads "1 class" or "8 classes".
func Count(n int, noun string) string { return scale.Thousands(n) + " " + display.Plural(n, noun) }

// IntervalName names a kind of interval by its level: "95% interval".
func IntervalName(i estimate.Interval) string {
	if !i.Known() {
		return "interval"
	}
	return fmt.Sprintf("%.0f%% interval", 100*i.Level)
}

// LeftOut is the sentence of a caption about how many of what is counted have no finite value; "" if there are none.
func LeftOut(n int, noun, value string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Left out: 1 %s without a finite %s.", noun, value)
	}
	return fmt.Sprintf("Left out: %s without a finite %s.", Count(n, noun), value)
}

// Integers lists integers with commas between thousands.
func Integers(values []int) string {
	var parts []string
	for _, value := range values {
		parts = append(parts, scale.Thousands(value))
	}
	return strings.Join(parts, ", ")
}

// PointsInterval writes an interval of a share in points with two decimals, or "-" if it is not known.
func PointsInterval(i estimate.Interval) string {
	if !i.Known() {
		return "-"
	}
	return Decimals(100*i.Low, 2) + " .. " + Decimals(100*i.High, 2)
}

// Number writes a number with five significant digits.
func Number(value float64) string { return strconv.FormatFloat(value+0, 'g', 5, 64) } // -0 + 0 is 0
