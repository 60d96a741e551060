package render

import (
	"context"
	"fmt"
	"html"
	"maps"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tradeoff/diversity/figure"
	"tradeoff/kernel/internal/draw/render/rendertest"
)

func check[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// wholeForm skips what takes long, unless the integration step of CI asks for it.
func wholeForm(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("DIVERSITY_INTEGRATION") == "" {
		t.Skipf("set DIVERSITY_INTEGRATION=1 to draw %s", what)
	}
}

// notShort leaves out with -short what draws large or many pictures.
func notShort(t *testing.T, what string) {
	t.Helper()
	if testing.Short() {
		t.Skip("with -short there is no time to draw " + what)
	}
}

func TestFiguresDrawWithTheirTextsApart(t *testing.T) {
	every := 3
	if testing.Short() {
		every = 24
	}
	figuresDrawWithTheirTextsApart(t, every)
}

func TestIntegrationEveryFigureDrawsWithItsTextsApart(t *testing.T) {
	wholeForm(t, "every kind of figure")
	figuresDrawWithTheirTextsApart(t, 1)
}

// figuresDrawWithTheirTextsApart draws every so many-th kind of figure.
func figuresDrawWithTheirTextsApart(t *testing.T, every int) {
	t.Helper()
	figures := rendertest.Figures(t)
	t.Logf("one figure of %d: there are %d", every, len(figures))
	for i, name := range slices.Sorted(maps.Keys(figures)) {
		if i%every > 0 {
			continue
		}
		f := figures[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pictures := check(copies(t.Context(), check(f.Option())(t), newEngine))(t)
			checkCopies(t, f, pictures)
			picture := pictures.SVG
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
	return math.Min(b.right, other.right)-math.Max(b.left, other.left) > 3 &&
		math.Min(b.bottom, other.bottom)-math.Max(b.top, other.top) > 3
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

// ECharts rounds the places of lines across the picture unless told otherwise.
func TestMarksStandWhereTheyShould(t *testing.T) {
	line := []figure.LineSeries{{X: []float64{0, 0.1}, Y: []float64{0, 1}}}
	f := check(figure.Line(line, figure.LineOptions{Title: "Marks", Marks: []figure.Mark{figure.AtX(0.0487, "here")}}))(t)
	const left, right = 66, 28 // of the axes
	want := left + 0.487*(figure.DefaultWidth-left-right)
	for _, text := range textsOf(t, check(SVG(context.Background(), check(f.Option())(t), 0, 0))(t)) {
		if text.text == "here" {
			if center := (text.left + text.right) / 2; math.Abs(center-want) > 1 {
				t.Errorf("the mark is at %.1f, want %.1f", center, want)
			}
			return
		}
	}
	t.Error("no label")
}

// A picture that does not move shows the frame that the slider starts with, without buttons.
func TestStaticSliderShowsItsFirstFrame(t *testing.T) {
	var frames []figure.Frame
	for _, mark := range []string{"first frame", "second frame"} {
		line := []figure.LineSeries{{X: []float64{0, 1}, Y: []float64{0, 1}}}
		f := check(figure.Line(line, figure.LineOptions{Title: "Two", Caption: "About the " + mark + ".",
			Marks: []figure.Mark{figure.AtX(0.5, mark)}}))(t)
		frames = append(frames, figure.Frame{Label: "the " + mark, Figure: f})
	}
	f := check(figure.Slider(frames, figure.SliderOptions{Name: "shown", Start: 1, Play: true}))(t)
	picture := check(SVG(context.Background(), check(f.Option())(t), 0, 0))(t)
	for _, want := range []string{">second frame<", ">shown: the second frame<", ">About the second frame.<",
		">the first frame<"} {
		if !strings.Contains(picture, want) {
			t.Errorf("the picture lacks %s", want)
		}
	}
	if strings.Contains(picture, ">first frame<") {
		t.Error("the picture shows another frame")
	}
}
