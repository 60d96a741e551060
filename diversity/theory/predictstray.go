package theory

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/theory/internal/gp"

	"gonum.org/v1/gonum/stat"
)

// stray is how far a law was off a budget that it foretold, beyond the noise of the means, for each octave from the
// budgets that it was fitted to: as a whole, and in the shape of the curve. Errors are shares.
type stray struct{ level, shape float64 }

// strayOf judges what a law missed of the means of a budget, whose variances are noise.
func strayOf(missed, noise []float64, octaves float64) stray {
	variance := stat.Mean(noise, nil)
	level, spread := stat.PopMeanVariance(missed, nil)
	return stray{
		level: math.Sqrt(max(0, level*level-variance/float64(len(missed)))) / octaves,
		shape: math.Sqrt(max(0, spread-variance)) / octaves,
	}
}

// straying is a law that goes on to be off as it was, by random amounts that grow with the octaves beyond the largest
// budget. A law which is wrong has narrow intervals nevertheless: they trust it.
type straying struct {
	*LawFit
	stray stray
	last  float64 // ln of the largest measured budget
}

const forStray diversity.Purpose = "stray"

// strayLength is over how much of ln K a shape is off in the same direction: the middle one of the surface's.
const strayLength = 2

// drawAt adds to each draw a level and a wave of random length and phase, which over many draws has a
// squared-exponential covariance (random Fourier features, Rahimi and Recht 2007).
func (s straying) drawAt(places []gp.Place, count int) [][]float64 {
	draws := s.LawFit.drawAt(places, count)
	rng := diversity.Stream(s.options.Seed, forStray)
	for _, values := range draws {
		level := s.stray.level * rng.NormFloat64()
		frequency, phase := rng.NormFloat64()/strayLength, 2*math.Pi*rng.Float64()
		for i, at := range places {
			octaves := max(0, at.LnN-s.last) / math.Ln2
			values[i] += octaves * (level + s.stray.shape*math.Sqrt2*math.Cos(frequency*at.LnK+phase))
		}
	}
	return draws
}
