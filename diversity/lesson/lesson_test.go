package lesson

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/figure"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/worlds"
)

// seriesOf reads the series of a figure by name from its text form: x and y of each point, five digits each.
func seriesOf(t *testing.T, f figure.Figure, name string) (points [][]float64) {
	t.Helper()
	for line := range strings.Lines(f.Text()) {
		columns := regexp.MustCompile(`\s{2,}`).Split(strings.TrimSpace(line), -1)
		if columns[0] != name || len(columns) < 3 {
			continue
		}
		x, errX := strconv.ParseFloat(columns[1], 64)
		y, errY := strconv.ParseFloat(columns[2], 64)
		if err := errors.Join(errX, errY); err != nil {
			t.Fatal(err)
		}
		points = append(points, []float64{x, y})
	}
	if len(points) == 0 {
		t.Fatalf("no series %q in\n%s", name, f.Text())
	}
	return points
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestLadderIsExact(t *testing.T) {
	for _, size := range Ladder(96, 100, 1) {
		if n := size.Total(); n != 96 && n != 100 || size.Classes < 2 || size.PerClass < 2 {
			t.Errorf("%v", size)
		}
	}
	if n := len(Ladder(96, 100, 1)); n != 5+2 { // 2 4 8 16 32; 2 4
		t.Errorf("%d sizes", n)
	}
	for _, bad := range [][2]int{{0, 8}, {-4, 8}, {9, 8}} {
		if list := Powers(bad[0], bad[1]); len(list) != 0 {
			t.Errorf("%v: %v", bad, list)
		}
	}
	if n := len(Powers(1, math.MaxInt)); n != 63 {
		t.Errorf("%d powers of two", n)
	}
}

// TestValleyIsTheLaw by hand: at K = 16, n = 64 the error is 5 + 60/4 + 30/8 = 23.75 per cent.
func TestValleyIsTheLaw(t *testing.T) {
	f, err := Valley(worlds.Planted{E: 0.05, A: 0.6, B: 0.3, Alpha: 0.5}, 1024)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]float64{"error": 23.75, "E + A K⁻ᵃ (too few classes)": 20, "E + B n⁻ᵇ (too few images of each)": 8.75}
	for name, want := range at {
		found := false
		for _, p := range seriesOf(t, f, name) {
			if math.Abs(p[0]-16) < 1e-3 {
				near(t, name, p[1], want, 1e-3)
				found = true
			}
		}
		if !found {
			t.Errorf("%s has no point at K = 16", name)
		}
	}
	minima := seriesOf(t, f, "minima of other budgets")
	if len(minima) != 11 || math.Abs(minima[4][0]-64) > 1e-3 || math.Abs(minima[4][1]-20) > 1e-3 {
		t.Errorf("minima %v", minima)
	}
}

func TestTurningHasTheSlope(t *testing.T) {
	w := worlds.Planted{E: 0.05, A: 0.6, B: 0.3, Alpha: 0.5, Beta: 1.5}
	f, err := turned(w)
	if err != nil {
		t.Fatal(err)
	}
	line := seriesOf(t, f, "best number of classes K*")
	first, last := line[0], line[len(line)-1]
	near(t, "slope", math.Log(last[1]/first[1])/math.Log(last[0]/first[0]), 0.75, 1e-4)
}

func TestCommonMeanMeetsItsFormula(t *testing.T) {
	f, err := CommonMean(64, 2000)
	if err != nil {
		t.Fatal(err)
	}
	simulated, formula := seriesOf(t, f, "simulated, 95% interval"), seriesOf(t, f, "(1/K + 16/N) / 17")
	if len(simulated) != 7 {
		t.Fatalf("%d sizes", len(simulated))
	}
	near(t, "one class", formula[0][1], 100*1.25/17, 1e-3)
	for i, p := range simulated { // the square of a normal variable has a standard deviation of 1.41 times its mean
		near(t, "error", p[1], formula[i][1], 4*1.42*formula[i][1]/math.Sqrt(2000))
	}
}

// TestFactorsByHand: at K = 4, n = 8 with m = 32 the common factor is 1/2.
func TestFactorsByHand(t *testing.T) {
	parameters := []float64{1, 11, 2, 32, 0.5, 1}
	got := laws.Value(Factors{}, math.Log(4), math.Log(8), parameters)
	near(t, "error", got, (1+11.0/2+2.0/8)/2, 1e-12)
	if err := laws.Check(Factors{}); err != nil {
		t.Error(err)
	}
	// Of the Gaussian world with many classes and images: the closed form, which has r where the law has r + 1.
	limit := []float64{1, 10, 2.25, 202.5, 1, 1}
	near(t, "limit", laws.Value(Factors{}, math.Log(4096), math.Log(64), limit)/worlds.Gaussian{}.ErrorAt(4096, 64), 1, 0.002)
}

func TestChoicesOfAWorldWithNoise(t *testing.T) {
	choices, err := Choices(worlds.Planted{E: 0.05, A: 0.6, B: 0.3, Alpha: 0.5, Noise: 0.01}, 1024, 5, 40)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range choices {
		// What is lost goes with the square of what K is off: cosh(a ln c) - 1 at the typical factor, to first order.
		near(t, c.How, c.Share, Loss(0.5, c.Factor), 0.2*c.Share)
	}
	if !(choices[1].Factor < choices[0].Factor) {
		t.Errorf("the parabola is no better: %+v", choices)
	}
}

func TestBadInputIsNamed(t *testing.T) {
	good, bad := worlds.Planted{A: 1, B: 1, Alpha: 0.5}, worlds.Planted{A: -1, Alpha: 0.5}
	size := diversity.Size{Classes: 2, PerClass: 2}
	for name, f := range map[string]func() error{
		"world of Valley":  func() error { _, err := Valley(bad, 64); return err },
		"budget 1":         func() error { _, err := Valley(good, 1); return err },
		"budget NaN":       func() error { _, err := Valley(good, math.NaN()); return err },
		"endless budget":   func() error { _, err := Valley(good, math.Inf(1)); return err },
		"world of Valleys": func() error { _, err := Valleys(bad); return err },
		"world of Turning": func() error { _, err := Turning(bad); return err },
		"exponent":         func() error { _, err := Flatness(0); return err },
		"exponent NaN":     func() error { _, err := Flatness(math.NaN()); return err },
		"studies":          func() error { _, err := Choices(good, 64, 2, 1); return err },
		"world of Choices": func() error { _, err := Choices(bad, 64, 2, 2); return err },
		"budget of a mean": func() error { _, err := CommonMean(0, 10); return err },
		"draws":            func() error { _, err := CommonMean(64, 1); return err },
		"size of Images":   func() error { _, err := Images(worlds.TwoStep{}, diversity.Size{}, 1); return err },
		"size of Averages": func() error { _, err := Averages(worlds.TwoStep{}, diversity.Size{}, 1); return err },
		"world of Averages": func() error {
			_, err := Averages(worlds.TwoStep{Gaussian: worlds.Gaussian{Rank: -1}}, size, 1)
			return err
		},
		"world of Drift": func() error { _, err := Drift(nil, worlds.Gaussian{Rank: -1}); return err },
	} {
		if err := f(); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, f := range map[string]func() error{
		"Lowest of nothing":  func() error { _, err := Lowest(nil); return err },
		"Lowest of a size":   func() error { _, err := Lowest([]diversity.Measurement{{Size: size}, {Size: size}}); return err },
		"along of nothing":   func() error { _, err := AlongClasses(nil); return err },
		"Drift of nothing":   func() error { _, err := Drift(nil, worlds.Gaussian{}); return err },
		"Flatness of none":   func() error { _, err := Flatness(); return err },
		"Choices of too few": func() error { _, err := Choices(good, 3, 2, 2); return err },
	} {
		if err := f(); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestIntervalsDownToZeroAreDrawn, of two runs that differ much.
func TestIntervalsDownToZeroAreDrawn(t *testing.T) {
	var points []diversity.Measurement
	for i, e := range []float64{0.1, 0.3, 0.05, 0.2} {
		size := diversity.Size{Classes: 2 + i/2, PerClass: 4}
		points = append(points, diversity.Measurement{Size: size, Repeat: i % 2, Error: e})
	}
	f, err := AlongClasses(points)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean", seriesOf(t, f, "n = 4")[0][1], 20, 1e-3)
}
