package theory

import (
	"math"
	"testing"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/gp"
	"tradeoff/diversity/worlds"

	"gonum.org/v1/gonum/stat"
)

// TestDiscrepancyHasLevelAndShape: without noise what was missed is the level plus the shape, per octave.
func TestDiscrepancyHasLevelAndShape(t *testing.T) {
	s := discrepancyOf([]float64{0.05, 0.01, 0.05, 0.01}, []float64{0, 0, 0, 0}, 2)
	if math.Abs(s.level-0.015) > 1e-12 || math.Abs(s.shape-0.01) > 1e-12 {
		t.Errorf("level %v, shape %v, want 0.015 and 0.01", s.level, s.shape)
	}
	noise := []float64{4e-4, 4e-4, 4e-4, 4e-4}
	if s := discrepancyOf([]float64{0.01, -0.01, 0.01, -0.01}, noise, 1); s != (discrepancy{}) {
		t.Errorf("what noise explains is not the law's: %v", s)
	}
}

// TestDiscrepancyGrowsWithTheOctaves checks the deviation of the draws at no, one and two octaves beyond the data, and
// that neighbours on a curve are off together.
func TestDiscrepancyGrowsWithTheOctaves(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.8, Alpha: 0.5}
	law := &LawFit{Law: laws.Tied{}, replicates: [][]float64{{world.E, world.A, world.B, world.Alpha}}}
	m := discrepantLaw{law, discrepancy{level: 0.02, shape: 0.01}, math.Log(1024)}
	const draws = 4000
	columns := make([][]float64, 4)
	for _, draw := range m.drawAt([]gp.Location{
		{LnK: 3, LnN: math.Log(1024)}, {LnK: 3, LnN: math.Log(2048)}, {LnK: 3, LnN: math.Log(4096)},
		{LnK: 3.5, LnN: math.Log(4096)},
	}, draws) {
		for i, value := range draw {
			columns[i] = append(columns[i], value)
		}
	}
	for octaves := range 3 {
		want := float64(octaves) * math.Hypot(0.02, 0.01)
		if got := stat.StdDev(columns[octaves], nil); math.Abs(got-want) > 0.05*want+1e-12 {
			t.Errorf("%d octaves beyond: deviation %v, want %v", octaves, got, want)
		}
	}
	shared := (0.02*0.02 + 0.01*0.01*math.Exp(-0.5*0.5/2/discrepancyLength/discrepancyLength)) / (0.02*0.02 + 0.01*0.01)
	if got := stat.Correlation(columns[2], columns[3], nil); math.Abs(got-shared) > 0.02 {
		t.Errorf("correlation of neighbours %v, want %v", got, shared)
	}
}
