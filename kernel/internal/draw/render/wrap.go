package render

import "strings"

// wrap breaks a text into lines that are no wider than width pixels, at spaces. A longer word stays whole.
func wrap(text string, width, fontSize float64) []string {
	var lines []string
	line, used := "", 0.0
	space := textWidth(" ", fontSize)
	for _, word := range strings.Fields(text) {
		need := textWidth(word, fontSize)
		if line != "" && used+space+need > width {
			lines, line, used = append(lines, line), "", 0
		}
		if line != "" {
			line, used = line+" ", used+space
		}
		line, used = line+word, used+need
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// textWidth estimates the width of a text in a common sans-serif face. Widths are shares of the font size, on the wide
// side (those of DejaVu Sans), so that no viewer's font runs over the edge.
func textWidth(text string, fontSize float64) float64 {
	const narrow, slim, medium, wide, full = 0.32, 0.42, 0.62, 0.84, 1.0
	total := 0.0
	for _, r := range text {
		switch {
		case strings.ContainsRune("ijlI.,:;'|! ", r):
			total += narrow
		case strings.ContainsRune("frt()[]-/", r):
			total += slim
		case strings.ContainsRune("mwMW%@", r):
			total += wide
		case r >= 0x2E80:
			total += full
		case r >= 'A' && r <= 'Z':
			total += 0.7
		default:
			total += medium
		}
	}
	return total * fontSize
}
