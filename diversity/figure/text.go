package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"tradeoff/diversity/theory"
)

// alignColumns writes rows of cells as text with aligned columns; the first row is the header.
func alignColumns(rows [][]string) string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// group writes an integer with commas between thousands: "4,096".
func group(value int) string {
	digits := strconv.Itoa(value)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// points writes an error share in per cent: "12.3".
func points(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) }

// pointsInterval writes the interval of an error share in per cent: "11.9 .. 12.7", or "-" if it is not known.
func pointsInterval(i theory.Interval) string {
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
func shortEstimate(e theory.Estimate) string {
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
