package inference

import (
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/design"
)

// straight is a profile whose T is 10 (value - 1), so that the interval of |T| <= c is 1 +- c/10.
func straight() theory.Profile {
	p := theory.Profile{Quantity: "a", DegreesOfFreedom: 10}
	p.Estimate = estimate.Estimate{Value: 1, Interval: estimate.Interval{Level: 0.95}}
	c := p.CutOff()
	p.Interval.Low, p.Interval.High = 1-c/10, 1+c/10
	for _, value := range []float64{0.2, 1, 1.8} {
		p.Curve = append(p.Curve, theory.ProfilePoint{Value: value, T: 10 * (value - 1)})
	}
	return p
}

// The curve is shown until 1.3 times the cut-off, which is the quantile of Student's t with 10 degrees of freedom.
func TestProfileShows(t *testing.T) {
	p := straight()
	c := profileChart{profile: p, cutOff: p.CutOff()}
	if math.Abs(c.cutOff-2.2281) > 1e-3 {
		t.Errorf("the cut-off is %.4f, want 2.2281", c.cutOff)
	}
	c.places = c.shown()
	low, high := c.places[0], c.places[len(c.places)-1]
	if want := 0.13 * c.cutOff; math.Abs(low.Value-(1-want)) > 1e-9 || math.Abs(high.Value-(1+want)) > 1e-9 {
		t.Errorf("shown from %v to %v, want 1 -+ %v", low, high, want)
	}
	for _, at := range c.places {
		if math.Abs(at.T-10*(at.Value-1)) > 1e-9 {
			t.Errorf("%+v is not on the line", at)
		}
	}
	if !c.shows(p.Interval.Low) || !c.shows(p.Interval.High) || c.shows(0.2) {
		t.Error("the ends of the interval are shown, and what is far beyond them is not")
	}
}

func TestProfileWithoutACurve(t *testing.T) {
	p := straight()
	p.Curve = nil
	if _, err := Profile(p); !errors.Is(err, chart.ErrEmpty) {
		t.Error(err)
	}
	parts, err := Profile(straight())
	if err != nil || !strings.Contains(parts.Table, "4.965") { // 2.2281 squared
		t.Errorf("%v: %s", err, parts.Table)
	}
}

// Each set of budgets is a line over the repeats that were tried.
func TestPowerLines(t *testing.T) {
	cell := func(repeats int, power float64, budgets ...int) design.PowerCell {
		return design.PowerCell{Budgets: budgets, Repeats: repeats, Power: estimate.Estimate{Value: power}}
	}
	curve := design.PowerCurve{Cells: []design.PowerCell{cell(2, 0.25, 64, 256), cell(8, 0.5, 64, 256),
		cell(2, 0.75, 64, 1024)}}
	lines := powerLines(curve)
	if len(lines) != 2 || lines[0].Y[1] != 50 || lines[0].X[1] != 8 || lines[0].Scatter || !lines[1].Scatter ||
		lines[1].Y[0] != 75 || lines[0].Name == lines[1].Name {
		t.Errorf("%+v", lines)
	}
	if tried := repeatsTried(curve); len(tried) != 2 || tried[0] != 2 || tried[1] != 8 {
		t.Errorf("repeats %v, want 2 and 8", tried)
	}
}
