package testkit

import (
	"os"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/worlds"
)

// Worlds of tests: the same best ratio at every budget, and one that rises with it.
var (
	Invariant = worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.02}
	Drifting  = worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.4, Beta: 0.6, Noise: 0.02} // slope 0.6
)

// Tables of measured studies.
const (
	StudyA = "A-hz-l.5-ep20.csv"
	StudyB = "B-hz-l0-aug.3-st400.csv"
	StudyJ = "J-mlp-hz-l.5-ep20.csv"
)

// ManyOrFew is how many of something to simulate: few with -short, and with the race detector, which is slow and needs
// to see few.
func ManyOrFew(many, few int) int {
	if RaceDetector || testing.Short() {
		return few
	}
	return many
}

// Long says whether the long form of a simulation is wanted; it prints how to get it where it is not.
func Long(t testing.TB) bool {
	t.Helper()
	wanted := os.Getenv("DIVERSITY_LONG") != ""
	if !wanted {
		t.Log("the short form: set DIVERSITY_LONG=1 for the long one")
	}
	return wanted
}

// Row is a measurement in one short line.
func Row(k, n int, run, task string, value float64) diversity.Measurement {
	return diversity.Measurement{Size: diversity.Size{Classes: k, PerClass: n}, Run: run, Task: task, Error: value,
		Tested: 100}
}

// Study stands in for measured results: a world with a known law, three budgets, three repeats.
// study is what a small study of an invariant world measures.
func Study() []diversity.Measurement {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.005}
	points, err := world.Measure(Ladder(256, 1024, 4096), 3, 2)
	if err != nil {
		panic(err)
	}
	return points
}

// Failing is a world that cannot be measured, or panics.
// failing is a world that fails.
type Failing struct{ Panics bool }

// Measure fails.
func (b Failing) Measure([]diversity.Size, int, uint64) ([]diversity.Measurement, error) {
	if b.Panics {
		panic("no")
	}
	return nil, diversity.Invalid("broken", true, "a world that works")
}

// Broken asks for an exponent that it does not have.
type Broken struct{ laws.Law }

// Basis panics.
func (Broken) Basis(_, _ float64, exponents, _ []float64) { _ = exponents[3] }

// Panicking fails when it is evaluated.
type Panicking struct{ laws.Tied }

// Basis panics.
func (Panicking) Basis(_, _ float64, _, _ []float64) { panic("no") }
