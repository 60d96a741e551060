package figure

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"tradeoff/diversity/estimate"
	"unicode/utf8"
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

// superscripts are the letters that Unicode has above the line.
var superscripts = strings.NewReplacer(
	"0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹",
	"+", "⁺", "-", "⁻", "=", "⁼", "(", "⁽", ")", "⁾", "a", "ᵃ", "b", "ᵇ", "c", "ᶜ", "d", "ᵈ", "e", "ᵉ",
	"f", "ᶠ", "g", "ᵍ", "h", "ʰ", "i", "ⁱ", "j", "ʲ", "k", "ᵏ", "l", "ˡ", "m", "ᵐ", "n", "ⁿ", "o", "ᵒ",
	"p", "ᵖ", "r", "ʳ", "s", "ˢ", "t", "ᵗ", "u", "ᵘ", "v", "ᵛ", "w", "ʷ", "x", "ˣ", "y", "ʸ", "z", "ᶻ",
)

// exponent is a power in plain text, such as K^-a, N^{a/2} or 10^(-3).
var exponent = regexp.MustCompile(`\^(\{[^{}]*\}|\([^()]*\)|-?[0-9A-Za-z]+)`)

// raised writes powers in plain text above the line: K^-a becomes K⁻ᵃ. A power with a letter that has no such form stays.
func raised(text string) string {
	return exponent.ReplaceAllStringFunc(text, func(power string) string {
		inner := strings.Trim(power[1:], "{}()")
		above := superscripts.Replace(inner)
		for _, letter := range above {
			if letter < utf8.RuneSelf { // is left as it was
				return power
			}
		}
		return above
	})
}
