package theory_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/nlls"
	"tradeoff/diversity/worlds"
)

func profile(t testing.TB, f *theory.LawFit, q theory.Quantity) theory.Profile {
	t.Helper()
	p, err := f.Profile(q, theory.ProfileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// squaresOf is the sum of squares of a law's fit.
func squaresOf(t testing.TB, points []diversity.Measurement, law laws.Law) float64 {
	t.Helper()
	return math.Pow(testkit.Fit(t, points, law, theory.FitOptions{BootstrapSamples: -1}).RMS, 2) * float64(len(points))
}

// TestProfileOfALinearLaw: where the law is linear the profile is Student's interval.
func TestProfileOfALinearLaw(t *testing.T) {
	points := testkit.Study()
	law := laws.Tied{Exponent: 0.5}
	fitted := testkit.Fit(t, points, law, theory.FitOptions{BootstrapSamples: -1})
	problem := nlls.Problem{Start: []float64{0.1, 1, 1}}
	at, difference := testkit.Size(32, 16), 0.0
	for _, point := range points {
		problem.Observed = append(problem.Observed, point.Error)
	}
	// the last two parameters are replaced so that each quantity is a parameter of some problem
	solve := func(model func(p []float64, k, n float64) float64) nlls.Solution {
		problem.Model = func(p, values []float64) {
			for i, point := range points {
				values[i] = model(p, math.Pow(float64(point.Size.Classes), -0.5), math.Pow(float64(point.Size.PerClass), -0.5))
			}
		}
		s, err := nlls.Solve(context.Background(), problem, nlls.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	plain := solve(func(p []float64, k, n float64) float64 { return p[0] + p[1]*k + p[2]*n })
	shifted := solve(func(p []float64, k, n float64) float64 { return p[0] + (p[1]+p[2])*k + p[2]*n })
	k, n := math.Pow(32, -0.5), math.Pow(16, -0.5)
	level := solve(func(p []float64, x, y float64) float64 { return p[0] + p[1]*(x-k) + p[2]*(y-n) })
	for _, c := range []struct {
		q    theory.Quantity
		want estimate.Estimate
	}{
		{theory.ParameterOf("E"), plain.Estimate(0)}, {theory.ParameterOf("A"), plain.Estimate(1)},
		{theory.ParameterOf("B"), plain.Estimate(2)},
		{theory.DifferenceOf("A", "B"), shifted.Estimate(1)}, {theory.ErrorOf(at), level.Estimate(0)},
	} {
		p := profile(t, fitted, c.q)
		testkit.Near(t, p.Quantity, p.Value, c.want.Value, 1e-9)
		testkit.Near(t, p.Quantity+" low", p.Interval.Low, c.want.Interval.Low, 1e-7)
		testkit.Near(t, p.Quantity+" high", p.Interval.High, c.want.Interval.High, 1e-7)
		for _, traced := range p.Curve { // a straight line
			if traced.T != 0 && traced.Value > 0 {
				difference = max(difference, math.Abs(traced.T/(traced.Value-p.Value)/(p.Curve[len(p.Curve)-1].T/(p.Curve[len(p.Curve)-1].Value-p.Value))-1))
			}
		}
	}
	testkit.Near(t, "bend of the profiles", difference, 0, 1e-5)
}

// shifted is untied with b = a - by.
type shifted struct{ by float64 }

func (shifted) Name() string           { return "shifted" }
func (shifted) TeX() string            { return "" }
func (shifted) Coefficients() []string { return []string{"E", "A", "B"} }
func (s shifted) Exponents() []laws.Exponent {
	return []laws.Exponent{{Name: "a", Low: max(0.02, 0.02+s.by), High: min(4, 4+s.by)}}
}
func (s shifted) Basis(lnK, lnn float64, exponents, basis []float64) {
	laws.Untied{}.Basis(lnK, lnn, []float64{exponents[0], exponents[0] - s.by}, basis)
}

// pinned is untied with K* at a budget.
type pinned struct{ lnK, lnN float64 }

func (pinned) Name() string               { return "pinned" }
func (pinned) TeX() string                { return "" }
func (pinned) Coefficients() []string     { return []string{"E", "B"} }
func (pinned) Exponents() []laws.Exponent { return laws.Untied{}.Exponents() }
func (p pinned) Basis(lnK, lnn float64, exponents, basis []float64) {
	a, b := exponents[0], exponents[1]
	basis[0], basis[1] = 1, math.Exp(-b*lnn)+b/a*math.Exp((a+b)*p.lnK-b*p.lnN-a*lnK)
}

// TestProfileEndsHaveTheRightLikelihood refits laws in which the quantity is fixed at the ends of the interval.
func TestProfileEndsHaveTheRightLikelihood(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Beta: 0.6, Noise: 0.01},
		testkit.Ladder(128, 512, 2048), 2, 4)
	fitted := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
	least := squaresOf(t, points, laws.Untied{})
	lnN := math.Log(4096)
	check := func(p theory.Profile, lawAt func(value float64) laws.Law) {
		t.Helper()
		if !(p.Interval.Low < p.Value && p.Value < p.Interval.High) || p.DegreesOfFreedom != float64(len(points)-5) {
			t.Errorf("%v with %v degrees of freedom", p, p.DegreesOfFreedom)
		}
		for _, end := range []float64{p.Interval.Low, p.Interval.High} {
			squares := squaresOf(t, points, lawAt(end))
			reached := math.Sqrt((squares - least) / (least / p.DegreesOfFreedom))
			testkit.Near(t, p.Quantity+": T at an end", reached, 2.02619, 1e-4) // Student's quantile at 37 degrees of freedom
		}
	}
	check(profile(t, fitted, theory.DifferenceOf("a", "b")), func(v float64) laws.Law { return shifted{v} })
	best := profile(t, fitted, theory.BestClassesAt(4096))
	check(best, func(v float64) laws.Law { return pinned{math.Log(v), lnN} })
	ratio := profile(t, fitted, theory.BestRatioAt(4096))
	testkit.Near(t, "x* low", ratio.Interval.Low*4096/math.Pow(best.Interval.Low, 2), 1, 1e-4)
	testkit.Near(t, "x* high", ratio.Interval.High*4096/math.Pow(best.Interval.High, 2), 1, 1e-4)
	tied := testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	least = squaresOf(t, points, laws.Tied{})
	a := profile(t, tied, theory.ParameterOf("a"))
	for _, end := range []float64{a.Interval.Low, a.Interval.High} {
		squares := squaresOf(t, points, laws.Tied{Exponent: end})
		testkit.Near(t, "T of a", math.Sqrt((squares-least)/(least/a.DegreesOfFreedom)), 2.02439, 1e-4)
	}
}

func TestProfileSaysWhatIsUnbounded(t *testing.T) {
	world := worlds.Planted{E: 0.2, A: 0.5, B: 0.02, Alpha: 0.5, Noise: 0.02}
	fitted := testkit.Fit(t, testkit.Measure(t, world, testkit.Ladder(64, 256), 2, 1), laws.Untied{},
		theory.FitOptions{BootstrapSamples: -1})
	best := profile(t, fitted, theory.BestClassesAt(256))
	if !math.IsInf(best.Interval.High, 1) || !strings.Contains(best.String(), "unbounded)") {
		t.Errorf("B may be 0, so that nothing bounds K*: %v", best)
	}
	if b := profile(t, fitted, theory.ParameterOf("B")); b.Interval.Low != 0 || b.Interval.High < 0.02 {
		t.Errorf("%v", b)
	}
	if b := profile(t, fitted, theory.ParameterOf("b")); !math.IsInf(b.Interval.Low, -1) ||
		!math.IsInf(b.Interval.High, 1) {
		t.Errorf("without B its exponent means nothing: %v", b)
	}
	for i, traced := range best.Curve {
		if i > 0 && traced.Value < best.Curve[i-1].Value || math.IsNaN(traced.T) {
			t.Errorf("curve: %v", best.Curve)
		}
	}
}

func TestProfileRefuses(t *testing.T) {
	fitted := testkit.Fit(t, testkit.Study(), laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
	cases := []struct {
		f    *theory.LawFit
		q    theory.Quantity
		o    theory.ProfileOptions
		want error
		says string
	}{
		{fitted, theory.Quantity{}, theory.ProfileOptions{}, diversity.ErrInvalid, "ParameterOf"},
		{fitted, theory.ParameterOf("c"), theory.ProfileOptions{}, diversity.ErrInvalid, "one of E, A, B, a, b"},
		{fitted, theory.DifferenceOf("a", "c"), theory.ProfileOptions{}, diversity.ErrInvalid, "one of E, A, B, a, b"},
		{fitted, theory.DifferenceOf("a", "A"), theory.ProfileOptions{}, diversity.ErrInvalid, "two different"},
		{fitted, theory.DifferenceOf("a", "a"), theory.ProfileOptions{}, diversity.ErrInvalid, "two different"},
		{fitted, theory.BestClassesAt(0), theory.ProfileOptions{}, diversity.ErrInvalid, "budget"},
		{fitted, theory.ErrorOf(testkit.Size(0, 1)), theory.ProfileOptions{}, diversity.ErrInvalid, "Size.Classes"},
		{fitted, theory.ParameterOf("a"), theory.ProfileOptions{Level: 1}, diversity.ErrInvalid, "ProfileOptions.Level"},
		{testkit.Fit(t, testkit.Study(), laws.Untied{}, theory.FitOptions{BootstrapSamples: -1, Huber: 0.01}),
			theory.ParameterOf("a"), theory.ProfileOptions{}, diversity.ErrInvalid, "Huber"},
		{testkit.Fit(t, testkit.Study(), laws.Flat{}, theory.FitOptions{BootstrapSamples: -1}), theory.BestClassesAt(1024),
			theory.ProfileOptions{}, theory.ErrNoOptimum, "as good"},
		{testkit.Fit(t, testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.5}, testkit.Ladder(64, 256), 1, 0),
			laws.Tied{}, theory.FitOptions{BootstrapSamples: -1}), theory.ParameterOf("a"), theory.ProfileOptions{},
			theory.ErrNoVariation, "every point"},
	}
	for _, c := range cases {
		if _, err := c.f.Profile(c.q, c.o); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
	sizes := []diversity.Size{testkit.Size(2, 4), testkit.Size(4, 2), testkit.Size(2, 16), testkit.Size(8, 4)}
	few := testkit.Fit(t, testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.5, Alpha: 0.5, Noise: 0.01}, sizes, 1, 0),
		laws.Tied{}, theory.FitOptions{BootstrapSamples: -1})
	if _, err := few.Profile(theory.ParameterOf("a"), theory.ProfileOptions{}); !errors.Is(err, diversity.ErrTooFew) ||
		!strings.Contains(err.Error(), "at least 5") {
		t.Errorf("4 runs for 4 parameters: %v", err)
	}
}
