package figure

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/wording"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// Without noise every size lies on the curve, whatever its budget.
func TestCollapseOfAPlantedLaw(t *testing.T) {
	exact := worlds.Planted{E: world.E, A: world.A, B: world.B, Alpha: world.Alpha}
	var sizes []diversity.Size
	for _, point := range measured(t) {
		if point.Repeat == 0 {
			sizes = append(sizes, point.Size)
		}
	}
	points, err := exact.Measure(sizes, 1, 1)
	must(t, err)
	f, err := Collapse(points, fitted(t, points, laws.Tied{Exponent: world.Alpha}))
	must(t, err)
	p := parse(t, f)
	checkLogAxis(t, p.XAxis[0])
	for _, name := range []string{"N = 512", "N = 1,024", "N = 2,048"} {
		for _, at := range p.of("scatter", name)[0].numbers() {
			near(t, name+": scaled excess", at[1], math.Cosh(world.Alpha/2*math.Log(at[5])), 2e-3)
			near(t, name+": x/x*", at[5], at[2]/at[3]/4, at[5]*2e-2) // the best ratio is 4
		}
	}
	for _, at := range p.of("line", "tied law")[0].numbers() {
		near(t, "curve", at[1], math.Cosh(world.Alpha/2*math.Log(at[0])), 1e-3*at[1])
	}
}

func TestCollapseNeedsATiedLaw(t *testing.T) {
	points := measured(t)
	without := fitted(t, points, laws.Tied{})
	without.Parameters[1].Value = 0
	for name, fit := range map[string]*theory.LawFit{"none": nil, "untied": fitted(t, points, laws.Untied{}),
		"A = 0": without} {
		if _, err := Collapse(points, fit); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOptimum(t *testing.T) {
	points := measured(t)
	slope, err := theory.MeasureSlope(points, theory.MinimaOptions{BootstrapSamples: 40})
	must(t, err)
	slope.Minima[0].Interior = false
	slope.Minima[1].Classes.Interval = estimate.Interval{Low: 0, High: math.Inf(1), Level: 0.95}
	f, err := Optimum(slope, OptimumOptions{Fit: fitted(t, points, laws.Tied{})})
	must(t, err)
	p := parse(t, f)
	checkLogAxis(t, p.XAxis[0])
	checkLogAxis(t, p.YAxis[0])
	checkSlope(t, p, "slope 1/2 (invariant ratio)", 0.5)
	checkSlope(t, p, "line through them, slope "+wording.Short(slope.Value), slope.Value)
	bars := p.of("line", "measured best K")[0].numbers()
	near(t, "unbounded low end", bars[3][1], p.YAxis[0].Min, 1e-9)
	near(t, "unbounded high end", bars[4][1], p.YAxis[0].Max, 1e-9)
	first := p.of("scatter", "measured best K")[0].Data[0].(map[string]any)
	if style, _ := first["itemStyle"].(map[string]any); style["color"] != "#fefefe" || style["borderWidth"] != 2. {
		t.Error("a minimum that is not interior should be hollow")
	}
	if law := p.of("line", "tied law"); len(law) != 1 || len(law[0].Data) < 10 {
		t.Error("no line of the law")
	}
}

func checkSlope(t *testing.T, p parsed, name string, want float64) {
	t.Helper()
	lines := p.of("line", name)
	if len(lines) != 1 {
		t.Fatalf("%d lines %q", len(lines), name)
	}
	ends := lines[0].numbers()
	near(t, name, math.Log(ends[1][1]/ends[0][1])/math.Log(ends[1][0]/ends[0][0]), want, 1e-3)
}

func TestRegret(t *testing.T) {
	fit := fitted(t, measured(t), laws.Tied{})
	prediction, err := fit.BestAt(65536, theory.BestOptions{})
	must(t, err)
	f, err := Regret(prediction)
	must(t, err)
	p := parse(t, f)
	bars := p.of("bar", "expected regret")[0].numbers()
	if len(bars) != 1+len(prediction.Baselines) || len(p.YAxis[0].Data) != len(bars) {
		t.Fatalf("%d bars, %d names", len(bars), len(p.YAxis[0].Data))
	}
	near(t, "regret of the prediction", bars[0][0], 100*prediction.Regret.Value, 1e-3)
	whiskers := p.of("line", "interval")[0].numbers()
	for i, baseline := range prediction.Baselines {
		near(t, baseline.Name, bars[i+1][0], 100*baseline.Regret.Value, 1e-3)
		near(t, baseline.Name+" low", whiskers[3*i+3][0], 100*baseline.Regret.Interval.Low, 1e-3)
		near(t, baseline.Name+" high", whiskers[3*i+4][0], 100*baseline.Regret.Interval.High, 1e-3)
		near(t, baseline.Name+" row", whiskers[3*i+3][1], float64(i+1), 0)
	}
	if _, err := Regret(theory.Prediction{}); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "BestAt") {
		t.Errorf("no prediction: %v", err)
	}
}
