package render

import (
	"context"
	"fmt"
	"html"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
)

// figures are all figures of a planted law that need no images.
func figures(t *testing.T) map[string]figure.Figure {
	t.Helper()
	world := theory.Planted{E: 0.02, A: 0.9, B: 0.9, Alpha: 0.8, Noise: 0.005}
	var sizes []diversity.Size
	for _, total := range []int{512, 1024, 2048} {
		sizes = append(sizes, check(diversity.Spread(total, diversity.Limits{PerClass: 256}, 7))(t)...)
	}
	points := check(world.Measure(sizes, 4, 1))(t)
	control := check(world.Measure([]diversity.Size{{Classes: 1, PerClass: 2}}, 4, 2))(t)
	fit := check(theory.Fit(points, theory.Tied{}, theory.FitOptions{Replicates: 40}))(t)
	slope := check(theory.MeasureSlope(points, theory.MinimaOptions{Replicates: 40}))(t)
	prediction := check(fit.BestAt(65536, theory.BestOptions{}))(t)
	curve := []study.CurvePoint{{Step: 10, Loss: 2, Rate: 0.05}, {Step: 20, Loss: 1, Rate: 0.02}}
	return map[string]figure.Figure{
		"curves":         check(figure.Curves(points, figure.CurvesOptions{Fit: fit, Control: control}))(t),
		"curves, plain":  check(figure.Curves(points, figure.CurvesOptions{}))(t),
		"contour":        check(figure.Contour(points, figure.ContourOptions{Fit: fit}))(t),
		"contour, plain": check(figure.Contour(points, figure.ContourOptions{}))(t),
		"collapse":       check(figure.Collapse(points, fit))(t),
		"optimum":        check(figure.Optimum(slope, figure.OptimumOptions{Fit: fit}))(t),
		"regret":         check(figure.Regret(prediction))(t),
		"training curve": check(figure.TrainingCurve(curve))(t),
	}
}

func check[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func TestEveryFigureDrawsWithItsTextsApart(t *testing.T) {
	for name, f := range figures(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			picture := check(SVG(context.Background(), check(f.Option())(t), 0, 0))(t)
			texts := textsOf(t, picture)
			if len(texts) < 8 {
				t.Errorf("%d texts: ticks or names are missing", len(texts))
			}
			if !strings.Contains(picture, html.EscapeString(f.Title)) {
				t.Error("no title")
			}
			for i, a := range texts {
				if a.left < -1 || a.right > float64(f.Width)+1 || a.top < 0 {
					t.Errorf("text leaves the picture: %v", a)
				}
				for _, b := range texts[:i] {
					if a.covers(b) {
						t.Errorf("%v covers %v", a, b)
					}
				}
			}
		})
	}
}

// box is a horizontal text of a picture with the room that it takes.
type box struct {
	text                     string
	left, right, top, bottom float64
}

func (b box) String() string { return fmt.Sprintf("%q at %.0f, %.0f", b.text, b.left, b.top) }

// covers reports whether two texts overlap by more than the estimate of their widths may be off.
func (b box) covers(other box) bool {
	return math.Min(b.right, other.right)-math.Max(b.left, other.left) > 3 && math.Min(b.bottom, other.bottom)-math.Max(b.top, other.top) > 3
}

var (
	textElement = regexp.MustCompile(`<text ([^>]*)>([^<]+)</text>`)
	transform   = regexp.MustCompile(`translate\(([-\d.]+) ([-\d.]+)\)`)
	attribute   = regexp.MustCompile(`(?:^|\s)([xy])="([-\d.]+)"`)
	fontSize    = regexp.MustCompile(`font-size:([\d.]+)px`)
)

// textsOf finds the horizontal texts that ECharts drew.
func textsOf(t *testing.T, picture string) []box {
	t.Helper()
	var texts []box
	for _, match := range textElement.FindAllStringSubmatch(picture, -1) {
		attributes, text := match[1], html.UnescapeString(match[2])
		if strings.Contains(attributes, "matrix(") { // turned
			continue
		}
		place := map[string]float64{}
		for _, a := range attribute.FindAllStringSubmatch(attributes, -1) {
			place[a[1]] = number(t, a[2])
		}
		if m := transform.FindStringSubmatch(attributes); m != nil {
			place["x"] += number(t, m[1])
			place["y"] += number(t, m[2])
		}
		size := number(t, fontSize.FindStringSubmatch(attributes)[1])
		width := 0.85 * textWidth(text, size) // textWidth errs on the wide side
		left := place["x"]
		switch {
		case strings.Contains(attributes, `text-anchor="middle"`):
			left -= width / 2
		case strings.Contains(attributes, `text-anchor="end"`):
			left -= width
		}
		texts = append(texts, box{text, left, left + width, place["y"] - size/2, place["y"] + size/2})
	}
	return texts
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	return check(strconv.ParseFloat(text, 64))(t)
}
