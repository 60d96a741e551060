package estimate

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Scale is how measurements relate to the table that they were read from: what its columns are called, what one of n
// stands for, and how its score becomes an error within [0, 1], of which less is better. The zero value is a table of
// classes, images per class and errors.
type Scale struct {
	Groups   string // what K counts, "participants"; "" = classes
	PerGroup string // what n counts, "minutes"; "" = images
	Sources  string // what a level between the two counts, "sessions"; "" = there is none
	Score    string // what was measured, "accuracy"; "" = error
	Rises    bool   // more of the score is better
	PerCent  bool   // the score is in per cent
	// One of K and of n stands for so many of the table: 0.1 where minutes have a decimal, 1e6 for millions of
	// parameters; 0 = 1.
	GroupUnit, Unit float64
	// score = From + Step error: 0 and 1 for an error, 1 and -1 for an accuracy, 0 and 10 for a loss of up to 10;
	// Step 0 = 1
	From, Step float64
}

func (s Scale) step() float64 { return cmp.Or(s.Step, 1) }

// ScoreOf is the score of an error.
func (s Scale) ScoreOf(e float64) float64 { return s.From + s.step()*e }

// ErrorOf is the error of a score, which may lie outside [0, 1].
func (s Scale) ErrorOf(score float64) float64 { return (score - s.From) / s.step() }

// Classes is the number of groups that K stands for, and PerClass how many of n.
func (s Scale) Classes(k float64) float64 { return k * cmp.Or(s.GroupUnit, 1) }

// PerClass is how many of each group n stands for.
func (s Scale) PerClass(n float64) float64 { return n * cmp.Or(s.Unit, 1) }

// Total is the number in all that N = K n stands for.
func (s Scale) Total(budget float64) float64 {
	return budget * cmp.Or(s.GroupUnit, 1) * cmp.Or(s.Unit, 1)
}

// Plain reports whether the table is of classes, images per class and errors as shares.
func (s Scale) Plain() bool { return s == Scale{} }

// Estimate turns an error with its interval into a score with its own.
func (s Scale) Estimate(e Estimate) Estimate {
	score := Estimate{Value: s.ScoreOf(e.Value)}
	if i := e.Interval; i.Known() {
		low, high := s.ScoreOf(i.Low), s.ScoreOf(i.High)
		score.Interval = Interval{Low: min(low, high), High: max(low, high), Level: i.Level}
	}
	return score
}

// Shares reports whether scores are shown in per cent and their differences in points.
func (s Scale) Shares() bool { return s.PerCent || math.Abs(s.step()) == 1 && !s.isCorrelation() }

func (s Scale) isCorrelation() bool { return kindOfScore(s.Score) == correlationScore }

// Text is a score as it is shown: "36.2%", "2.310", "0.47".
func (s Scale) Text(score float64) string {
	switch {
	case s.PerCent:
		return fmt.Sprintf("%.1f%%", score)
	case s.Shares():
		return fmt.Sprintf("%.1f%%", 100*score)
	}
	return significant(score, s.Decimals())
}

// Gap is a difference of errors as a difference of scores, with its unit: "0.31 points", "0.012".
func (s Scale) Gap(difference float64) string {
	if s.Shares() {
		return fmt.Sprintf("%.2f points", 100*difference)
	}
	return significant(math.Abs(s.step())*difference, s.Decimals()+1)
}

// Decimals are those of [Scale.Text] where scores are no shares: three digits behind the point for scores of
// up to 1, fewer for larger ones.
func (s Scale) Decimals() int {
	return max(0, 3-max(0, int(math.Ceil(math.Log10(math.Abs(s.step()))))))
}

func significant(value float64, decimals int) string {
	return strconv.FormatFloat(value, 'f', decimals, 64)
}

// Count is a number of groups or of what they have, as short as it is exact to four digits.
func Count(value float64) string {
	if value == math.Trunc(value) && math.Abs(value) < 1e7 {
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	text := strconv.FormatFloat(value, 'g', 4, 64)
	if strings.Contains(text, "e") && value < 1e7 {
		return strconv.FormatFloat(value, 'f', 0, 64)
	}
	return text
}
