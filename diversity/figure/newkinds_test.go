package figure

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"
	"tradeoff/diversity/theory/design"
)

func TestCloudOfTwoExponents(t *testing.T) {
	fit := fitted(t, measured(t), laws.Untied{})
	f, err := Cloud(fit, theory.ParameterOf("a"), theory.ParameterOf("b"))
	must(t, err)
	p := parse(t, f)
	if p.XAxis[0].Min != p.YAxis[0].Min || p.XAxis[0].Max != p.YAxis[0].Max {
		t.Errorf("axes of two exponents: %+v and %+v", p.XAxis[0], p.YAxis[0])
	}
	for _, at := range p.of("line", "equal: an invariant ratio")[0].numbers() {
		near(t, "diagonal", at[0], at[1], 0)
	}
	a, err := fit.SamplesOf(theory.ParameterOf("a"))
	must(t, err)
	dots := p.of("scatter", "refits")[0].numbers()
	if len(dots) < 30 || len(dots) > len(a) {
		t.Errorf("%d dots of %d refits", len(dots), len(a))
	}
	for _, at := range dots {
		if !slices.ContainsFunc(a, func(value float64) bool { return math.Abs(value-at[0]) < 1e-3 }) {
			t.Errorf("%v is not an a of any refit", at[0])
		}
	}
	center := p.of("scatter", "fit")[0].numbers()[0]
	want, _ := fit.Parameter("a")
	near(t, "a of the fit", center[0], want.Value, 1e-3)
}

func TestCloudOfOtherQuantitiesHasNoDiagonal(t *testing.T) {
	fit := fitted(t, measured(t), laws.Untied{})
	f, err := Cloud(fit, theory.DifferenceOf("a", "b"), theory.BestClassesAt(1e6))
	must(t, err)
	if p := parse(t, f); len(p.of("line", "equal: an invariant ratio")) != 0 {
		t.Error("a diagonal between quantities that cannot be equal")
	}
}

func TestCloudRejects(t *testing.T) {
	a := theory.ParameterOf("a")
	for name, fit := range map[string]*theory.LawFit{"no fit": nil, "no refits": {}} {
		if _, err := Cloud(fit, a, a); !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Cloud(fitted(t, measured(t), laws.Tied{}), a, theory.ParameterOf("c")); !errors.Is(err,
		diversity.ErrInvalid) {
		t.Errorf("a parameter that the law lacks: %v", err)
	}
}

// The curve must cross the cut-off line at the ends of the interval.
func TestProfileCrossesTheLineAtTheEndsOfTheInterval(t *testing.T) {
	profile, err := fitted(t, measured(t), laws.Untied{}).Profile(theory.DifferenceOf("a", "b"), theory.ProfileOptions{})
	must(t, err)
	f, err := Profile(profile)
	must(t, err)
	p, square := parse(t, f), profile.CutOff()*profile.CutOff()
	curve := p.of("line", "")[0].numbers()
	for _, end := range []float64{profile.Interval.Low, profile.Interval.High} {
		nearest := slices.MinFunc(curve, func(a, b []float64) int {
			return int(math.Copysign(1, math.Abs(a[0]-end)-math.Abs(b[0]-end)))
		})
		near(t, "T² at an end", nearest[1], square, 5e-3)
	}
	if p.YAxis[0].Min != 0 || p.YAxis[0].Max < square {
		t.Errorf("the y axis must hold the line: %+v", p.YAxis[0])
	}
}

// differentSizes counts the sizes that a prediction and its rules choose.
func differentSizes(p theory.Prediction) int {
	sizes := map[diversity.Size]bool{p.Size: true}
	for _, b := range p.Baselines {
		sizes[b.Size] = true
	}
	return len(sizes)
}

// Flat curves do not bound a - b: the side without an end is said to be so.
func TestProfileWithoutAnEnd(t *testing.T) {
	profile := theory.Profile{
		Quantity: "K* at N = 64", DegreesOfFreedom: 10,
		Estimate: estimate.Estimate{Value: 8, Interval: estimate.Interval{Low: 4, High: math.Inf(1), Level: 0.95}},
		Curve: []theory.ProfilePoint{{Value: 2, T: -5}, {Value: 4, T: -2.2281}, {Value: 8}, {Value: 16, T: 1},
			{Value: 1e9, T: 1.1}, {Value: 1e12, T: math.Inf(1)}},
	}
	f, err := Profile(profile)
	must(t, err)
	p := parse(t, f)
	if p.XAxis[0].Max > 100 || !strings.Contains(f.Caption, "not bounded") || !strings.Contains(f.Text(), "+Inf") {
		t.Errorf("axis to %v, text\n%s", p.XAxis[0].Max, f.Text())
	}
	if _, err := Profile(theory.Profile{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("no profile: %v", err)
	}
}

func TestPredictedBesideWhatWasMeasured(t *testing.T) {
	points := measured(t)
	fit := fitted(t, points, laws.Tied{})
	prediction, err := fit.BestAt(2048, theory.BestOptions{})
	must(t, err)
	f, err := Predicted(prediction, points)
	must(t, err)
	p := parse(t, f)
	if means := p.of("line", "measured")[0].numbers(); len(means) != 7 {
		t.Errorf("%d measured sizes of the budget, want 7", len(means))
	}
	chosen := p.of("scatter", "predicted")[0].numbers()
	if len(chosen) != 1 || int(chosen[0][0]) != prediction.Size.Classes {
		t.Errorf("predicted %v, drawn %v", prediction.Size, chosen)
	}
	near(t, "predicted error", chosen[0][1], 100*prediction.Error.Value, 1e-2)
	shown := len(p.of("scatter", "rules of thumb, as predicted")[0].numbers())
	outside := strings.Count(strings.SplitAfter(f.Caption, "Outside the picture: ")[1], "(K=")
	if shown+1+outside != differentSizes(prediction) || shown == 0 || outside != 2 ||
		!strings.Contains(f.Caption, "most classes (K=2048 n=1") ||
		!strings.Contains(f.Caption, "fewest classes (K=1 n=2048") {
		t.Errorf("%d rules, %d outside: %s", shown, outside, f.Caption)
	}
	f, err = Predicted(prediction, points[:7])
	must(t, err)
	if p := parse(t, f); len(p.of("line", "measured")) != 0 || !strings.Contains(f.Caption, "No size of this budget") {
		t.Errorf("no measured size of the budget: %s", f.Caption)
	}
	if _, err := Predicted(theory.Prediction{}, nil); !errors.Is(err, diversity.ErrInvalid) {
		t.Errorf("no prediction: %v", err)
	}
	points[len(points)-1].Task = "another"
	if _, err := Predicted(prediction, points); !errors.Is(err, diversity.ErrMixed) {
		t.Errorf("two tasks: %v", err)
	}
}

// A label above or below its point would lie on the bar of an interval.
func TestPredictedLabelsKeepOffIntervals(t *testing.T) {
	prediction := theory.Prediction{Budget: 4096, Size: diversity.Size{Classes: 64, PerClass: 64}}
	prediction.Error = estimate.Estimate{Value: 0.14, Interval: estimate.Interval{Low: 0.05, High: 0.25, Level: 0.95}}
	var points []diversity.Measurement
	for octave := -3; octave <= 4; octave++ { // a valley whose sides are in the way of labels beside its bottom
		size := diversity.Size{Classes: 64, PerClass: 64}
		for range octave {
			size = diversity.Size{Classes: 2 * size.Classes, PerClass: size.PerClass / 2}
		}
		for range -octave {
			size = diversity.Size{Classes: size.Classes / 2, PerClass: 2 * size.PerClass}
		}
		points = append(points, diversity.Measurement{Size: size, Error: 0.1 + 0.1*math.Abs(float64(octave))})
	}
	f, err := Predicted(prediction, points)
	must(t, err)
	option, err := f.Option()
	must(t, err)
	var drawn struct {
		Series []struct {
			Name, Type string
			Data       []json.RawMessage
		}
	}
	must(t, json.Unmarshal(option, &drawn))
	for _, s := range drawn.Series {
		if s.Name != "predicted" || s.Type != "scatter" {
			continue
		}
		var point struct{ Label chart.Label }
		must(t, json.Unmarshal(s.Data[0], &point))
		if !point.Label.Show || point.Label.Position == "inside" {
			t.Errorf("the label is %+v", point.Label)
		}
		return
	}
	t.Error("no predicted point")
}

func TestRegretSaysWhatItTrusts(t *testing.T) {
	points := measured(t)
	average, err := theory.Predict(context.Background(), points, 4096, theory.PredictOptions{Samples: 100})
	must(t, err)
	surface, err := theory.Surface(context.Background(), points, theory.SurfaceOptions{Samples: 100})
	must(t, err)
	free, err := surface.BestAt(4096, theory.BestOptions{})
	must(t, err)
	law, err := fitted(t, points, laws.Tied{}).BestAt(4096, theory.BestOptions{})
	must(t, err)
	for _, c := range []struct {
		prediction theory.Prediction
		want       []string
		without    string
	}{
		{average, []string{"by the average of", "%)", "one of these models holds"}, "average law"},
		{free, []string{"by the law-free surface: mean over its draws", "trusts that the surface is smooth"}, "surface law"},
		{law, []string{"by the tied law: mean over its refits", "All of it trusts the law"}, "surface"},
	} {
		f, err := Regret(c.prediction)
		must(t, err)
		for _, want := range c.want {
			if !strings.Contains(f.Caption, want) {
				t.Errorf("%s: the caption lacks %q: %s", c.prediction.Law, want, f.Caption)
			}
		}
		if strings.Contains(f.Caption, c.without) {
			t.Errorf("%s: the caption says %q: %s", c.prediction.Law, c.without, f.Caption)
		}
	}
}

func TestRulesShowEveryRepeat(t *testing.T) {
	table, err := backtest.Run(context.Background(), measured(t), backtest.Options{Samples: 100})
	must(t, err)
	table.Rows[2].Reason = "no data"
	f, err := Rules(table)
	must(t, err)
	p := parse(t, f)
	rows, dots := 0, 0
	for _, s := range table.Rows {
		if s.Applied() {
			rows++
			dots += len(s.Loss)
		}
	}
	if len(p.of("bar", "measured regret")[0].Data) != rows || len(p.YAxis[0].Data) != rows {
		t.Errorf("%d bars of %d rules", len(p.of("bar", "measured regret")[0].Data), rows)
	}
	found := 0
	for _, s := range p.of("scatter", "") {
		if len(s.Data) == dots {
			found++
		}
	}
	if found != 1 || !strings.Contains(f.Caption, table.Rows[2].Name+" (no data)") {
		t.Errorf("%d series of %d dots; caption %s", found, dots, f.Caption)
	}
	if _, err := Rules(backtest.RuleTable{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("no rules: %v", err)
	}
}

func TestPowerHasALineForEachSetOfBudgets(t *testing.T) {
	curve, err := design.Power(context.Background(), world, design.PowerOptions{Budgets: [][]int{{256, 512}, {256, 1024}},
		Repeats: []int{2, 4}, Studies: 20, Test: design.ByLaws})
	must(t, err)
	f, err := Power(curve)
	must(t, err)
	p := parse(t, f)
	for i, name := range []string{"N = 256, 512", "N = 256, 1,024"} {
		lines := p.of("line", name)
		if len(lines) != 2 { // with the band
			t.Fatalf("%d lines of %s", len(lines), name)
		}
		for j, at := range lines[1].numbers() {
			near(t, "power", at[1], 100*curve.Cells[2*i+j].Power.Value, 1e-3)
		}
	}
	if ticks := p.XAxis[0].AxisTick.CustomValues; !slices.Equal(ticks, []float64{2, 4}) {
		t.Errorf("ticks %v", ticks)
	}
	if _, err := Power(design.PowerCurve{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("no designs: %v", err)
	}
}
