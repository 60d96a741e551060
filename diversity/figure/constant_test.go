package figure

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/theory/backtest"
)

// An axis over values that are all the same has room around them and ends at numbers that can be read; no zero has a
// sign.
func TestConstantValuesHaveReadableAxes(t *testing.T) {
	for name, f := range constantFigures(t) {
		text, err := f.Option()
		must(t, err)
		if strings.Contains(string(text), "-0,") || strings.Contains(string(text), "-0]") || strings.Contains(f.Text(), "-0.0 ") {
			t.Errorf("%s: a zero has a sign\n%s\n%s", name, text, f.Text())
		}
		var option struct {
			XAxis, YAxis []struct {
				Name     string
				Type     string
				Min, Max *float64
			}
		}
		must(t, json.Unmarshal(text, &option))
		for _, a := range slices.Concat(option.XAxis, option.YAxis) {
			if a.Min == nil || a.Type == "category" {
				continue
			}
			long := max(len(fmt.Sprint(*a.Min)), len(fmt.Sprint(*a.Max))) > 8
			if !(*a.Max > *a.Min) || *a.Min != 0 && math.Abs(*a.Min) < 1e-6 || long {
				t.Errorf("%s: axis %q from %v to %v", name, a.Name, *a.Min, *a.Max)
			}
			if strings.Contains(a.Name, "error (%)") && (*a.Min < 0 || *a.Max > 100) {
				t.Errorf("%s: errors from %v to %v", name, *a.Min, *a.Max)
			}
		}
	}
}

func constantFigures(t *testing.T) map[string]Figure {
	t.Helper()
	zero, negative := make([]float64, 3), []float64{math.Copysign(0, -1), math.Copysign(0, -1), 0}
	figures := map[string]Figure{}
	for name, y := range map[string][]float64{"zeros": zero, "negative zeros": negative, "a third": {1. / 3, 1. / 3, 1. / 3},
		"last digits": {0.1 + 0.2, 0.3, 0.3}, "minus seven": {-7, -7, -7}} {
		figures["line of "+name] = figureOf(Line([]LineSeries{{X: []float64{1, 2, 3}, Y: y, Low: y, High: y}}, LineOptions{}))(t)
		figures["points of "+name] = figureOf(Line([]LineSeries{{X: y, Y: y, Scatter: true}}, LineOptions{}))(t)
		figures["point of "+name] = figureOf(Line([]LineSeries{{X: y[:1], Y: y[:1]}}, LineOptions{}))(t)
		figures["slider of "+name] = figureOf(Slider([]Frame{{"a", figures["line of "+name]}, {"b", figures["point of "+name]}}, SliderOptions{}))(t)
	}
	for _, share := range []float64{0, math.Copysign(0, -1), 0.2, 0.996, 1} {
		for sizes, points := range map[string][]diversity.Measurement{"all": constant(measured(t), share), "one": constant(measured(t)[:1], share)} {
			name := fmt.Sprintf("%s of %v", sizes, share)
			figures["curves, "+name] = figureOf(Curves(points, CurvesOptions{}))(t)
			figures["compare, "+name] = figureOf(Compare([]Group{{"a", points}, {"b", points}}))(t)
			figures["contour, "+name] = figureOf(Contour(points, ContourOptions{}))(t)
			figures["collapse, "+name] = figureOf(Collapse(points, fitted(t, measured(t), laws.Tied{})))(t)
		}
	}
	none := backtest.RuleTable{Target: 64, Rows: []backtest.RuleScore{{Name: "a", Size: diversity.Size{Classes: 8, PerClass: 8},
		Regret: estimate.Estimate{Interval: estimate.Interval{Level: 0.95}}, Loss: negative}}}
	figures["rules"] = figureOf(Rules(none))(t)
	figures["training"] = figureOf(TrainingCurve([]recipe.CurvePoint{{Step: 1}, {Step: 2}}))(t)
	return figures
}

func constant(points []diversity.Measurement, share float64) []diversity.Measurement {
	out := slices.Clone(points)
	for i := range out {
		out[i].Error = share
	}
	return out
}

// figureOf fails a test in which a figure cannot be made.
func figureOf(f Figure, err error) func(t *testing.T) Figure {
	return func(t *testing.T) Figure {
		t.Helper()
		must(t, err)
		return f
	}
}
