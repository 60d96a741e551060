package theory_test

import (
	"os"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

// Worlds of tests: the same best ratio at every budget, and one that rises with it.
var (
	invariant = theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.02}
	drifting  = theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Beta: 0.6, Noise: 0.02} // slope 0.6
)

// Tables of measured studies.
const (
	studyA = "A-hz-l.5-ep20.csv"
	studyB = "B-hz-l0-aug.3-st400.csv"
	studyJ = "J-mlp-hz-l.5-ep20.csv"
)

// unlessRace is how many of something to simulate: the race detector is slow and needs to see few.
func unlessRace(many, few int) int {
	if raceDetector {
		return few
	}
	return many
}

// long says whether the long form of a simulation is wanted; it prints how to get it where it is not.
func long(t testing.TB) bool {
	t.Helper()
	wanted := os.Getenv("DIVERSITY_LONG") != ""
	if !wanted {
		t.Log("the short form: set DIVERSITY_LONG=1 for the long one")
	}
	return wanted
}

// row is a measurement in one short line.
func row(k, n int, run, task string, value float64) diversity.Measurement {
	return diversity.Measurement{Size: diversity.Size{Classes: k, PerClass: n}, Run: run, Task: task, Error: value, Tested: 100}
}

// study stands in for measured results: a world with a known law, three budgets, three repeats.
// study is what a small study of an invariant world measures.
func study() []diversity.Measurement {
	world := theory.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points, err := world.Measure(ladder(256, 1024, 4096), 3, 2)
	if err != nil {
		panic(err)
	}
	return points
}

// failing is a world that cannot be measured, or panics.
// failing is a world that fails.
type failing struct{ panics bool }

func (b failing) Measure([]diversity.Size, int, uint64) ([]diversity.Measurement, error) {
	if b.panics {
		panic("no")
	}
	return nil, diversity.Invalid("broken", true, "a world that works")
}

// broken asks for an exponent that it does not have.
type broken struct{ theory.Law }

func (broken) Basis(_, _ float64, exponents, _ []float64) { _ = exponents[3] }

// panicking fails when it is evaluated.
type panicking struct{ theory.Tied }

func (panicking) Basis(_, _ float64, _, _ []float64) { panic("no") }
