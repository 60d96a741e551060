package figure

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

func curves(t *testing.T) Figure {
	t.Helper()
	f, err := Curves(measured(t), CurvesOptions{})
	must(t, err)
	return f
}

func TestFigureIsImmutableAndDeterministic(t *testing.T) {
	f := curves(t)
	before, err := f.Option()
	must(t, err)
	changed := f.WithTitle("Other").WithCaption("Other caption.").WithSize(600, 300)
	p := parse(t, changed)
	if p.Title.Text != "Other" || p.Figure.Width != 600 || p.Figure.Height != 300 || p.Figure.Caption != "Other caption." {
		t.Errorf("not changed: %+v", p.Figure)
	}
	after, err := f.Option()
	must(t, err)
	if string(before) != string(after) {
		t.Error("the first figure changed with its copy")
	}
	again, err := curves(t).Option()
	must(t, err)
	if string(before) != string(again) {
		t.Error("the same points gave two options")
	}
}

func TestFigureText(t *testing.T) {
	f := curves(t)
	for _, want := range []string{f.Title, f.Caption, "95% interval", "<- best"} {
		if !strings.Contains(f.Text(), want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	if f.String() != f.Title {
		t.Errorf("String is %q", f)
	}
}

func TestFigureValidate(t *testing.T) {
	if _, err := (Figure{Title: "made by hand"}).Option(); !errors.Is(err, ErrEmpty) {
		t.Errorf("zero figure: %v", err)
	}
	for _, f := range []Figure{curves(t).WithSize(99, 400), curves(t).WithSize(400, 10001), curves(t).WithSize(-1, 400)} {
		if _, err := f.Option(); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("size %d x %d: %v", f.Width, f.Height, err)
		}
	}
}

func TestNothingToShow(t *testing.T) {
	fit := fitted(t, measured(t), laws.Tied{})
	for name, err := range map[string]error{
		"Curves":        second(Curves(nil, CurvesOptions{})),
		"Contour":       second(Contour(nil, ContourOptions{})),
		"Collapse":      second(Collapse(nil, fit)),
		"Optimum":       second(Optimum(theory.Slope{}, OptimumOptions{})),
		"TrainingCurve": second(TrainingCurve(nil)),
	} {
		if !errors.Is(err, ErrEmpty) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ Figure, err error) error { return err }

func TestPointsOfSeveralTasksAreAnError(t *testing.T) {
	points := measured(t)
	points[3].Task = "another"
	if _, err := Curves(points, CurvesOptions{}); !errors.Is(err, diversity.ErrMixed) {
		t.Errorf("got %v", err)
	}
	control := []diversity.Measurement{{Task: "a", Error: 0.5}, {Task: "b", Error: 0.5}}
	if _, err := Curves(measured(t), CurvesOptions{Control: control}); !errors.Is(err, diversity.ErrMixed) {
		t.Errorf("control: got %v", err)
	}
}

func TestFromChart(t *testing.T) {
	bar := charts.NewBar()
	bar.SetGlobalOptions(charts.WithTitleOpts(opts.Title{Title: "Wrong per task"}))
	bar.SetXAxis([]string{"a", "b"}).AddSeries("wrong", []opts.BarData{{Value: 3}, {Value: 5}})
	f, err := FromChart(bar, "Two tasks.")
	must(t, err)
	p := parse(t, f)
	if p.Title.Text != "Wrong per task" || len(p.of("bar", "wrong")) != 1 || p.Figure.Caption != "Two tasks." {
		t.Errorf("got %+v", p)
	}
	bar.SetGlobalOptions(charts.WithTooltipOpts(opts.Tooltip{Formatter: opts.FuncOpts("function (p) { return p.name }")}))
	if _, err := FromChart(bar, ""); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("a JavaScript function: %v", err)
	}
	if _, err := FromChart((*charts.Bar)(nil), ""); err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("nil chart: %v", err)
	}
}

// Whoever draws a figure on black finds the colours to use in it.
func TestFiguresCarryTheirDarkColours(t *testing.T) {
	option, err := curves(t).Option()
	must(t, err)
	var about struct {
		Figure struct{ Dark map[string]string }
	}
	must(t, json.Unmarshal(option, &about))
	if about.Figure.Dark["#0072B2"] != "#2F8FD0" || len(about.Figure.Dark) != 14 { // of marks, of names, of guides, and the ground
		t.Errorf("got %v", about.Figure.Dark)
	}
}
