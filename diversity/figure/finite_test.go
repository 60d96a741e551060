package figure

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/theory/design"
)

// broken are measurements of which some have no finite error: one repeat of a size, and all of another.
func broken(t *testing.T) []diversity.Measurement {
	t.Helper()
	points := measured(t)
	first, whole := points[0].Size, diversity.Size{}
	for _, m := range points {
		if m.Size.Total() == 1024 && m.Size.Classes > 8 {
			whole = m.Size
			break
		}
	}
	points[0].Error = math.NaN()
	for i := range points {
		if points[i].Size == whole {
			points[i].Error = math.Inf(1)
		}
	}
	if whole == first || whole == (diversity.Size{}) {
		t.Fatal("no second size")
	}
	return points
}

// Every constructor gets a number that is not finite, wherever it takes numbers: a figure with a note, in JSON, and no
// error.
func TestWhatIsNotFiniteLeavesAGap(t *testing.T) {
	points, clean, nan := broken(t), measured(t), math.NaN()
	fit := fitted(t, clean, laws.Tied{})
	const note = "Left out: 5 measurements without a finite error."
	for name, c := range map[string]struct {
		make func() (Figure, error)
		note string // in the caption
	}{
		"Curves": {func() (Figure, error) { return Curves(points, CurvesOptions{Fit: fit}) }, note},
		"Curves, control": {func() (Figure, error) {
			return Curves(clean, CurvesOptions{Control: []diversity.Measurement{{Error: nan}, {Error: 0.5}}})
		}, "Left out: 1 measurement without"},
		"Compare":  {func() (Figure, error) { return Compare([]Group{{"a", points}, {"b", clean}}) }, note},
		"Contour":  {func() (Figure, error) { return Contour(points, ContourOptions{Fit: fit}) }, note},
		"Collapse": {func() (Figure, error) { return Collapse(points, fit) }, note},
		"Optimum": {func() (Figure, error) {
			slope, err := theory.MeasureSlope(clean, theory.MinimaOptions{BootstrapSamples: 20})
			must(t, err)
			slope.Minima[1].Classes.Value = nan
			slope.Minima[0].Classes.Interval.Low = nan
			return Optimum(slope, OptimumOptions{})
		}, "Left out: 1 budget without a finite minimum."},
		"Predicted": {func() (Figure, error) {
			p, err := fit.BestAt(1024, theory.BestOptions{})
			must(t, err)
			p.Error.Interval.High, p.Baselines[0].Error, p.Baselines[1].Regret.Value = nan, nan, nan
			return Predicted(p, points)
		}, "Left out: 4 measurements without a finite error."},
		"Regret": {func() (Figure, error) {
			p, err := fit.BestAt(1024, theory.BestOptions{})
			must(t, err)
			p.Regret.Value, p.Baselines[0].Regret.Interval.High, p.Baselines[1].Error = nan, math.Inf(1), nan
			return Regret(p)
		}, ""},
		"Rules": {func() (Figure, error) {
			table, err := backtest.Run(context.Background(), clean, backtest.Options{Samples: 100})
			must(t, err)
			table.Rows[0].Regret.Value, table.Rows[1].Loss[0] = nan, math.Inf(-1)
			return Rules(table)
		}, ""},
		"Cloud": {func() (Figure, error) {
			return Cloud(fitted(t, clean, laws.Untied{}), theory.ParameterOf("a"), theory.ParameterOf("b"))
		}, ""},
		"Profile": {func() (Figure, error) {
			p, err := fit.Profile(theory.ParameterOf("a"), theory.ProfileOptions{})
			must(t, err)
			p.Curve[1].T = nan
			return Profile(p)
		}, ""},
		"Power": {func() (Figure, error) {
			cell := design.PowerCell{Budgets: []int{512, 1024}, Repeats: 3, Power: estimate.Estimate{Value: 0.5}}
			missing := cell
			missing.Repeats, missing.Power.Value = 5, nan
			return Power(design.PowerCurve{Level: 0.95, Cells: []design.PowerCell{cell, missing}})
		}, "Left out: 1 design without a finite power."},
		"TrainingCurve": {func() (Figure, error) {
			return TrainingCurve([]recipe.CurvePoint{{Step: 1, Loss: 2}, {Step: 2, Loss: nan, Rate: 0.1},
				{Step: 3, Loss: math.Inf(1), Accuracy: nan}})
		}, "Left out: 2 points without a finite loss."},
		"Learning": {func() (Figure, error) {
			results := learningResults()
			results[0].Curve = slices.Clone(results[0].Curve)
			results[0].Curve[1].Loss = nan
			return Learning(results, LearningOptions{})
		}, "1 run diverged"},
		"Line": {func() (Figure, error) {
			s := wave()
			s.Y[2], s.X[3] = nan, math.Inf(1)
			return Line([]LineSeries{s}, LineOptions{})
		}, "Left out: 2 points without a finite value."},
		"FromChart": {func() (Figure, error) {
			chart := charts.NewScatter()
			chart.AddSeries("s", []opts.ScatterData{{Value: nan}, {Value: []float64{1, math.Inf(1)}}, {Value: []any{2.0, 3.0}}})
			return FromChart(chart, "A chart.")
		}, "A chart. Left out: 2 points without a finite value."},
		"Slider": {func() (Figure, error) {
			one, err := Curves(points, CurvesOptions{})
			must(t, err)
			return Slider([]Frame{{"a", one}, {"b", curves(t)}}, SliderOptions{})
		}, note},
	} {
		f, err := c.make()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		option, err := f.Option()
		if err != nil || !json.Valid(option) {
			t.Errorf("%s: %v", name, err)
		}
		if !strings.Contains(f.Caption, c.note) {
			t.Errorf("%s: the caption lacks %q: %s", name, c.note, f.Caption)
		}
	}
}

// A line is broken where a size has no finite error, and goes through where only one of its repeats has none.
func TestALineIsBrokenAtASizeWithoutAnError(t *testing.T) {
	f, err := Curves(broken(t), CurvesOptions{})
	must(t, err)
	for name, gaps := range map[string]int{"N = 512": 0, "N = 1,024": 1, "N = 2,048": 0} {
		found := 0
		for _, at := range parse(t, f).of("line", name)[0].numbers() {
			if at == nil {
				found++
			}
		}
		if found != gaps {
			t.Errorf("%s: %d gaps, want %d", name, found, gaps)
		}
	}
}

func TestNothingFiniteIsAnErrorThatSaysSo(t *testing.T) {
	points := measured(t)
	for i := range points {
		points[i].Error = math.NaN()
	}
	if _, err := Curves(points, CurvesOptions{}); !errors.Is(err, ErrEmpty) ||
		!strings.Contains(err.Error(), "none of 84 measurements has a finite error") {
		t.Errorf("got %v", err)
	}
	if _, err := TrainingCurve([]recipe.CurvePoint{{Loss: math.NaN()}}); !errors.Is(err, ErrEmpty) {
		t.Errorf("got %v", err)
	}
	points[0].Error = 1.5
	if _, err := Curves(points, CurvesOptions{}); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("an error above 1: %v", err)
	}
}

// A chart is its maker's, and stays as it was.
func TestFromChartGivesTheChartBack(t *testing.T) {
	data := []opts.LineData{{Value: math.NaN()}, {Value: 2}}
	chart := charts.NewLine()
	chart.AddSeries("s", data)
	_, err := FromChart(chart, "")
	must(t, err)
	if value, ok := data[0].Value.(float64); !ok || !math.IsNaN(value) || data[1].Value != 2 {
		t.Errorf("changed to %v", data)
	}
}
