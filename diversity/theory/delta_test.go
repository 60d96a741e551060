package theory_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// TestDeltaAgreesWithProfile where noise is so small that the law is straight within the intervals.
func TestDeltaAgreesWithProfile(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Beta: 0.7, Noise: 0.0003},
		testkit.Ladder(128, 512, 2048), 3, 4)
	quantities := []theory.Quantity{
		theory.ParameterOf("E"), theory.ParameterOf("A"), theory.ParameterOf("B"), theory.ParameterOf("a"),
		theory.ParameterOf("b"),
		theory.DifferenceOf("a", "b"), theory.DifferenceOf("A", "B"), theory.BestClassesAt(4096), theory.BestRatioAt(4096),
		theory.ErrorOf(testkit.Size(32, 64)),
	}
	weightings := []theory.Weighting{theory.Relative, theory.Equal}
	if testing.Short() {
		weightings = weightings[:1]
		t.Log("by relative weights only, because of -short")
	}
	for _, weighting := range weightings {
		for _, law := range []laws.Law{laws.Untied{}, withoutSlopes{laws.Untied{}}} {
			fitted := testkit.Fit(t, points, law, theory.FitOptions{BootstrapSamples: -1, Weighting: weighting})
			for _, q := range quantities {
				delta, err := fitted.DeltaInterval(q)
				if err != nil {
					t.Fatal(err)
				}
				p := profile(t, fitted, q)
				testkit.Near(t, q.String(), delta.Value, p.Value, 1e-12*math.Abs(p.Value))
				width := p.Interval.High - p.Interval.Low
				testkit.Near(t, q.String()+" low", delta.Interval.Low, p.Interval.Low, 0.02*width)
				testkit.Near(t, q.String()+" high", delta.Interval.High, p.Interval.High, 0.02*width)
				testkit.Near(t, q.String()+" width", (delta.Interval.High-delta.Interval.Low)/width, 1, 0.02)
			}
		}
	}
}

// TestDeltaAtBounds: what is not determined is unbounded, and what is held is an error.
func TestDeltaAtBounds(t *testing.T) {
	o := theory.FitOptions{BootstrapSamples: -1}
	hurt := testkit.Fit(t, testkit.Measure(t, worlds.Planted{E: 0.1, B: 0.5, Alpha: 0.5, Noise: 0.001},
		testkit.Ladder(256, 1024, 4096), 1, 2), laws.Pooled{}, o)
	steep := testkit.Fit(t, testkit.Measure(t, worlds.Planted{E: 0.3, A: 0.2, Alpha: 6, Noise: 0.0001},
		testkit.Ladder(256, 1024, 4096), 1, 2), laws.Tied{}, o)
	gone := testkit.Fit(t, testkit.Measure(t, worlds.Planted{A: 0.9, B: 0.4, Alpha: 0.3, Noise: 0.01},
		testkit.Ladder(256, 1024, 4096), 3, 4), laws.Tied{}, o)
	rising := testkit.Measure(t, worlds.Planted{E: 0.2, A: 0.5, Alpha: 0.5, Noise: 0.01}, testkit.Ladder(64, 256), 2, 1)
	for i, point := range rising {
		rising[i].Error += 0.01 * math.Log(float64(point.Size.PerClass))
	}
	oneSided := testkit.Fit(t, rising, laws.Tied{}, o)
	for _, c := range []struct {
		f    *theory.LawFit
		q    theory.Quantity
		says string
	}{
		{hurt, theory.ParameterOf("A"), "A changes with A, which is at its bound 0"},
		{steep, theory.ParameterOf("a"), "a changes with a, which is at its bound 4"},
		{gone, theory.ParameterOf("E"), "E changes with E, which is at its bound 0"},
		{gone, theory.ErrorOf(testkit.Size(16, 16)), "changes with E"},
		{oneSided, theory.BestClassesAt(256), "K* at N = 256 is +Inf by the fit"},
	} {
		if _, err := c.f.DeltaInterval(c.q); !errors.Is(err, theory.ErrAtBound) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	if a, err := hurt.DeltaInterval(theory.ParameterOf("a")); err != nil || a.Interval.Low != 0 ||
		!math.IsInf(a.Interval.High, 1) {
		t.Errorf("without A its exponent means nothing: %v (%v)", a, err)
	}
	if a, err := gone.DeltaInterval(theory.ParameterOf("a")); err != nil || !a.Interval.Bounded() ||
		!a.Interval.Contains(0.3) {
		t.Errorf("a does not change with E: %v (%v)", a, err)
	}
}

// TestIntervalsKnowHowFewRunsTheyHangOn: where all sizes scatter alike, an interval of the bootstrap is wider than that
// of the delta method by the ratio of their quantiles of Student's t. A hangs on the three sizes with one class here,
// whose runs tell their noise with few degrees of freedom.
func TestIntervalsKnowHowFewRunsTheyHangOn(t *testing.T) {
	sizes := []diversity.Size{testkit.Size(1, 64), testkit.Size(1, 256), testkit.Size(1, 1024)}
	for k := 64; k <= 1024; k *= 2 {
		sizes = append(sizes, testkit.Size(k, 16), testkit.Size(k, 64), testkit.Size(k, 256))
	}
	const deviation, repeats = 0.004, 3
	design := mat.NewDense(len(sizes), 3, nil)
	var points []diversity.Measurement
	for i, at := range sizes {
		k, n := math.Pow(float64(at.Classes), -0.5), math.Pow(float64(at.PerClass), -0.5)
		design.SetRow(i, []float64{1, k, n})
		for repeat := range repeats {
			points = append(points, diversity.Measurement{Size: at, Repeat: repeat,
				Error: 0.1 + 0.5*k + 0.3*n + deviation*float64(repeat-1)})
		}
	}
	// influence of the means on the coefficients
	var square, inverse, influence mat.Dense
	square.Mul(design.T(), design)
	if err := inverse.Inverse(&square); err != nil {
		t.Fatal(err)
	}
	influence.Mul(&inverse, design.T())
	var sum, squares float64
	for i := range sizes {
		part := math.Pow(influence.At(1, i), 2)
		sum += part
		squares += part * part / (repeats - 1)
	}
	freedom := sum * sum / squares
	student := func(freedom float64) float64 { return distuv.StudentsT{Sigma: 1, Nu: freedom}.Quantile(0.975) }
	within := deviation // of three runs at -d, 0, d
	refits, tolerance := 100_000, 0.02
	if testing.Short() {
		refits, tolerance = 20_000, 0.05 // without the degrees of freedom the width is a tenth too small
	}
	fitted := testkit.Fit(t, points, laws.Tied{Exponent: 0.5}, theory.FitOptions{BootstrapSamples: refits})
	a, _ := fitted.Parameter("A")
	half := student(freedom) * within * math.Sqrt(sum/repeats)
	t.Logf("%.1f degrees of freedom", freedom)
	testkit.Near(t, "half width over theory", (a.Interval.High-a.Interval.Low)/2/half, 1, tolerance)
	if freedom > 12 {
		t.Errorf("%v degrees of freedom test nothing", freedom)
	}
}

func TestDeltaRefuses(t *testing.T) {
	fitted := testkit.Fit(t, testkit.Study(), laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
	robust := testkit.Fit(t, testkit.Study(), laws.Untied{}, theory.FitOptions{BootstrapSamples: -1, Huber: 0.01})
	exact := testkit.Fit(t, testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.5}, testkit.Ladder(64, 256),
		1, 0), laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	for _, c := range []struct {
		f    *theory.LawFit
		q    theory.Quantity
		want error
		says string
	}{
		{fitted, theory.Quantity{}, diversity.ErrInvalid, "ParameterOf"},
		{fitted, theory.ParameterOf("c"), diversity.ErrInvalid, "one of E, A, B, a, b"},
		{robust, theory.ParameterOf("a"), diversity.ErrInvalid, "Huber"},
		{exact, theory.ParameterOf("a"), theory.ErrNoVariation, "every point"},
	} {
		if _, err := c.f.DeltaInterval(c.q); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

// The three intervals of one quantity: to first order, by the likelihood and by the bootstrap.
func ExampleLawFit_DeltaInterval() {
	fitted, err := theory.Fit(testkit.Study(), laws.Tied{}, theory.FitOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	delta, err := fitted.DeltaInterval(theory.ParameterOf("a"))
	if err != nil {
		fmt.Println(err)
		return
	}
	bootstrap, _ := fitted.Parameter("a")
	profile, _ := fitted.Profile(theory.ParameterOf("a"), theory.ProfileOptions{})
	fmt.Printf("delta     %v\nprofile   %v\nbootstrap %.3g %v\n", delta, profile.Estimate, bootstrap.Value,
		bootstrap.Interval)
	// Output:
	// delta     0.505 [0.494, 0.516]
	// profile   0.505 [0.494, 0.516]
	// bootstrap 0.505 [0.495, 0.516]
}
