package theory_test

import (
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// TestGainsAreThoseOfTheWorld: over simulated studies the intervals of the gain hold what the chosen size truly saves.
// At 95% the chance of fewer than 33 in 40 or 15 in 20 is below 0.001; at 60% it is 0.996 and 0.87.
func TestGainsAreThoseOfTheWorld(t *testing.T) {
	studies := testkit.Simulated(t, testkit.Simulations{Plain: 20, Whole: 40, Long: 40})
	least := map[int]int{20: 15, 40: 33}[studies]
	world := worlds.Planted{E: 0.1, A: 0.4, B: 0.8, Alpha: 0.5, Noise: 0.01}
	limits := diversity.Limits{Classes: 2048, PerClass: 2048}
	held := map[string]int{}
	at := func(s diversity.Size) float64 { return world.ErrorAt(float64(s.Classes), float64(s.PerClass)) }
	for seed := range uint64(studies) {
		points := testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 3, seed)
		p := bestAt(t, testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: 200, Seed: seed}), 16384,
			limits)
		for _, baseline := range p.Baselines {
			testkit.Near(t, "gain of "+baseline.Name, baseline.Gain.Value, baseline.Error-p.Error.Value, 1e-12)
			if baseline.Gain.Interval.Contains(at(baseline.Size) - at(p.Size)) {
				held[baseline.Name]++
			}
		}
	}
	for _, name := range []string{"most classes", "fewest classes", "K = n", "constant ratio K/n", "constant K",
		"constant n"} {
		if held[name] < least {
			t.Errorf("%s: %d of %d intervals hold the true gain, want %d", name, held[name], studies, least)
		}
	}
}

func TestIntegrationGainsAreThoseOfTheWorld(t *testing.T) {
	testkit.Integration(t, TestGainsAreThoseOfTheWorld)
}

// TestGainIsPaired: what all refits have in common, such as E, is no part of its uncertainty.
func TestGainIsPaired(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.4, B: 0.8, Alpha: 0.5, Noise: 0.02},
		testkit.Ladder(256, 1024, 4096), 3, 1)
	p := bestAt(t, testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{}), 16384, diversity.Limits{})
	width := func(e estimate.Estimate) float64 { return e.Interval.High - e.Interval.Low }
	for _, baseline := range p.Baselines {
		if baseline.Size == p.Size {
			testkit.Near(t, "gain over the chosen size itself", width(baseline.Gain), 0, 0)
		}
		if baseline.Name == "K = n" && width(baseline.Gain) > width(p.Error) {
			t.Errorf("gain %v is less certain than the error itself, %v", baseline.Gain, p.Error)
		}
	}
	without := bestAt(t, testkit.Fit(t, points, laws.Tied{}, theory.FitOptions{BootstrapSamples: -1}), 16384,
		diversity.Limits{})
	if without.Baselines[0].Gain.Interval.Known() || !(without.Baselines[0].Gain.Value > 0) {
		t.Errorf("without refits the gain is %v", without.Baselines[0].Gain)
	}
	surface := surfaceBest(t, surface(t, points, quick), 8192, diversity.Limits{})
	for _, baseline := range surface.Baselines[:2] {
		if !(baseline.Gain.Interval.Low > 0) {
			t.Errorf("by the surface %s gains %v", baseline.Name, baseline.Gain)
		}
	}
}
