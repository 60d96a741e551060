package estimate

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Nouns are the words of a table: what K counts, what n counts, and what was measured. They are safe to show.
// Source and Sources are empty without a level between groups and items.
type Nouns struct{ Group, Groups, Source, Sources, Item, Items, Score string }

// Nouns are those of the table: "participant", "participants", "minute", "minutes", "correlation"; of classes, images
// and errors in the zero value.
func (s Scale) Nouns() Nouns {
	groups, items := shownName(cmp.Or(s.Groups, "classes")), shownName(cmp.Or(s.PerGroup, "images"))
	sources := shownName(s.Sources)
	return Nouns{singular(groups), groups, singular(sources), sources, singular(items), items,
		shownName(cmp.Or(s.Score, "error"))}
}

// Named reports whether the table counts other things than classes and images.
func (s Scale) Named() bool { return s.Groups != "" || s.PerGroup != "" }

// shownName is a name from a header, printable and not long.
func shownName(name string) string {
	const most = 48
	name = diversity.Printable(name)
	if utf8.RuneCountInString(name) > most {
		name = string([]rune(name)[:most-3]) + "..."
	}
	return name
}

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

// Sentence is a sentence of this library, which speaks of classes, images and errors, in the words and the numbers of
// the table.
func (s Scale) Sentence(text string) string { return s.InWords(s.InNumbers(text)) }

// InWords puts the nouns of the table in the place of classes, images and errors.
func (s Scale) InWords(text string) string {
	if s.Plain() {
		return text
	}
	w := s.Nouns()
	pairs := []string{
		"images of a class", w.Items + " of a " + w.Group, "images of each class", w.Items + " of each " + w.Group,
		"images per class", w.Items + " per " + w.Group, "images of each", w.Items + " of each", "images", w.Items,
		"image", w.Item, "classes", w.Groups, "class", w.Group,
	}
	if s.Score != "" || s.Rises {
		pairs = append(pairs, "the errors", "the scores", "The errors", "The scores", "Expected error", "Expected "+w.Score,
			"the error", "the "+w.Score, "The error", "The "+w.Score, "errors", "scores", "An error", "A "+w.Score, "an error", "a "+w.Score, "error", w.Score)
	}
	if s.Rises {
		pairs = append([]string{
			"the error falls", "the " + w.Score + " rises", "it rises by", "it falls by", "it bends down", "it bends up",
			"is convex", "is concave", "lowest error", "highest " + w.Score, "lowest mean", "highest mean",
		}, pairs...)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

var (
	pointsInText = regexp.MustCompile(`(-?\d+(?:\.\d+)?) points|law by (\d+(?:\.\d+)?)`)
	sizeInText   = regexp.MustCompile(`K( ?)=( ?)(\d+)( (?:with )?)n( ?)=( ?)(\d+)`)
	budgetInText = regexp.MustCompile(`N = (\d+)`)
)

// InNumbers puts sizes, budgets and differences in points of such a sentence into the numbers of the table.
func (s Scale) InNumbers(text string) string {
	text = pointsInText.ReplaceAllStringFunc(text, s.gapInText)
	if s.Classes(1) == 1 && s.PerClass(1) == 1 {
		return text
	}
	text = sizeInText.ReplaceAllStringFunc(text, func(found string) string {
		part := sizeInText.FindStringSubmatch(found)
		return "K" + part[1] + "=" + part[2] + scaledText(part[3], s.Classes) + part[4] + "n" + part[5] + "=" + part[6] +
			scaledText(part[7], s.PerClass)
	})
	return budgetInText.ReplaceAllStringFunc(text, func(found string) string {
		return "N = " + scaledText(strings.TrimPrefix(found, "N = "), s.Total)
	})
}

// gapInText is a difference in points, or of laws "by" so many, as one of scores.
func (s Scale) gapInText(found string) string {
	part := pointsInText.FindStringSubmatch(found)
	value, err := strconv.ParseFloat(cmp.Or(part[1], part[2]), 64)
	gap := s.Gap(value / 100)
	switch {
	case err != nil || strings.HasSuffix(gap, "points"):
		return found
	case part[1] == "":
		return "law by " + gap
	}
	return gap
}

// scaledText is a number of units as a number of the table.
func scaledText(digits string, of func(float64) float64) string {
	value, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return digits
	}
	return Count(of(value))
}

// SizeText reads "K=16 n=2.5".
func (s Scale) SizeText(size diversity.Size) string {
	return fmt.Sprintf("K=%s n=%s", s.ClassesText(size), Count(s.PerClass(float64(size.PerClass))))
}

// ClassesText is K of a size in the numbers of the table.
func (s Scale) ClassesText(size diversity.Size) string {
	return Count(s.Classes(float64(size.Classes)))
}

// TotalText is N in the numbers of the table.
func (s Scale) TotalText(budget int) string { return Count(s.Total(float64(budget))) }

// SizeSentence reads "K = 64 classes with n = 32 images each".
func (s Scale) SizeSentence(size diversity.Size) string {
	w := s.Nouns()
	k, n := s.Classes(float64(size.Classes)), s.PerClass(float64(size.PerClass))
	return fmt.Sprintf("K = %s %s with n = %s %s each", Count(k), oneOr(k, w.Group, w.Groups), Count(n),
		oneOr(n, w.Item, w.Items))
}

// oneOr is the singular behind 1, else the plural.
func oneOr(count float64, one, several string) string {
	if count == 1 {
		return one
	}
	return several
}

// Scored is an error with its interval as a score: "36.2% [35.0%, 37.4%]", "0.470 [0.462, 0.478]".
func (s Scale) Scored(e Estimate) string {
	score := s.Estimate(e)
	return between(s.Text(score.Value), score.Interval, s.Text)
}

// Lost is a difference of errors with its interval as one of scores: "0.31 [0.00, 0.90] points", "0.012".
func (s Scale) Lost(e Estimate) string {
	number := func(x float64) string { return strings.TrimSuffix(s.Gap(x), " points") }
	return between(number(e.Value), e.Interval, number) + strings.TrimPrefix(s.Gap(e.Value), number(e.Value))
}

// Fields are the words.
func (w Nouns) Fields() []display.Field {
	fields := []display.Field{{Name: "K counts", Value: w.Groups}, {Name: "n counts", Value: w.Items},
		{Name: "measured", Value: w.Score}}
	if w.Sources != "" {
		fields = append(fields, display.Field{Name: "m counts", Value: w.Sources})
	}
	return fields
}
