package figure

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// as are the measurements under another score.
func as(points []diversity.Measurement, score diversity.Score) []diversity.Measurement {
	var out []diversity.Measurement
	for _, m := range points {
		m.Score = score
		out = append(out, m)
	}
	return out
}

// In each figure an accuracy is 100% less the error, at the same best sizes, and names and captions say so.
func TestFiguresOfAnAccuracy(t *testing.T) {
	points := measured(t)
	fit := fitted(t, points, laws.Tied{})
	control := []diversity.Measurement{{Error: 0.9}, {Error: 0.8}}
	plain, err := Curves(points, CurvesOptions{Fit: fit, Control: control})
	must(t, err)
	f, err := Curves(as(points, diversity.ScoreAccuracy), CurvesOptions{Fit: fit,
		Control: as(control, diversity.ScoreAccuracy)})
	must(t, err)
	a, e := parse(t, f), parse(t, plain)
	if got := a.YAxis[0].Name; got != "downstream accuracy (%)" || !strings.Contains(f.Caption, "the highest mean of each budget") ||
		!strings.HasPrefix(f.Caption, "Downstream accuracy after") || a.Title.Text != "Accuracy against the number of classes" {
		t.Errorf("axis %q, title %q, caption %q", got, a.Title.Text, f.Caption)
	}
	if len(a.Series) != len(e.Series) {
		t.Fatalf("%d series, %d of the error", len(a.Series), len(e.Series))
	}
	compared := 0
	for i, s := range a.Series {
		if s.AreaStyle != nil {
			continue // the band of an interval begins at its other end
		}
		others := e.Series[i].numbers()
		for _, value := range s.numbers() { // the ends of intervals change places
			same := func(other []float64) bool {
				return len(value) < 2 || len(other) > 1 && value[0] == other[0] && math.Abs(value[1]-(100-other[1])) < 1e-6
			}
			if !slices.ContainsFunc(others, same) {
				t.Fatalf("series %d %q: %v is not among %v", i, s.Name, value, others)
			}
			compared++
		}
	}
	if compared < 100 {
		t.Errorf("%d points compared", compared)
	}
	text := f.Text()
	if !strings.Contains(text, "accuracy %") {
		t.Errorf("table\n%s", text)
	}
}

func TestContourOfAScore(t *testing.T) {
	points := measured(t)
	for score, name := range map[diversity.Score]string{diversity.ScoreAccuracy: "accuracy", diversity.ScoreTop5Error: "top-5 error"} {
		f, err := Contour(as(points, score), ContourOptions{Fit: fitted(t, points, laws.Tied{})})
		must(t, err)
		p := parse(t, f)
		if !strings.HasPrefix(f.Caption, "Downstream "+name) || !strings.Contains(f.Caption, "the "+name+" by the fitted tied law") {
			t.Errorf("caption %q", f.Caption)
		}
		dots := p.Series[p.Visual.SeriesIndex[0]].numbers()
		low := p.Visual.Pieces[0].Low
		for i, dot := range dots {
			if dot[2] < low || score.Rises() && dot[2] < 40 {
				t.Errorf("dot %d: %v, the scale begins at %v", i, dot, low)
			}
		}
	}
}

// Figures of laws stay in what is fitted.
func TestPredictedFromAnAccuracy(t *testing.T) {
	points := measured(t)
	prediction, err := fitted(t, points, laws.Tied{}).BestAt(2048, theory.BestOptions{})
	must(t, err)
	plain, err := Predicted(prediction, points)
	must(t, err)
	f, err := Predicted(prediction, as(points, diversity.ScoreAccuracy))
	must(t, err)
	if f.Text() != plain.Text() || f.Caption != plain.Caption {
		t.Errorf("%s\n%s", f.Text(), plain.Text())
	}
	f, err = Collapse(as(points, diversity.ScoreMacroF1), fitted(t, points, laws.Tied{}))
	must(t, err)
	if got := parse(t, f).YAxis[0].Name; got != "excess 1 - macro F1 / smallest excess 1 - macro F1" {
		t.Errorf("axis %q", got)
	}
}

func TestScoresAreNotCompared(t *testing.T) {
	points := measured(t)
	_, err := Compare([]Group{{Name: "a", Points: points}, {Name: "b", Points: as(points, diversity.ScoreAccuracy)}})
	if !errors.Is(err, diversity.ErrMixed) || !strings.Contains(err.Error(), "error and accuracy") {
		t.Errorf("error %v", err)
	}
}
