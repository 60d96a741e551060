package theory_test

import (
	"math"
	"testing"

	"tradeoff/diversity/theory"
)

// TestLawsOfPowersFitAsAnyLaw: what is shared between sizes is faster and nothing else, also for a law that embeds one
// of them and has a basis of its own.
func TestLawsOfPowersFitAsAnyLaw(t *testing.T) {
	points := measure(t, theory.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Beta: 0.8, Noise: 0.01}, ladder(128, 512, 2048), 3, 2)
	o := theory.FitOptions{Replicates: 20}
	for _, law := range []theory.Law{theory.Tied{}, theory.Tied{Exponent: 0.5}, theory.Untied{}, theory.Pooled{}, theory.Flat{}, theory.WithTotal{Law: theory.Tied{}}} {
		fast, plain := fit(t, points, law, o), fit(t, points, withoutSlopes{law}, o)
		for i, want := range plain.Parameters {
			near(t, law.Name()+" "+want.Name, fast.Parameters[i].Value, want.Value, 1e-5*(1+math.Abs(want.Value)))
			near(t, law.Name()+" low "+want.Name, fast.Parameters[i].Interval.Low, want.Interval.Low, 1e-4*(1+math.Abs(want.Interval.Low)))
		}
		near(t, law.Name()+" rms", fast.RMS, plain.RMS, 1e-12)
	}
	other := fit(t, points, doubled{}, theory.FitOptions{Replicates: -1})
	untied := fit(t, points, theory.Untied{}, theory.FitOptions{Replicates: -1})
	near(t, "half the exponent", 2*other.Values()[4], untied.Values()[4], 1e-5)
}

// doubled has twice the exponent of n.
type doubled struct{ theory.Untied }

func (doubled) Basis(lnK, lnn float64, exponents, basis []float64) {
	theory.Untied{}.Basis(lnK, lnn, []float64{exponents[0], 2 * exponents[1]}, basis)
}

func (doubled) BasisSlopes(lnK, lnn float64, exponents, slopes []float64) {
	theory.Untied{}.BasisSlopes(lnK, lnn, []float64{exponents[0], 2 * exponents[1]}, slopes)
	slopes[5] *= 2
}
