package figure

import (
	"fmt"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/linechart"
	"tradeoff/diversity/theory/levels"
)

// LevelCurves shows what it costs to miss the best numbers of groups, sources and items for a spend: the expected score
// where one of them is a multiple of its best number and the other two are the best that the rest of the money buys,
// from [levels.Model.Curves]. Words and numbers are those of a table's scale. The error wraps [ErrEmpty] without
// curves.
func LevelCurves(curves []levels.Curve, s estimate.Scale) (Figure, error) {
	w := s.Nouns()
	words := map[string]string{"Groups": w.Groups, "Sources": w.Sources, "Items": w.Items}
	var lines []linechart.Series
	for _, c := range curves {
		if len(c.Points) == 0 {
			continue
		}
		line := linechart.Series{Name: words[c.Count]}
		if line.Name == "" {
			line.Name = "sources"
		}
		for _, p := range c.Points {
			score := s.Estimate(p.Error)
			line.X, line.Y = append(line.X, p.Factor), append(line.Y, shownScore(s, score.Value))
			if score.Interval.Bounded() {
				line.Low = append(line.Low, shownScore(s, score.Interval.Low))
				line.High = append(line.High, shownScore(s, score.Interval.High))
			}
		}
		lines = append(lines, line)
	}
	axis := w.Score
	if s.Shares() {
		axis += ", %"
	}
	p, err := linechart.Lines(lines, linechart.Options{
		Title: "What it costs to miss the best numbers",
		Caption: fmt.Sprintf("Expected %s where the number of %s, of %s or of %s is a multiple of the best one for the money and the other two are the best that the rest of it buys. Bands: intervals over the refits, in each of which the law is chosen anew.",
			w.Score, w.Groups, words["Sources"], w.Items),
		X: linechart.Axis{Name: "multiple of the best number", Log: true}, Y: linechart.Axis{Name: axis}})
	return newFigure("LevelCurves", p, err)
}

// shownScore is a score as a number of an axis, per cent for a share.
func shownScore(s estimate.Scale, score float64) float64 {
	if s.Shares() && !s.PerCent {
		return 100 * score
	}
	return score
}
