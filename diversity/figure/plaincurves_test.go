package figure

import (
	"encoding/xml"
	"fmt"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
)

// meansOf are two budgets of three sizes each: the error of N = 64 is 40, 20 and 30%, that of N = 256 20, 10 and 15%.
func meansOf(t *testing.T) []estimate.SizeSummary {
	t.Helper()
	var points []diversity.Measurement
	for i, errors := range [][]float64{{0.4, 0.2, 0.3}, {0.2, 0.1, 0.15}} {
		for j, e := range errors {
			n := []int{64, 256}[i]
			size := diversity.Size{Classes: 2 << (2 * j), PerClass: n / (2 << (2 * j))}
			for repeat, noise := range []float64{-0.01, 0.01} {
				points = append(points, diversity.Measurement{Size: size, Repeat: repeat, Run: fmt.Sprint(size, repeat),
					Error: e + noise})
			}
		}
	}
	means, err := estimate.Summary(points)
	must(t, err)
	return means
}

// TestTextCurves: K = 2 is at the left end, 8 in the middle, 32 at the right; 40% on top, 10% at the bottom.
func TestTextCurves(t *testing.T) {
	picture, legend := TextCurves(meansOf(t), 60, estimate.Scale{})
	lines := strings.Split(picture, "\n")
	width := min(60-9-6, 72)
	if len(lines) != 15 || lines[0] != "  40.0% |a" || lines[11] != "  10.0% |"+strings.Repeat(" ", width/2)+"B" {
		t.Errorf("\n%s", picture)
	}
	if !strings.Contains(lines[7], "A") || !strings.HasSuffix(lines[4], "a") || !strings.HasSuffix(lines[13], "32") {
		t.Errorf("\n%s", picture)
	}
	if legend != "error against K; a N = 64, b N = 256; a capital is the best size" {
		t.Error(legend)
	}
	for _, width := range []int{-5, 0, 1, 40, 10000} {
		picture, _ := TextCurves(meansOf(t), width, estimate.Scale{})
		for _, line := range strings.Split(picture, "\n") {
			if len(line) > max(width, 30) {
				t.Errorf("width %d: a line of %d: %q", width, len(line), line)
			}
		}
	}
	if picture, legend := TextCurves(nil, 60, estimate.Scale{}); picture != "" || legend != "" {
		t.Errorf("no means: %q %q", picture, legend)
	}
}

// drawing is what an SVG holds.
type drawing struct {
	Links []struct {
		To      string `xml:"href,attr"`
		Title   string `xml:"title"`
		Circles []struct {
			X float64 `xml:"cx,attr"`
			Y float64 `xml:"cy,attr"`
			R float64 `xml:"r,attr"`
		} `xml:"circle"`
	} `xml:"g>a"`
	Width  int `xml:"width,attr"`
	Height int `xml:"height,attr"`
}

func TestSVGCurvesPutPointsWhereTheyBelong(t *testing.T) {
	for _, width := range []int{240, 640} {
		svg := SVGCurves(meansOf(t), width, estimate.Scale{}, func(s diversity.Size) string {
			return fmt.Sprintf(`#"<%d`, s.Classes)
		})
		var d drawing
		must(t, xml.Unmarshal([]byte(svg), &d))
		var x, y []float64
		rings := 0
		for _, link := range d.Links {
			point := link.Circles[0]
			x, y = append(x, point.X), append(y, point.Y)
			if point.R != 3.5 || point.X < 0 || point.X > float64(width) || point.Y < 0 || point.Y > float64(d.Height) {
				t.Errorf("a point %+v of %dx%d", point, d.Width, d.Height)
			}
			if len(link.Circles) == 2 && link.Circles[1].R == 7.5 && link.Circles[1].X == point.X {
				rings++
			}
		}
		if len(x) != 6 || rings != 2 || d.Width != width {
			t.Fatalf("%d points, %d rings, %d wide", len(x), rings, d.Width)
		}
		near(t, "K = 8 between 2 and 32", x[1], (x[0]+x[2])/2, 0.11)
		near(t, "20% at both budgets", y[1], y[3], 0.11)
		near(t, "steps of ten points", y[2]-y[0], (y[4]-y[0])/3, 0.2)
		if link := d.Links[1]; link.To != `#"<8` || !strings.HasPrefix(link.Title, "N = 64, K=8 n=8: 20.0 [") ||
			!strings.HasSuffix(link.Title, "%, 2 runs") {
			t.Errorf("%+v", link)
		}
	}
	means := meansOf(t)
	means[0].Error.Value = math.NaN()
	if svg := SVGCurves(means, 0, estimate.Scale{}, nil); strings.Contains(svg, "NaN") || strings.Count(svg, `r="3.5"`) != 5 || strings.Contains(svg, "<a ") {
		t.Errorf("%s", svg)
	}
	if svg := SVGCurves(nil, 640, estimate.Scale{}, nil); svg != "" {
		t.Error(svg)
	}
}

// TestSVGCurvesOfManyBudgets has a legend of three rows at most, and dashes where colours are used again.
func TestSVGCurvesOfManyBudgets(t *testing.T) {
	var means []estimate.SizeSummary
	for i := range 60 {
		means = append(means, estimate.SizeSummary{Size: diversity.Size{Classes: 2, PerClass: 8 + i}, Runs: 1,
			Error: estimate.Estimate{Value: 0.3}})
	}
	svg := SVGCurves(means, 350, estimate.Scale{}, nil)
	if !strings.Contains(svg, "more</text>") || strings.Count(svg, "stroke-dasharray") != 54 {
		t.Errorf("%s", svg)
	}
}
