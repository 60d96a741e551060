package theory_test

import (
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// bent are runs with K* = 16, 16, 16, 32, 64 at N = 256 to 4096: the slope is 0 up to N = 1024 and 1 from there on.
func bent(noise float64, seed uint64) []diversity.Measurement {
	rng := diversity.Stream(seed, diversity.ForBootstrap, 0)
	var points []diversity.Measurement
	for i, best := range []float64{16, 16, 16, 32, 64} {
		budget := 256 << i
		for k := 2; k <= budget/2; k *= 2 {
			for run := range 3 {
				miss := math.Log2(float64(k) / best)
				points = append(points, diversity.Measurement{
					Size: diversity.Size{Classes: k, PerClass: budget / k}, Repeat: run,
					Error: 0.2 + 0.01*miss*miss + noise*rng.NormFloat64(),
				})
			}
		}
	}
	return points
}

// TestAKinkIsSaidToBeAKink: the line through it has a slope near 1/2 and an interval that holds it.
func TestAKinkIsSaidToBeAKink(t *testing.T) {
	slope, err := theory.MeasureSlope(bent(0.002, 1), theory.MinimaOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	l := slope.Linearity
	testkit.Near(t, "early slope", l.Early, 0, 0.15)
	testkit.Near(t, "late slope", l.Late, 1, 0.15)
	if !l.Rejects() || l.Middle != 1024 {
		t.Errorf("linearity: %v", l)
	}
	v := theory.JudgeInvariance(slope)
	if v.Outcome != theory.Rejected || !strings.Contains(v.Sentence, "bends over ln N") {
		t.Errorf("%v: %v", v.Outcome, v)
	}
}

// TestLinearityKeepsItsSize: where K* = sqrt N, a bend is claimed in about 1% of studies.
func TestLinearityKeepsItsSize(t *testing.T) {
	studies := testkit.Simulated(t, testkit.Simulations{Plain: 60, Whole: 200, Long: 2000})
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Noise: 0.01}
	bends := testkit.Share{Count: studies}
	for seed := range studies {
		points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 5, uint64(seed))
		slope, err := theory.MeasureSlope(points, theory.MinimaOptions{BootstrapSamples: 200})
		if err != nil {
			t.Fatal(err)
		}
		if slope.Linearity.Rejects() {
			bends.Hits++
		}
	}
	if bends.Beyond(0.01, 0.02) {
		t.Errorf("a bend is claimed in %v studies, want 1%%", bends)
	}
}

// TestLinearityIsNotKnown with two budgets, and without repeats.
func TestLinearityIsNotKnown(t *testing.T) {
	for name, points := range map[string][]diversity.Measurement{
		"two budgets": testkit.Measure(t, anyDesign, testkit.Ladder(256, 1024), 3, 1),
		"single runs": testkit.Measure(t, anyDesign, testkit.Ladder(256, 1024, 4096), 1, 1),
	} {
		slope, err := theory.MeasureSlope(points, theory.MinimaOptions{Seed: 1})
		if err != nil || slope.Linearity.Known || slope.Linearity.String() != "not known" {
			t.Errorf("%s: %v, %v", name, slope.Linearity, err)
		}
	}
}
