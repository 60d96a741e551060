package main

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
)

// words say what was found in the words of a table.
type words struct{ estimate.Scale }

func newWords(s estimate.Scale) words { return words{s} }

func (w words) groups() string { return w.Nouns().Groups }
func (w words) items() string  { return w.Nouns().Items }
func (w words) score() string  { return w.Nouns().Score }

// number is a count with its noun: "21 classes", "1 participant".
func (w words) number(count float64) string {
	if count == float64(int(count)) && w.Groups == "" {
		return display.Count(int(count), "class")
	}
	if count == 1 {
		return "1 " + w.Nouns().Group
	}
	return estimate.Count(count) + " " + w.groups()
}

// scored is an error with its interval as a score.
func (w words) scored(e estimate.Estimate) string {
	score := w.Estimate(e)
	text := w.Text(score.Value)
	if i := score.Interval; i.Known() {
		low := w.Text(i.Low)
		if !w.isBare() {
			low = strings.TrimSuffix(low, "%")
		}
		text += fmt.Sprintf(" (%s to %s)", low, w.Text(i.High))
	}
	return text
}

// isBare reports whether scores have no sign behind them.
func (w words) isBare() bool { return !strings.HasSuffix(w.Text(1), "%") }

// gap is a difference of errors as one of scores, without the word points.
func (w words) gap(difference float64) string {
	return strings.TrimSuffix(w.Gap(difference), " points")
}

// gapUnit is the unit of gap in the head of a table.
func (w words) gapUnit() string {
	if strings.HasSuffix(w.Gap(0), " points") {
		return "points"
	}
	return w.score()
}
