package theory_test

import (
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// exactly is a world without noise made of any law.
type exactly struct {
	law        laws.Law
	parameters []float64
}

func (w exactly) Measure(sizes []diversity.Size, _ int, _ uint64) ([]diversity.Measurement, error) {
	var points []diversity.Measurement
	for _, size := range sizes {
		value := laws.Value(w.law, math.Log(float64(size.Classes)), math.Log(float64(size.PerClass)), w.parameters)
		points = append(points, diversity.Measurement{Size: size, Run: size.String(), Error: value})
	}
	return points, nil
}

func TestPlantedLawsAreRecoveredToEightDigits(t *testing.T) {
	cases := []exactly{
		{laws.Tied{}, []float64{0.05, 0.8, 0.5, 0.5}},
		{laws.Tied{}, []float64{0.2, 0.3, 0.9, 1.3}},
		{laws.Tied{Exponent: 0.5}, []float64{0.05, 0.8, 0.5}},
		{laws.Untied{}, []float64{0.05, 0.8, 0.5, 0.5, 0.7}},
		{laws.Untied{}, []float64{0.1, 0.4, 0.6, 0.3, 1.4}},
		{laws.Untied{}, []float64{0.02, 0.9, 0.8, 1.1, 0.25}},
		{laws.Pooled{}, []float64{0.05, 0.8, 2, 0.5, 0.4}},
		{laws.Flat{}, []float64{0.05, 2, 0.4}},
		{withoutSlopes{laws.Untied{}}, []float64{0.05, 0.8, 0.5, 0.5, 0.7}},
	}
	for _, c := range cases {
		fitted := testkit.Fit(t, testkit.Measure(t, c, testkit.Ladder(256, 1024, 4096), 1, 0), c.law,
			theory.FitOptions{BootstrapSamples: -1})
		for i, parameter := range fitted.Parameters {
			testkit.Near(t, c.law.Name()+" "+parameter.Name, parameter.Value, c.parameters[i], 1e-8*c.parameters[i])
		}
		if !fitted.Converged || fitted.RMS > 1e-12 || fitted.R2 < 1-1e-12 {
			t.Errorf("%s: converged %v, rms %v, R2 %v", c.law.Name(), fitted.Converged, fitted.RMS, fitted.R2)
		}
	}
}

func TestFitIsNeverWorseThanTheTruth(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.4, Beta: 0.9, Noise: 0.03}
	for seed := range uint64(20) {
		points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, seed)
		squares := 0.0
		for _, point := range points {
			squares += math.Pow(point.Error-world.ErrorAt(float64(point.Size.Classes), float64(point.Size.PerClass)), 2)
		}
		fitted := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
		if truth := math.Sqrt(squares / float64(len(points))); fitted.RMS > truth {
			t.Errorf("seed %d: rms %v, the truth has %v", seed, fitted.RMS, truth)
		}
		if !fitted.Converged || fitted.Agreeing < 2 {
			t.Errorf("seed %d: converged %v, %d of %d starts agree", seed, fitted.Converged, fitted.Agreeing, fitted.Starts)
		}
	}
}

func TestRobustLossIgnoresOutliers(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Noise: 0.003}
	points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, 1)
	for i := 0; i < len(points); i += 17 {
		points[i].Error = min(1, points[i].Error+0.2)
	}
	miss := func(o theory.FitOptions) float64 {
		o.BootstrapSamples = -1
		fitted := testkit.Fit(t, points, laws.Tied{}, o)
		if !fitted.Converged {
			t.Errorf("%+v did not converge", o)
		}
		worst := 0.0
		for _, size := range testkit.Ladder(256, 1024, 4096) {
			k, n := float64(size.Classes), float64(size.PerClass)
			worst = max(worst, math.Abs(fitted.FittedError(k, n)-world.ErrorAt(k, n)))
		}
		return worst
	}
	squares, huber := miss(theory.FitOptions{}), miss(theory.FitOptions{Huber: 0.005})
	if huber > 0.01 || huber > squares/2 {
		t.Errorf("largest miss %v with the Huber loss, %v with squares", huber, squares)
	}
}

func TestHugeHuberIsLeastSquares(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Noise: 0.01},
		testkit.Ladder(256, 1024, 4096), 3, 1)
	squares := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
	huber := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1, Huber: 10})
	for i, value := range huber.Values() {
		testkit.Near(t, "parameter", value, squares.Values()[i], 1e-7)
	}
}

// TestWeighting plants noise in the large errors only, so that both weightings must come nearer to the truth at the
// small errors than equal weights do.
func TestWeighting(t *testing.T) {
	world := worlds.Planted{E: 0.01, A: 0.9, B: 0.5, Alpha: 0.7}
	sum := map[theory.Weighting]float64{}
	for seed := range uint64(20) {
		points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, seed)
		noisy := world
		noisy.Noise = 0.03
		for i, point := range testkit.Measure(t, noisy, testkit.Ladder(256, 1024, 4096), 3, seed) {
			if points[i].Error > 0.15 {
				points[i] = point
			}
		}
		for _, weighting := range []theory.Weighting{theory.Equal, theory.Relative, theory.ByRepeats} {
			fitted := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1, Weighting: weighting})
			sum[weighting] += math.Abs(fitted.FittedError(64, 64) - world.ErrorAt(64, 64))
		}
	}
	if sum[theory.Relative] > 0.5*sum[theory.Equal] || sum[theory.ByRepeats] > 0.9*sum[theory.Equal] {
		t.Errorf("summed misses %v", sum)
	}
}

func TestResultsDoNotDependOnCoresOrOrder(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Noise: 0.02},
		testkit.Ladder(256, 1024, 4096), 3, 5)
	options := theory.FitOptions{BootstrapSamples: 50, Seed: 9}
	many := testkit.Fit(t, points, laws.Untied{}, options)
	before := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(before)
	one := testkit.Fit(t, points, laws.Untied{}, options)
	if !reflect.DeepEqual(many.Parameters, one.Parameters) {
		t.Errorf("with many cores\n%v\nwith one\n%v", many, one)
	}
	slices.Reverse(points)
	if reversed := testkit.Fit(t, points, laws.Untied{}, options); !reflect.DeepEqual(reversed.Parameters,
		one.Parameters) {
		t.Errorf("reversed points give\n%v\ninstead of\n%v", reversed, one)
	}
	options.Seed++
	if other := testkit.Fit(t, points, laws.Untied{}, options); reflect.DeepEqual(other.Parameters, one.Parameters) {
		t.Error("the seed of the bootstrap changes nothing")
	}
}

// TestIntervalsShrinkWithRepeats: four times the runs halve the intervals.
func TestIntervalsShrinkWithRepeats(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	width := func(repeats int) float64 {
		fitted := testkit.Fit(t, testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), repeats, 3), laws.Tied{},
			theory.FitOptions{BootstrapSamples: 400})
		interval := fitted.Parameters[3].Interval
		return interval.High - interval.Low
	}
	if ratio := width(3) / width(12); ratio < 1.5 || ratio > 2.7 {
		t.Errorf("the interval of the exponent shrinks by %v, want about 2", ratio)
	}
}

func TestBoundsAreReported(t *testing.T) {
	// More classes hurt, so that the pooled law has no use for its term in K.
	hurt := testkit.Fit(t, testkit.Measure(t, worlds.Planted{E: 0.1, B: 0.5, Alpha: 0.5}, testkit.Ladder(256, 1024, 4096),
		1, 2), laws.Pooled{}, theory.FitOptions{BootstrapSamples: 20})
	// The exponent lies beyond the range of the search.
	steep := testkit.Fit(t, testkit.Measure(t, worlds.Planted{E: 0.3, A: 0.2, Alpha: 6}, testkit.Ladder(256, 1024, 4096),
		1, 2), laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	// Nothing is left at infinity, and noise pushes E below 0.
	gone := testkit.Fit(t, testkit.Measure(t, worlds.Planted{A: 0.9, B: 0.4, Alpha: 0.3, Noise: 0.01},
		testkit.Ladder(256, 1024, 4096), 3, 4), laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	cases := []struct {
		fitted *theory.LawFit
		name   string
		bound  theory.Bound
		says   string
	}{
		{hurt, "A", theory.AtZero, "A is at its bound 0"},
		{hurt, "a", theory.Undetermined, "a has no meaning"},
		{steep, "a", theory.AtUpper, "a is at its limit 4"},
		{gone, "E", theory.AtZero, "E is at its bound 0"},
		{gone, "A", theory.Inside, "of 6 starts agree"},
	}
	for _, c := range cases {
		parameter, ok := c.fitted.Parameter(c.name)
		if !ok || parameter.Bound != c.bound || !strings.Contains(c.fitted.String(), c.says) {
			t.Errorf("%s is reported as %q, want %q and %q in\n%v", c.name, parameter.Bound, c.bound, c.says, c.fitted)
		}
	}
}

func TestLackOfFitIsSeenAndNotImagined(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.3, Beta: 1.2, Noise: 0.01}
	small := 0
	for seed := range uint64(40) {
		points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, seed)
		if right := testkit.Fit(t, points, laws.Untied{},
			theory.FitOptions{BootstrapSamples: -1}); right.LackOfFit.PValue < 0.05 {
			small++
		}
		if wrong := testkit.Fit(t, points, laws.Flat{},
			theory.FitOptions{BootstrapSamples: -1}); wrong.LackOfFit.PValue > 1e-6 {
			t.Errorf("seed %d: the flat law has p = %v", seed, wrong.LackOfFit.PValue)
		}
	}
	if small > 8 { // 2 expected; binomial chance below 0.001
		t.Errorf("the true law is rejected at 5%% in %d of 40 studies", small)
	}
}

func TestFitRefusesWhatCannotBeAnswered(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Noise: 0.01}
	good := testkit.Measure(t, world, testkit.Ladder(256, 1024), 2, 1)
	change := func(edit func([]diversity.Measurement)) []diversity.Measurement {
		points := slices.Clone(good)
		edit(points)
		return points
	}
	var oneK, oneN []diversity.Size
	for n := 2; n < 12; n++ {
		oneK, oneN = append(oneK, diversity.Size{Classes: 8, PerClass: n}),
			append(oneN, diversity.Size{Classes: n, PerClass: 8})
	}
	cases := []struct {
		name   string
		points []diversity.Measurement
		law    laws.Law
		want   error
		says   string
	}{
		{"none", nil, laws.Tied{}, diversity.ErrTooFew, "no points"},
		{"one budget", testkit.Measure(t, world, testkit.Ladder(256), 3, 1), laws.Tied{}, diversity.ErrTooFew,
			"one budget (N = 256)"},
		{"few sizes", good[:0:0], laws.Untied{}, diversity.ErrTooFew, "no points"},
		{"fewer sizes than parameters", testkit.Measure(t, world, []diversity.Size{testkit.Size(4, 4), testkit.Size(4, 8),
			testkit.Size(8, 4), testkit.Size(8, 8)}, 5, 1), laws.Untied{}, diversity.ErrTooFew, "4 sizes for the 5 parameters"},
		{"one K", testkit.Measure(t, world, oneK, 2, 1), laws.Untied{}, diversity.ErrTooFew,
			"1 different number of classes"},
		{"one n", testkit.Measure(t, world, oneN, 2, 1), laws.Tied{}, diversity.ErrTooFew, "1 of images per class"},
		{"equal errors", change(func(p []diversity.Measurement) {
			for i := range p {
				p[i].Error = 0.25
			}
		}), laws.Tied{}, theory.ErrNoVariation, "0.25"},
		{"NaN", change(func(p []diversity.Measurement) { p[3].Error = math.NaN() }), laws.Tied{}, diversity.ErrInvalid,
			"point 3"},
		{"above 1", change(func(p []diversity.Measurement) { p[3].Error = 25 }), laws.Tied{}, diversity.ErrInvalid, "0..1"},
		{"negative K", change(func(p []diversity.Measurement) { p[0].Size.Classes = -4 }), laws.Tied{}, diversity.ErrInvalid,
			"Size.Classes = -4"},
		{"two tasks", change(func(p []diversity.Measurement) { p[0].Task = "other" }), laws.Tied{}, diversity.ErrMixed,
			"MeanOverTasks"},
		{"two probes", change(func(p []diversity.Measurement) { p[0].Probe = "other" }), laws.Tied{}, diversity.ErrMixed,
			"2 probes"},
		{"no law", good, nil, laws.ErrLaw, "nil"},
		{"bad exponent", good, laws.Tied{Exponent: -1}, diversity.ErrInvalid, "Tied.Exponent = -1"},
		{"panicking law", good, testkit.Broken{Law: laws.Tied{}}, laws.ErrLaw, "panicked"},
		{"infinite law", good, infinite{laws.Tied{}}, laws.ErrLaw, "finite"},
		{"law without parameters", good, empty{laws.Tied{}}, laws.ErrLaw, "0 coefficients"},
		{"law with bad bounds", good, unbounded{laws.Tied{}}, laws.ErrLaw, "0 < low < high"},
	}
	for _, c := range cases {
		fitted, err := theory.Fit(c.points, c.law, theory.FitOptions{})
		if fitted != nil || !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: fit %v, error %v; want %v with %q", c.name, fitted, err, c.want, c.says)
		}
	}
}

type infinite struct{ laws.Law }

func (infinite) Basis(_, _ float64, _, basis []float64) {
	basis[0], basis[1], basis[2] = 1, math.Inf(1), 1
}

type empty struct{ laws.Law }

func (empty) Coefficients() []string { return nil }

type unbounded struct{ laws.Law }

func (unbounded) Exponents() []laws.Exponent {
	return []laws.Exponent{{Name: "a", Low: 0, High: 1}}
}

func TestFitOptionsAreChecked(t *testing.T) {
	cases := []struct {
		options theory.FitOptions
		says    string
	}{
		{theory.FitOptions{Huber: -1}, "FitOptions.Huber = -1"},
		{theory.FitOptions{Huber: math.NaN()}, "FitOptions.Huber"},
		{theory.FitOptions{Weighting: "heavy"}, "FitOptions.Weighting = heavy"},
		{theory.FitOptions{Level: 1}, "FitOptions.Level = 1"},
		{theory.FitOptions{Level: math.NaN()}, "FitOptions.Level"},
		{theory.FitOptions{BootstrapSamples: 1 << 40}, "FitOptions.BootstrapSamples"},
	}
	for _, c := range cases {
		_, err := theory.Fit(nil, laws.Tied{}, c.options)
		if !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c.options, err)
		}
	}
}

func TestSingleRunsGiveIntervalsFromTheMisfit(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Noise: 0.01},
		testkit.Ladder(256, 1024, 4096), 1, 1)
	fitted := testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 100})
	if interval := fitted.Parameters[3].Interval; !(interval.High > interval.Low) {
		t.Errorf("interval %v of single runs has no width", interval)
	}
	if fitted.LackOfFit.Known || !strings.Contains(fitted.String(), "cannot be told from noise") {
		t.Errorf("lack of fit %+v without repeats:\n%v", fitted.LackOfFit, fitted)
	}
}

func TestRowsWithoutNamesAreRunsOfTheirOwn(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Noise: 0.01},
		testkit.Ladder(256, 1024, 4096), 3, 1)
	named := testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 50})
	for i := range points {
		points[i].Run, points[i].Repeat = "", 0
	}
	bare := testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 50})
	testkit.Near(t, "exponent", bare.Values()[3], named.Values()[3], 1e-9)
	if !bare.Parameters[3].Interval.Known() {
		t.Error("no interval from a bare table")
	}
}

func TestContrastNamesTheParameters(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Noise: 0.01},
		testkit.Ladder(256, 1024), 2, 1)
	fitted := testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 10})
	for _, pair := range [][2]string{{"a", "b"}, {"b", "a"}} {
		if _, err := fitted.Contrast(pair[0], pair[1]); !errors.Is(err, diversity.ErrInvalid) ||
			!strings.Contains(err.Error(), "E, A, B, a") {
			t.Errorf("contrast %v: %v", pair, err)
		}
	}
}
