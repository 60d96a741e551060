package figure

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

func TestContourOfAFit(t *testing.T) {
	points := measured(t)
	fit := fitted(t, points, laws.Tied{})
	f, err := Contour(points, ContourOptions{Fit: fit})
	must(t, err)
	p := parse(t, f)
	checkLogAxis(t, p.XAxis[0])
	checkLogAxis(t, p.YAxis[0])
	checkDiagonals(t, p)
	checkRidge(t, p, fit)
	checkGround(t, p, fit)
	if at := p.Visual.SeriesIndex; len(at) != 1 || p.Series[at[0]].Name != "measured mean" ||
		len(p.Series[at[0]].Data) != 21 {
		t.Errorf("the colour scale should be that of the 21 measured sizes, is of series %v", at)
	}
	low, high := p.scale(t)
	for _, point := range p.of("scatter", "measured mean")[0].numbers() {
		if point[2] < low || point[2] > high {
			t.Errorf("error %v outside the scale %v to %v", point[2], low, high)
		}
		near(t, "N", point[0]*point[1], point[3], 0)
	}
}

func checkDiagonals(t *testing.T, p parsed) {
	t.Helper()
	ends := p.of("line", "equal budget N")[0].numbers()
	totals := []float64{512, 1024, 2048}
	if len(ends) != 3*len(totals) {
		t.Fatalf("%d points of diagonals", len(ends))
	}
	for i, total := range totals {
		for _, end := range ends[3*i : 3*i+2] {
			near(t, "K n on a diagonal", end[0]*end[1], total, total*1e-3)
			if end[0] < p.XAxis[0].Min*0.999 || end[0] > p.XAxis[0].Max*1.001 || end[1] < p.YAxis[0].Min*0.999 ||
				end[1] > p.YAxis[0].Max*1.001 {
				t.Errorf("diagonal of %v leaves the axes at %v", total, end)
			}
		}
	}
}

func checkRidge(t *testing.T, p parsed, fit *theory.LawFit) {
	t.Helper()
	lines := p.of("line", "best size by the law")
	if len(lines) != 2 || lines[0].LineStyle.Type == "dashed" || lines[1].LineStyle.Type != "dashed" {
		t.Fatalf("want the ridge solid where budgets were measured and dashed beyond: %+v", lines)
	}
	for i, line := range lines {
		points := 0
		for _, at := range line.numbers() {
			if at == nil { // a gap
				continue
			}
			points++
			near(t, "K* / K on the ridge", fit.BestClasses(at[0]*at[1])/at[0], 1, 1e-3)
			const step = 1.15 // to the next point, which joins the parts
			if total := at[0] * at[1]; i == 0 && (total < 512/step || total > 2048*step) || i == 1 && total > 512*step &&
				total < 2048/step {
				t.Errorf("part %d of the ridge has N = %v", i, total)
			}
		}
		if points < 10 {
			t.Errorf("%d points of part %d of the ridge", points, i)
		}
	}
}

// On the edge of each area that lies within the axes the fitted error is the same.
func checkGround(t *testing.T, p parsed, fit *theory.LawFit) {
	t.Helper()
	levels := 0
	for _, s := range p.Series {
		if s.AreaStyle == nil || s.Color == "#a6a6a6" {
			continue
		}
		if s.AreaStyle.Origin != "start" {
			t.Fatalf("area fills to %v", s.AreaStyle.Origin)
		}
		low, high := math.Inf(1), math.Inf(-1)
		for _, at := range s.numbers() {
			if within(at[0], p.XAxis[0]) && within(at[1], p.YAxis[0]) {
				e := 100 * fit.FittedError(at[0], at[1])
				low, high = math.Min(low, e), math.Max(high, e)
			}
		}
		if high > low {
			levels++
			near(t, "spread of the error along a level", high-low, 0, 0.02)
		}
	}
	if levels < 4 {
		t.Errorf("%d levels", levels)
	}
}

func within(value float64, a parsedAxis) bool { return value > a.Min*1.001 && value < a.Max*0.999 }

// The surface has no formula to compare with: the error along each line of its ground, and on its ridge the lowest of
// the budget.
func TestContourOfASurface(t *testing.T) {
	points := measured(t)
	surface, err := theory.Surface(context.Background(), points, theory.SurfaceOptions{Samples: 100})
	must(t, err)
	f, err := Contour(points, ContourOptions{Surface: surface})
	must(t, err)
	p := parse(t, f)
	errorAt := func(k, n float64) float64 { return 100 * surface.ErrorAt(k, n).Value }
	for _, s := range p.Series {
		if s.AreaStyle == nil {
			continue
		}
		low, high := math.Inf(1), math.Inf(-1)
		for i, at := range s.numbers() {
			if i%4 == 0 && within(at[0], p.XAxis[0]) && within(at[1], p.YAxis[0]) {
				low, high = math.Min(low, errorAt(at[0], at[1])), math.Max(high, errorAt(at[0], at[1]))
			}
		}
		if high > low {
			near(t, "spread of the error along a level", high-low, 0, 0.3)
		}
	}
	ridge := p.of("line", "best size by the surface")[0].numbers()
	if len(ridge) < 10 || !strings.Contains(f.Caption, "without a law") {
		t.Fatalf("%d points of the ridge; %s", len(ridge), f.Caption)
	}
	for i, at := range ridge {
		if i%4 > 0 {
			continue
		}
		if total := at[0] * at[1]; total < 500 || total > 2100 {
			t.Errorf("the ridge reaches N = %v, beyond what was measured", total)
		}
		beside := math.Min(errorAt(at[0]*1.5, at[1]/1.5), errorAt(at[0]/1.5, at[1]*1.5))
		if here := errorAt(at[0], at[1]); here > beside {
			t.Errorf("at K = %v the error is %v, beside it %v", at[0], here, beside)
		}
	}
}

func TestContourHasOneGround(t *testing.T) {
	points := measured(t)
	o := ContourOptions{Fit: fitted(t, points, laws.Tied{}), Surface: &theory.SurfaceFit{}}
	if _, err := Contour(points, o); !errors.Is(err, diversity.ErrInvalid) ||
		!strings.Contains(err.Error(), "ContourOptions.Surface") {
		t.Errorf("two grounds: %v", err)
	}
}

func TestContourWithoutAFitAndOfOneSize(t *testing.T) {
	one, err := world.Measure([]diversity.Size{{Classes: 4, PerClass: 8}}, 1, 1)
	must(t, err)
	f, err := Contour(one, ContourOptions{})
	must(t, err)
	p := parse(t, f)
	low, high := p.scale(t)
	if len(p.of("line", "best size by the law")) != 0 || !(high > low) || !(p.XAxis[0].Max > p.XAxis[0].Min) {
		t.Errorf("got %+v", p.Visual)
	}
}

func TestContourOfALawWithoutAnOptimum(t *testing.T) {
	points := measured(t)
	f, err := Contour(points, ContourOptions{Fit: fitted(t, points, laws.Flat{})})
	must(t, err)
	if ridge := parse(t, f).of("line", "best size by the law"); len(ridge) != 0 {
		t.Errorf("a flat law has no ridge: %v", ridge)
	}
}
