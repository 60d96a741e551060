package theory_test

import (
	"fmt"
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// coverage is a kind of study to simulate: a world, a law to fit, and how often each size is run.
type coverage struct {
	world   worlds.Planted
	law     laws.Law
	repeats int
	seed    uint64 // of the first study, so that three and five repeats do not share their noise
}

func (c coverage) String() string {
	kind := "untied"
	if c.world.Beta == 0 || c.world.Beta == c.world.Alpha {
		kind = "tied"
	}
	return fmt.Sprintf("%s truth, %s fit, %d repeats, noise %v", kind, c.law.Name(), c.repeats, c.world.Noise)
}

// coveredBudget is the largest that is measured.
const coveredBudget = 4096

// quantities are what is covered, with their true values.
func (c coverage) quantities() (names []string, quantities []theory.Quantity, truth []float64) {
	best := c.world.BestClasses(coveredBudget)
	values := c.world.Parameters()
	for i, name := range []string{"a", "b"} {
		if _, tied := c.law.(laws.Tied); !tied || name == "a" {
			names, quantities, truth = append(names, name), append(quantities, theory.ParameterOf(name)),
				append(truth, values[3+i])
		}
	}
	return append(names, "x*", "K*"),
		append(quantities, theory.BestRatioAt(coveredBudget), theory.BestClassesAt(coveredBudget)),
		append(truth, best*best/coveredBudget, best)
}

// bootstrap are the intervals of the refits, in the order of the quantities.
func (c coverage) bootstrap(t testing.TB, fitted *theory.LawFit) []estimate.Interval {
	t.Helper()
	best, err := fitted.BestAt(coveredBudget, theory.BestOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var intervals []estimate.Interval
	for _, parameter := range fitted.Parameters[3:] {
		intervals = append(intervals, parameter.Interval)
	}
	return append(intervals, best.Ratio.Interval, best.Classes.Interval)
}

// simulate counts how often the intervals hold the truth, by method and quantity.
func (c coverage) simulate(t testing.TB, studies, profiles, replicates int) map[string]*testkit.Share {
	t.Helper()
	names, quantities, truth := c.quantities()
	held := map[string]*testkit.Share{}
	count := func(method string, i int, interval estimate.Interval) {
		key := method + " " + names[i]
		if held[key] == nil {
			held[key] = &testkit.Share{}
		}
		held[key].Count++
		if interval.Contains(truth[i]) {
			held[key].Hits++
		}
	}
	for seed := range studies {
		points := testkit.Measure(t, c.world, testkit.DesignOf(512, 1024, 2048, coveredBudget), c.repeats,
			c.seed+uint64(seed))
		fitted := testkit.Fit(t, points, c.law, theory.FitOptions{BootstrapSamples: replicates, Seed: uint64(seed)})
		for i, interval := range c.bootstrap(t, fitted) {
			count("bootstrap", i, interval)
		}
		for i, q := range quantities {
			if delta, err := fitted.DeltaInterval(q); err == nil {
				count("delta", i, delta.Interval)
			}
			if seed < profiles && names[i] != "x*" { // the profile of x* is that of K*
				count("profile", i, profile(t, fitted, q).Interval)
			}
		}
	}
	return held
}

// TestCoverage: 95% intervals hold the truth in 95% of studies. Of 40 studies at most 32 alarm, which happens to right
// intervals once in 1,000 and to those that hold the truth in 70% in 94 of 100.
func TestCoverage(t *testing.T) {
	untied := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Beta: 0.7, Noise: 0.015}
	tied := untied
	tied.Beta = 0
	cases := []coverage{{untied, laws.Untied{}, 3, 0}, {tied, laws.Tied{}, 3, 0}}
	studies := testkit.Simulated(t, testkit.Simulations{Plain: 40, Whole: 200, Long: 1000})
	profiles, replicates := min(30, studies/5), 250
	if studies >= 1000 {
		profiles, replicates = 1000, 1000
		cases = nil // with seeds that the method had not met when it was chosen
		for repeats, seed := range map[int]uint64{3: 500_000, 5: 600_000} {
			cases = append(cases, coverage{untied, laws.Untied{}, repeats, seed}, coverage{tied, laws.Untied{}, repeats, seed},
				coverage{tied, laws.Tied{}, repeats, seed})
		}
	}
	for _, c := range cases {
		t.Run(c.String(), func(t *testing.T) {
			held := c.simulate(t, studies, profiles, replicates)
			names, _, _ := c.quantities()
			for _, method := range []string{"bootstrap", "profile", "delta"} {
				c.report(t, method, names, held)
			}
		})
	}
}

func TestIntegrationCoverage(t *testing.T) { testkit.Integration(t, TestCoverage) }

func (c coverage) report(t testing.TB, method string, names []string, held map[string]*testkit.Share) {
	t.Helper()
	line := method
	for _, name := range names {
		share := held[method+" "+name]
		if share == nil {
			continue
		}
		line += fmt.Sprintf("  %s %v", name, share)
		if share.Beyond(0.95, 0.02) {
			t.Errorf("%s intervals of %s hold the truth in %v of studies, want 93 to 97%%", method, name, share)
		}
	}
	t.Log(line)
}

// unequal is a world whose noise is a share of the error, so that runs of small sets scatter more.
type unequal struct {
	worlds.Planted
	share float64
}

func (w unequal) Measure(sizes []diversity.Size, repeats int, seed uint64) ([]diversity.Measurement, error) {
	points, err := w.Planted.Measure(sizes, repeats, seed)
	for i, point := range points {
		noise := diversity.Stream(seed, "unequal", point.Size.Classes, point.Size.PerClass, point.Repeat).NormFloat64()
		points[i].Error = min(1, point.Error*math.Exp(w.share*noise))
	}
	return points, err
}

// TestCoverageWithUnequalNoise: the bootstrap of runs sees where they scatter, the delta method takes all for equally
// noisy. Relative weights, which are right here, are as good as equal weights are for equal noise, and those by repeats
// find them. The two methods disagree in some 7% of studies, so that 30 show none of it once in 9, and 100 once in
// 1,400.
func TestCoverageWithUnequalNoise(t *testing.T) {
	world := unequal{worlds.Planted{E: 0.02, A: 0.8, B: 0.6, Alpha: 0.5, Beta: 0.7}, 0.08}
	studies := testkit.Simulated(t, testkit.Simulations{Plain: 30, Whole: 100, Long: 1000})
	for _, weighting := range []theory.Weighting{theory.Equal, theory.Relative, theory.ByRepeats} {
		bootstrap, delta := testkit.Share{Count: studies}, testkit.Share{Count: studies}
		for seed := range uint64(studies) {
			fitted := testkit.Fit(t, testkit.Measure(t, world, testkit.DesignOf(512, 1024, 2048, 4096), 3, seed), laws.Untied{},
				theory.FitOptions{BootstrapSamples: 400, Seed: seed, Weighting: weighting})
			if fitted.Parameters[3].Interval.Contains(world.Alpha) {
				bootstrap.Hits++
			}
			if e, err := fitted.DeltaInterval(theory.ParameterOf("a")); err == nil && e.Interval.Contains(world.Alpha) {
				delta.Hits++
			}
		}
		t.Logf("weights %q: a within the bootstrap interval in %v, within that of the delta method in %v", weighting,
			bootstrap, delta)
		switch {
		case weighting == theory.Equal && bootstrap.Hits <= delta.Hits:
			t.Errorf("the bootstrap holds a in %v of studies with unequal noise, the delta method in %v", bootstrap, delta)
		case weighting != theory.Equal && bootstrap.Beyond(0.95, 0.02):
			t.Errorf("with weights %q the bootstrap holds a in %v", weighting, bootstrap)
		}
	}
}

func TestIntegrationCoverageWithUnequalNoise(t *testing.T) {
	testkit.Integration(t, TestCoverageWithUnequalNoise)
}
