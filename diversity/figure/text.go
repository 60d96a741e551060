package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"tradeoff/diversity/estimate"
)

// points writes an error share in per cent: "12.3".
func points(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) }

// pointsInterval writes the interval of an error share in per cent: "11.9 .. 12.7", or "-" if it is not known.
func pointsInterval(i estimate.Interval) string {
	if !i.Known() {
		return "-"
	}
	return points(i.Low) + " .. " + points(i.High)
}

// short writes a number for a caption, with three significant digits and without exponent; less than a millionth is 0.
func short(value float64) string {
	switch {
	case math.IsInf(value, 0):
		return "unbounded"
	case math.Abs(value) < 1e-6:
		return "0"
	case math.Abs(value) >= 1000:
		return group(int(math.Round(value)))
	}
	return strconv.FormatFloat(roundTo(value, 3), 'f', -1, 64)
}

// shortEstimate writes an estimate for a caption: "0.57 (95% interval 0.41 to 0.68)".
func shortEstimate(e estimate.Estimate) string {
	if !e.Interval.Known() {
		return short(e.Value)
	}
	return fmt.Sprintf("%s (%.0f%% interval %s to %s)", short(e.Value), 100*e.Interval.Level, short(e.Interval.Low), short(e.Interval.High))
}

// sentences joins the sentences that are not empty.
func sentences(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, " ")
}

// count reads "1 class" or "8 classes".
func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "s"):
		return group(n) + " " + noun + "es"
	}
	return group(n) + " " + noun + "s"
}

// intervalName names a kind of interval by its level: "95% interval".
func intervalName(i estimate.Interval) string {
	if !i.Known() {
		return "interval"
	}
	return fmt.Sprintf("%.0f%% interval", 100*i.Level)
}

// leftOut says in a caption how many of what is counted have no finite value; nothing if there are none.
func leftOut(n int, noun, value string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("Left out: 1 %s without a finite %s.", noun, value)
	}
	return fmt.Sprintf("Left out: %s without a finite %s.", count(n, noun), value)
}

// groups lists integers with commas between thousands.
func groups(values []int) string {
	var parts []string
	for _, value := range values {
		parts = append(parts, group(value))
	}
	return strings.Join(parts, ", ")
}

// hundredths writes an interval of a share in points with two decimals, or "-" if it is not known.
func hundredths(i estimate.Interval) string {
	if !i.Known() {
		return "-"
	}
	return fmt.Sprintf("%.2f .. %.2f", 100*i.Low, 100*i.High)
}

// number writes a number with five significant digits.
func number(value float64) string { return strconv.FormatFloat(value, 'g', 5, 64) }
