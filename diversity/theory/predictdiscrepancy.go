package theory

import (
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/theory/internal/gp"

	"gonum.org/v1/gonum/stat"
)

// discrepancy is how far a law was off a budget that it predicted, beyond the noise of the means, for each octave from
// the budgets that it was fitted to: as a whole, and in the shape of the curve. Errors are shares.
type discrepancy struct{ level, shape float64 }

// discrepancyOf judges what a law missed of the means of a budget, whose variances are noise.
func discrepancyOf(missed, noise []float64, octaves float64) discrepancy {
	variance := stat.Mean(noise, nil)
	level, spread := stat.PopMeanVariance(missed, nil)
	return discrepancy{
		level: math.Sqrt(max(0, level*level-variance/float64(len(missed)))) / octaves,
		shape: math.Sqrt(max(0, spread-variance)) / octaves,
	}
}

// discrepantLaw is a law that goes on to be off as it was, by random amounts that grow with the octaves beyond the
// largest budget. A law which is wrong has narrow intervals nevertheless: they take it for true.
type discrepantLaw struct {
	*LawFit
	discrepancy discrepancy
	last        float64 // ln of the largest measured budget
}

// forDiscrepancy has its old text, from which the random numbers follow.
const forDiscrepancy diversity.Purpose = "stray"

// discrepancyLength is over how much of ln K a shape is off in the same direction: the middle one of the surface's.
const discrepancyLength = 2

// drawAt adds to each draw a level and a wave of random length and phase, which over many draws has a
// squared-exponential covariance (random Fourier features, Rahimi and Recht 2007).
func (s discrepantLaw) drawAt(locations []gp.Location, count int) [][]float64 {
	draws := s.LawFit.drawAt(locations, count)
	rng := diversity.Stream(s.options.Seed, forDiscrepancy)
	for _, values := range draws {
		level := s.discrepancy.level * rng.NormFloat64()
		frequency, phase := rng.NormFloat64()/discrepancyLength, 2*math.Pi*rng.Float64()
		for i, at := range locations {
			octaves := max(0, at.LnN-s.last) / math.Ln2
			values[i] += octaves * (level + s.discrepancy.shape*math.Sqrt2*math.Cos(frequency*at.LnK+phase))
		}
	}
	return draws
}
