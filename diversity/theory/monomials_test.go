package theory_test

import (
	"math"
	"testing"

	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// TestLawsOfPowersFitAsAnyLaw: what is shared between sizes is faster and nothing else, also for a law that embeds one
// of them and has a basis of its own.
func TestLawsOfPowersFitAsAnyLaw(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Beta: 0.8, Noise: 0.01},
		testkit.Ladder(128, 512, 2048), 3, 2)
	o := theory.FitOptions{BootstrapSamples: 20}
	for _, law := range []laws.Law{laws.Tied{}, laws.Tied{Exponent: 0.5}, laws.Untied{}, laws.Pooled{}, laws.Flat{},
		laws.WithTotal{Law: laws.Tied{}}} {
		fast, plain := testkit.Fit(t, points, law, o), testkit.Fit(t, points, withoutSlopes{law}, o)
		for i, want := range plain.Parameters {
			testkit.Near(t, law.Name()+" "+want.Name, fast.Parameters[i].Value, want.Value, 1e-5*(1+math.Abs(want.Value)))
			testkit.Near(t, law.Name()+" low "+want.Name, fast.Parameters[i].Interval.Low, want.Interval.Low,
				1e-4*(1+math.Abs(want.Interval.Low)))
		}
		testkit.Near(t, law.Name()+" rms", fast.RMS, plain.RMS, 1e-12)
	}
	other := testkit.Fit(t, points, doubled{}, theory.FitOptions{BootstrapSamples: -1})
	untied := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1})
	testkit.Near(t, "half the exponent", 2*other.Values()[4], untied.Values()[4], 1e-5)
}

// doubled has twice the exponent of n.
type doubled struct{ laws.Untied }

func (doubled) Basis(lnK, lnn float64, exponents, basis []float64) {
	laws.Untied{}.Basis(lnK, lnn, []float64{exponents[0], 2 * exponents[1]}, basis)
}

func (doubled) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	laws.Untied{}.BasisSlopes(lnK, lnn, []float64{exponents[0], 2 * exponents[1]}, slopes)
	slopes[5] *= 2
}
