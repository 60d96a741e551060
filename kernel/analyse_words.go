package main

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
)

// words say what was found in the words of a table. Sentences of the library are about classes, images and errors.
type words struct {
	estimate.Scale
	replace *strings.Replacer
}

func newWords(s estimate.Scale) words {
	w := words{Scale: s}
	if s.Plain() {
		return w
	}
	groups, items := w.groups(), w.items()
	group := singular(groups)
	pairs := []string{
		"images of a class", items + " of a " + group, "images of each class", items + " of each " + group,
		"images per class", items + " per " + group, "images of each", items + " of each", "images", items, "image",
		singular(items),
		"classes", groups, "class", group,
	}
	if s.Score != "" || s.Rises {
		score := w.score()
		pairs = append(pairs, "Expected error", "Expected "+score, "the error", "the "+score, "The error", "The "+score,
			"errors", "scores", "An error", "A "+score, "an error", "a "+score, "error", score)
	}
	if s.Rises {
		pairs = append([]string{
			"the error falls", "the " + w.score() + " rises", "it rises by", "it falls by", "it bends down", "it bends up",
			"is convex", "is concave", "lowest error", "highest " + w.score(),
		}, pairs...)
	}
	w.replace = strings.NewReplacer(pairs...)
	return w
}

func (w words) groups() string { return cmp.Or(w.Groups, "classes") }
func (w words) items() string  { return cmp.Or(w.PerGroup, "images") }
func (w words) score() string  { return cmp.Or(w.Score, "error") }

// singular is one of several, as far as a rule goes.
func singular(word string) string {
	irregular := map[string]string{"classes": "class", "people": "person", "species": "species", "params": "param"}
	switch {
	case irregular[word] != "":
		return irregular[word]
	case strings.HasSuffix(word, "ies"):
		return strings.TrimSuffix(word, "ies") + "y"
	case strings.HasSuffix(word, "ss"):
		return word
	}
	return strings.TrimSuffix(word, "s")
}

var (
	pointsInText = regexp.MustCompile(`(-?\d+(?:\.\d+)?) points|law by (\d+(?:\.\d+)?)`)
	sizeInText   = regexp.MustCompile(`K( ?)=( ?)(\d+)( (?:with )?)n( ?)=( ?)(\d+)`)
	budgetInText = regexp.MustCompile(`N = (\d+)`)
)

// nouns is a sentence with the words of the table.
func (w words) nouns(text string) string {
	if w.replace == nil {
		return text
	}
	return w.replace.Replace(text)
}

// numbers is a sentence of the library with sizes, budgets and differences in the numbers of the table.
func (w words) numbers(text string) string {
	text = pointsInText.ReplaceAllStringFunc(text, w.gapInText)
	if w.Classes(1) == 1 && w.PerClass(1) == 1 {
		return text
	}
	text = sizeInText.ReplaceAllStringFunc(text, func(found string) string {
		part := sizeInText.FindStringSubmatch(found)
		return "K" + part[1] + "=" + part[2] + w.scaled(part[3], w.Classes) + part[4] + "n" + part[5] + "=" + part[6] +
			w.scaled(part[7], w.PerClass)
	})
	return budgetInText.ReplaceAllStringFunc(text, func(found string) string {
		return "N = " + w.scaled(strings.TrimPrefix(found, "N = "), w.Total)
	})
}

// gapInText is a difference in points, or of laws "by" so many, as one of scores.
func (w words) gapInText(found string) string {
	part := pointsInText.FindStringSubmatch(found)
	value, err := strconv.ParseFloat(cmp.Or(part[1], part[2]), 64)
	gap := w.Gap(value / 100)
	switch {
	case err != nil || strings.HasSuffix(gap, "points"):
		return found
	case part[1] == "":
		return "law by " + gap
	}
	return gap
}

// say is a sentence of the library in the words and numbers of the table.
func (w words) say(text string) string { return w.nouns(w.numbers(text)) }

// scaled is a number of units as a number of the table.
func (w words) scaled(digits string, of func(float64) float64) string {
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return digits
	}
	return estimate.Count(of(value))
}

// size reads "K=16 n=2.5".
func (w words) size(s diversity.Size) string {
	return fmt.Sprintf("K=%s n=%s", estimate.Count(w.Classes(float64(s.Classes))),
		estimate.Count(w.PerClass(float64(s.PerClass))))
}

// budgetText is N in the numbers of the table.
func (w words) budgetText(n int) string { return estimate.Count(w.Total(float64(n))) }

// number is a count with its noun: "21 classes", "1 participant".
func (w words) number(count float64) string {
	if count == float64(int(count)) && w.Groups == "" {
		return display.Count(int(count), "class")
	}
	if count == 1 {
		return "1 " + singular(w.groups())
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
