package figure

import (
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/laws"
)

func TestCurvesAxes(t *testing.T) {
	p := parse(t, curves(t))
	checkLogAxis(t, p.XAxis[0])
	if p.YAxis[0].Name != "downstream error (%)" {
		t.Errorf("y axis %q", p.YAxis[0].Name)
	}
	if len(p.Legend.Data) != 3 || p.Legend.Data[1].Name != "N = 1,024" {
		t.Errorf("legend %v", p.Legend.Data)
	}
}

func TestCurvesShowMeansIntervalsAndMinimum(t *testing.T) {
	points := measured(t)
	summaries, err := estimate.Summary(points)
	must(t, err)
	p := parse(t, curves(t))
	first := p.of("line", "N = 512")
	if len(first) != 2 {
		t.Fatalf("%d lines of the first budget, want means and bars", len(first))
	}
	means, bars := first[0].numbers(), first[1].numbers()
	lowest, best := math.Inf(1), 0
	for i, mean := range means {
		s := summaries[i]
		near(t, "mean", mean[1], 100*s.Error.Value, 1e-3)
		near(t, "K in the tooltip", mean[2], float64(s.Size.Classes), 0)
		near(t, "ln K on the axis", math.Log(mean[0]), math.Log(float64(s.Size.Classes)), 0.07)
		near(t, "low end", bars[3*i][1], 100*s.Error.Interval.Low, 1e-3)
		near(t, "high end", bars[3*i+1][1], 100*s.Error.Interval.High, 1e-3)
		near(t, "place of the bar", bars[3*i][0], mean[0], 0)
		if bars[3*i][0] != bars[3*i+1][0] || len(bars[3*i+2]) != 0 {
			t.Errorf("bar %d is not upright or is joined to the next: %v", i, bars[3*i:3*i+3])
		}
		if s.Error.Value < lowest {
			lowest, best = s.Error.Value, i
		}
	}
	ring := p.of("scatter", "N = 512")
	if len(ring) != 1 {
		t.Fatalf("%d rings", len(ring))
	}
	near(t, "ring x", ring[0].numbers()[0][0], means[best][0], 0)
	near(t, "ring y", ring[0].numbers()[0][1], means[best][1], 0)
}

// An interval of an error rate ends at 0, also where Student's t would go below.
func TestCurvesIntervalsEndAtZero(t *testing.T) {
	size := diversity.Size{Classes: 4, PerClass: 8}
	points := []diversity.Measurement{{Size: size, Run: "a", Error: 0}, {Size: size, Run: "b", Repeat: 1, Error: 0.02}}
	control := []diversity.Measurement{{Run: "c", Error: 0.01}, {Run: "d", Repeat: 1, Error: 0.03}}
	f, err := Curves(points, CurvesOptions{Control: control})
	must(t, err)
	p := parse(t, f)
	half := 100 * 0.01 * 12.7062 // standard error times Student's t with 1 degree of freedom
	bars := p.of("line", "N = 32")[1].numbers()
	near(t, "low", bars[0][1], 0, 1e-9)
	near(t, "high", bars[1][1], 1+half, 1e-2)
	lines := p.of("line", "random weights")
	if len(lines) != 2 || lines[1].AreaStyle == nil {
		t.Fatalf("control: %d lines", len(lines))
	}
	near(t, "control", lines[0].numbers()[0][1], 2, 1e-9)
	near(t, "upper edge of the band", lines[1].numbers()[0][1], 2+half, 1e-2)
	near(t, "lower edge of the band", lines[1].AreaStyle.Origin.(float64), 0, 1e-9)
}

func TestCurvesFitAndSingleRuns(t *testing.T) {
	points := measured(t)
	fit := fitted(t, points, laws.Tied{})
	f, err := Curves(points, CurvesOptions{Fit: fit})
	must(t, err)
	lines := parse(t, f).of("line", "N = 2,048")
	dashed := lines[len(lines)-1]
	if dashed.LineStyle.Type != "dashed" || len(dashed.Data) < 50 {
		t.Fatalf("no dashed curve: %+v", dashed.LineStyle)
	}
	for _, at := range dashed.numbers() {
		near(t, "fitted error", at[1], 100*fit.FittedError(at[0], 2048/at[0]), 0.02)
	}
	single, err := world.Measure([]diversity.Size{{Classes: 4, PerClass: 8}, {Classes: 8, PerClass: 4}}, 1, 1)
	must(t, err)
	f, err = Curves(single, CurvesOptions{})
	must(t, err)
	if lines := parse(t, f).of("line", "N = 32"); len(lines) != 1 {
		t.Errorf("%d lines: single runs have no intervals", len(lines))
	}
}
