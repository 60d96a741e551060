package theory_test

import (
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

func minima(t testing.TB, points []diversity.Measurement, o theory.MinimaOptions) []theory.Minimum {
	t.Helper()
	found, err := theory.Minima(points, o)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestParabolaIsExactOnAParabola plants error = 0.2 + 0.01 (ln K - ln 40)^2, whose vertex no power of two hits.
func TestParabolaIsExactOnAParabola(t *testing.T) {
	var points []diversity.Measurement
	for _, size := range testkit.Ladder(2048) {
		points = append(points, diversity.Measurement{Size: size,
			Error: 0.2 + 0.01*math.Pow(math.Log(float64(size.Classes)/40), 2)})
	}
	m := minima(t, points, theory.MinimaOptions{})[0]
	testkit.Near(t, "K*", m.Classes.Value, 40, 1e-9)
	testkit.Near(t, "n*", m.PerClass.Value, 2048.0/40, 1e-9)
	testkit.Near(t, "x*", m.Ratio.Value, 40*40/2048.0, 1e-9)
	if !m.Vertex || m.Best.Size.Classes != 32 || m.Classes.Interval.Known() {
		t.Errorf("vertex %v, best %v, interval %v of single runs", m.Vertex, m.Best.Size, m.Classes.Interval)
	}
}

// TestTiedBottomsFollowTheSquareRoot: a centred parabola is fair under the tied law.
func TestTiedBottomsFollowTheSquareRoot(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5}
	slope, err := theory.MeasureSlope(testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 1, 0),
		theory.MinimaOptions{})
	if err != nil {
		t.Fatal(err)
	}
	testkit.Near(t, "slope", slope.Value, 0.5, 1e-9)
	for _, m := range slope.Minima {
		testkit.Near(t, "K*", m.Classes.Value, math.Sqrt(float64(m.Budget)), 1e-6)
	}
}

func TestMinimumAtAnEndHasNoVertex(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, Alpha: 0.5, Noise: 0.001} // more classes are always better
	m := minima(t, testkit.Measure(t, world, testkit.Ladder(1024), 3, 1), theory.MinimaOptions{BootstrapSamples: 50})[0]
	if m.Vertex || m.Interior || m.Best.Size.Classes != 512 || m.Right.Excess != 0 || m.Right.T != 0 {
		t.Errorf("vertex %v, interior %v, best %v, right end %+v", m.Vertex, m.Interior, m.Best.Size, m.Right)
	}
	testkit.Near(t, "K* at the end", m.Classes.Value, 512, 1e-9)
}

// TestEndsAreCompared works the paired and the unpaired standard error out by hand.
func TestEndsAreCompared(t *testing.T) {
	rows := func(k, n int, errors ...float64) (points []diversity.Measurement) {
		for i, value := range errors {
			points = append(points, diversity.Measurement{Size: diversity.Size{Classes: k, PerClass: n}, Repeat: i,
				Error: value})
		}
		return points
	}
	best := rows(4, 4, 0.1, 0.2, 0.3)
	paired := minima(t, append(append(rows(2, 8, 0.2, 0.4, 0.3), best...), rows(8, 2, 0.5, 0.6, 0.8)...),
		theory.MinimaOptions{BootstrapSamples: -1})[0]
	// Left: differences 0.1, 0.2, 0.0: mean 0.1, sd 0.1, standard error 0.1/sqrt(3).
	testkit.Near(t, "left excess", paired.Left.Excess, 0.1, 1e-12)
	testkit.Near(t, "left error", paired.Left.StdErr, 0.1/math.Sqrt(3), 1e-12)
	testkit.Near(t, "left t", paired.Left.T, math.Sqrt(3), 1e-9)
	if !paired.Left.Paired || paired.Left.DegreesOfFreedom != 2 || paired.Interior {
		t.Errorf("left end %+v, interior %v", paired.Left, paired.Interior)
	}
	welch := minima(t, append(append(rows(2, 8, 0.5, 0.6), best...), rows(8, 2, 0.9, 0.9)...),
		theory.MinimaOptions{BootstrapSamples: -1})[0]
	// Left: variances of the means 0.005/2 and 0.01/3.
	testkit.Near(t, "welch error", welch.Left.StdErr, math.Sqrt(0.0025+0.01/3), 1e-12)
	testkit.Near(t, "welch freedom", welch.Left.DegreesOfFreedom,
		math.Pow(0.0025+0.01/3, 2)/(0.0025*0.0025/1+math.Pow(0.01/3, 2)/2), 1e-9)
	if welch.Left.Paired || !welch.Interior {
		t.Errorf("left end %+v, interior %v", welch.Left, welch.Interior)
	}
	single := minima(t, append(rows(2, 8, 0.5), best...), theory.MinimaOptions{})[0]
	if single.Left.T != 0 || single.Left.StdErr != 0 || single.Interior {
		t.Errorf("an end with a single run: %+v", single.Left)
	}
}

func TestMinimaDoNotDependOnCores(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.02},
		testkit.Ladder(256, 1024), 3, 1)
	many := minima(t, points, theory.MinimaOptions{BootstrapSamples: 200})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if one := minima(t, points, theory.MinimaOptions{BootstrapSamples: 200}); !reflect.DeepEqual(many, one) {
		t.Errorf("%v\n%v", many, one)
	}
}

// TestSlopeCoverage: the interval of the law-free slope holds the truth of a tied world, 1/2, in about 95% of studies.
func TestSlopeCoverage(t *testing.T) {
	const studies, least = 80, 66
	hits := 0
	for seed := range uint64(studies) {
		points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01},
			testkit.Ladder(512, 1024, 2048), 3, seed)
		slope, err := theory.MeasureSlope(points, theory.MinimaOptions{BootstrapSamples: 200, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		if slope.Interval.Contains(0.5) {
			hits++
		}
	}
	if hits < least {
		t.Errorf("%d of %d intervals hold 1/2, want at least %d", hits, studies, least)
	}
}

func TestMinimaRefuse(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5}
	// budget 16 has one size
	one := testkit.Measure(t, world, []diversity.Size{testkit.Size(4, 4), testkit.Size(8, 4), testkit.Size(16, 2)}, 2, 1)
	cases := []struct {
		name   string
		points []diversity.Measurement
		o      theory.MinimaOptions
		want   error
		says   string
	}{
		{"no points", nil, theory.MinimaOptions{}, diversity.ErrTooFew, "no points"},
		{"one size", one, theory.MinimaOptions{}, diversity.ErrTooFew, "budget 16 has one size"},
		{"octaves", one, theory.MinimaOptions{Octaves: -1}, diversity.ErrInvalid, "MinimaOptions.Octaves = -1"},
		{"level", one, theory.MinimaOptions{Level: 2}, diversity.ErrInvalid, "MinimaOptions.Level = 2"},
	}
	for _, c := range cases {
		if found, err := theory.Minima(c.points, c.o); found != nil || !errors.Is(err, c.want) ||
			!strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := theory.MeasureSlope(testkit.Measure(t, world, testkit.Ladder(256), 2, 1),
		theory.MinimaOptions{}); !errors.Is(err, diversity.ErrTooFew) || !strings.Contains(err.Error(), "N = 256") {
		t.Errorf("slope of one budget: %v", err)
	}
}

func TestInvarianceVerdicts(t *testing.T) {
	slopeOf := func(low, high float64) estimate.Estimate {
		return estimate.Estimate{Value: (low + high) / 2, Interval: estimate.Interval{Low: low, High: high, Level: 0.95}}
	}
	cases := []struct {
		slope   estimate.Estimate
		outcome theory.Outcome
		says    string
	}{
		{slopeOf(0.4, 0.6), theory.Consistent, "consistent with an invariant best ratio"},
		{slopeOf(1.1, 1.3), theory.Rejected, "rises with the budget"},
		{slopeOf(0.8, 1.3), theory.Rejected, "constant number of images per class (slope 1) fits better"},
		{slopeOf(-0.1, 0.3), theory.Rejected, "constant number of classes (slope 0) fits better"},
		{slopeOf(-0.1, 0.7), theory.Undecided, "also 0, a constant number of classes)"},
		{slopeOf(0.3, 1.2), theory.Undecided, "also 1, a constant number of images per class)"},
		{slopeOf(-0.3, 1.2), theory.Undecided, "also 0, a constant number of classes, and 1"},
		{estimate.Estimate{Value: 0.5}, theory.Undecided, "without an interval"},
	}
	for _, c := range cases {
		v := theory.JudgeInvariance(theory.Slope{Estimate: c.slope})
		if v.Outcome != c.outcome || !strings.Contains(v.String(), c.says) {
			t.Errorf("%v: %s: %s", c.slope, v.Outcome, v)
		}
	}
}
