package prepared

import (
	"slices"
	"strings"

	"tradeoff/diversity"
)

// The bounds of warnings: how many texts there are, and how many images of each are named.
const (
	maxWarnings = 16
	firstWarned = 5
)

// addWarning counts a warning about images. Beyond so many texts, others are counted with the last one.
func addWarning(list []Warning, text string, count int, first ...int) []Warning {
	if text = strings.ToValidUTF8(text, "�"); len(text) > maxReason {
		text = strings.ToValidUTF8(text[:maxReason], "") + "…"
	}
	text = diversity.Printable(text)
	at := slices.IndexFunc(list, func(w Warning) bool { return w.Text == text })
	if at < 0 && len(list) == maxWarnings {
		at = len(list) - 1
		list[at].Text = "other warnings"
	}
	if at < 0 {
		list, at = append(list, Warning{Text: text}), len(list)
	}
	list[at].Count += count
	list[at].First = append(list[at].First, first...)
	slices.Sort(list[at].First)
	list[at].First = slices.Compact(list[at].First)
	list[at].First = list[at].First[:min(len(list[at].First), firstWarned)]
	return list
}

// possible tells whether warnings can be about images first..end-1.
func possibleWarnings(list []Warning, first, end int) bool {
	if len(list) > maxWarnings {
		return false
	}
	for _, w := range list {
		if w.Count < 1 || w.Count > maxWarnings*(end-first) || len(w.First) < 1 || len(w.First) > firstWarned ||
			slices.ContainsFunc(w.First, func(i int) bool { return i < first || i >= end }) {
			return false
		}
	}
	return true
}
