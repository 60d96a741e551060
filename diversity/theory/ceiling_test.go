package theory_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// wideLadder also holds the ends, K = 2 and n = 2, where errors reach the ceiling.
func wideLadder(budgets ...int) []diversity.Size {
	var sizes []diversity.Size
	for _, budget := range budgets {
		for k := 2; k <= budget/2; k *= 2 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
		}
	}
	return sizes
}

// TestCeilingRecoversPlantedLaws: without noise the exponents come out to eight digits although up to half of the sizes
// are at the ceiling, where the plain fit is off by far.
func TestCeilingRecoversPlantedLaws(t *testing.T) {
	cases := []worlds.Planted{
		{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Beta: 0.7, Ceiling: 0.45},
		{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Beta: 0.7, Ceiling: 0.3},
		{E: 0.1, A: 0.4, B: 1.6, Alpha: 0.3, Beta: 1.2, Ceiling: 0.5},
		{E: 0.02, A: 0.9, B: 0.9, Alpha: 1.1, Beta: 0.4, Ceiling: 0.4},
		{E: 0.05, A: 0.8, B: 0.8, Alpha: 0.5, Beta: 0.5, Ceiling: 0.35},
	}
	for _, world := range cases {
		points := testkit.Measure(t, world, wideLadder(256, 1024, 4096), 1, 0)
		atCeiling := 0
		for _, point := range points {
			if point.Error == world.Ceiling {
				atCeiling++
			}
		}
		fitted := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1, Ceiling: world.Ceiling})
		for i, parameter := range fitted.Parameters {
			testkit.Near(t, parameter.Name, parameter.Value, world.Parameters()[i], 1e-8*world.Parameters()[i])
		}
		if atCeiling < 3 || !fitted.Converged || fitted.RMS > 1e-11 {
			t.Errorf("%+v: %d of %d sizes at the ceiling, converged %v, rms %v", world, atCeiling, len(points), fitted.Converged,
				fitted.RMS)
		}
		testkit.Near(t, "error at the ceiling", fitted.FittedError(2, 2), world.Ceiling, 0)
		if at, err := fitted.ValueOf(theory.ErrorOf(testkit.Size(2, 2))); err != nil || at != world.Ceiling {
			t.Errorf("the quantity is %v at the ceiling, %v", at, err)
		}
		if plain := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1}); plain.RMS < 0.01 {
			t.Errorf("%+v: the plain fit has rms %v: the case is no test", world, plain.RMS)
		}
	}
}

// cappedLoss is the loss of min(ceiling, law) at a fit, by its definition.
func cappedLoss(points []diversity.Measurement, f *theory.LawFit, ceiling, huber float64) float64 {
	sum := 0.0
	for _, point := range points {
		r := math.Abs(point.Error - min(ceiling, f.FittedError(float64(point.Size.Classes), float64(point.Size.PerClass))))
		if huber > 0 && r > huber {
			sum += huber * (2*r - huber)
			continue
		}
		sum += r * r
	}
	return sum
}

// TestCeilingIsNeverWorse: with noise around a ceiling, where rows go to and fro between law and ceiling, the loss is
// at most that of the plain fit and that of the truth.
func TestCeilingIsNeverWorse(t *testing.T) {
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Beta: 0.7, Ceiling: 0.35, Noise: 0.02}
	better, unconverged := 0, 0
	studies := testkit.Simulated(t, testkit.Simulations{Short: 5, Plain: 15, Whole: 30, Long: 300})
	for seed := range uint64(studies) {
		points := testkit.Measure(t, world, wideLadder(256, 1024, 4096), 3, seed)
		for _, huber := range []float64{0, 0.02} {
			with := testkit.Fit(t, points, laws.Untied{},
				theory.FitOptions{BootstrapSamples: -1, Ceiling: world.Ceiling, Huber: huber})
			plain := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: -1, Huber: huber})
			loss := cappedLoss(points, with, world.Ceiling, huber)
			if other := cappedLoss(points, plain, world.Ceiling, huber); loss > other*(1+1e-9) {
				t.Errorf("seed %d, Huber %v: loss %v, the plain fit has %v", seed, huber, loss, other)
			} else if loss < 0.95*other {
				better++
			}
			truth := 0.0
			for _, point := range points {
				truth += math.Pow(point.Error-world.ErrorAt(float64(point.Size.Classes), float64(point.Size.PerClass)), 2)
			}
			if huber == 0 && loss > truth {
				t.Errorf("seed %d: loss %v, the truth has %v", seed, loss, truth)
			}
			if !with.Converged {
				unconverged++
			}
		}
	}
	t.Logf("better than the plain fit by 5%% or more in %d of %d, not converged in %d", better, 2*studies, unconverged)
	if 3*better < 4*studies || unconverged > 0 {
		t.Errorf("better in %d of %d, not converged in %d", better, 2*studies, unconverged)
	}
}

func TestIntegrationCeilingIsNeverWorse(t *testing.T) {
	testkit.Integration(t, TestCeilingIsNeverWorse)
}

// TestCeilingOutOfReachIsPlain: a ceiling above all errors changes nothing.
func TestCeilingOutOfReachIsPlain(t *testing.T) {
	points := testkit.Measure(t, worlds.Planted{E: 0.05, A: 0.5, B: 0.3, Alpha: 0.5, Noise: 0.01},
		testkit.Ladder(256, 1024, 4096), 3, 1)
	plain := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: 30})
	capped := testkit.Fit(t, points, laws.Untied{}, theory.FitOptions{BootstrapSamples: 30, Ceiling: 1})
	for i, parameter := range capped.Parameters {
		testkit.Near(t, parameter.Name, parameter.Value, plain.Parameters[i].Value, 1e-7)
		testkit.Near(t, parameter.Name+" low", parameter.Interval.Low, plain.Parameters[i].Interval.Low, 1e-4)
	}
}

// TestCeilingIntervalsCover: at 95% the chance of fewer than 33 in 40 or 15 in 20 is below 0.001; at 60% it is 0.996
// and 0.87.
func TestCeilingIntervalsCover(t *testing.T) {
	studies := testkit.Simulated(t, testkit.Simulations{Plain: 20, Whole: 40, Long: 40})
	least := map[int]int{20: 15, 40: 33}[studies]
	world := worlds.Planted{E: 0.05, A: 0.8, B: 0.5, Alpha: 0.5, Beta: 0.7, Ceiling: 0.4, Noise: 0.01}
	exponents, best := 0, 0
	for seed := range uint64(studies) {
		f := testkit.Fit(t, testkit.Measure(t, world, wideLadder(512, 2048), 3, seed), laws.Untied{},
			theory.FitOptions{BootstrapSamples: 60, Seed: seed, Ceiling: world.Ceiling})
		if f.Parameters[3].Interval.Contains(world.Alpha) {
			exponents++
		}
		if bestAt(t, f, 8192, diversity.Limits{}).Classes.Interval.Contains(world.BestClasses(8192)) {
			best++
		}
	}
	if exponents < least || best < least {
		t.Errorf("of %d intervals %d hold a and %d K*, want %d", studies, exponents, best, least)
	}
}

func TestIntegrationCeilingIntervalsCover(t *testing.T) {
	testkit.Integration(t, TestCeilingIntervalsCover)
}

// TestCeilingOfStudyA: its random weights have 48.9% (hz) and 64.8% (om), which the smallest n reach.
func TestCeilingOfStudyA(t *testing.T) {
	for _, c := range []struct {
		task    string
		ceiling float64
	}{{"hz", 0.489}, {"om", 0.648}} {
		points := testkit.Measured(t, testkit.StudyA, c.task)
		for _, law := range []laws.Law{laws.Tied{}, laws.Untied{}} {
			plain := testkit.Fit(t, points, law, theory.FitOptions{BootstrapSamples: -1})
			with := testkit.Fit(t, points, law, theory.FitOptions{BootstrapSamples: -1, Ceiling: c.ceiling})
			t.Logf("%s %-6s rms %.2f points without the ceiling, %.2f with; slope %.2f and %.2f", c.task, law.Name(),
				100*plain.RMS, 100*with.RMS,
				bestAt(t, plain, 8192, diversity.Limits{}).Slope.Value, bestAt(t, with, 8192, diversity.Limits{}).Slope.Value)
			if with.RMS > plain.RMS+1e-9 {
				t.Errorf("%s %s: rms %v with the ceiling, %v without", c.task, law.Name(), with.RMS, plain.RMS)
			}
		}
	}
}

func TestCeilingRefuses(t *testing.T) {
	world := worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01}
	points := testkit.Measure(t, world, testkit.Ladder(256, 1024), 2, 1)
	cases := []struct {
		ceiling float64
		want    error
		says    string
	}{
		{-0.1, diversity.ErrInvalid, "FitOptions.Ceiling = -0.1"},
		{1.1, diversity.ErrInvalid, "FitOptions.Ceiling = 1.1"},
		{math.NaN(), diversity.ErrInvalid, "FitOptions.Ceiling = NaN"},
		{0.05, diversity.ErrTooFew, "at the ceiling 0.05"},
		{0.4, diversity.ErrTooFew, "are below the ceiling 0.4"},
	}
	for _, c := range cases {
		if f, err := theory.Fit(points, laws.Untied{}, theory.FitOptions{Ceiling: c.ceiling,
			BootstrapSamples: -1}); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("ceiling %v: %v, %v", c.ceiling, f, err)
		}
	}
	fitted := testkit.Fit(t, testkit.Measure(t, world, testkit.Ladder(256, 1024, 4096), 2, 1), laws.Untied{},
		theory.FitOptions{Ceiling: 0.5, BootstrapSamples: -1})
	if _, err := fitted.Profile(theory.DifferenceOf("a", "b"), theory.ProfileOptions{}); !errors.Is(err,
		diversity.ErrInvalid) || !strings.Contains(err.Error(), "Ceiling") {
		t.Errorf("profile: %v", err)
	}
	if _, err := theory.FitTasks(context.Background(), tasks(t), laws.Untied{},
		theory.FitOptions{Ceiling: 0.5}); !errors.Is(err, diversity.ErrInvalid) || !strings.Contains(err.Error(), "Ceiling") {
		t.Errorf("several tasks: %v", err)
	}
	if _, err := fitted.BestAt(4, theory.BestOptions{}); !errors.Is(err, theory.ErrNoOptimum) ||
		!strings.Contains(err.Error(), "ceiling 0.5") {
		t.Errorf("a budget at the ceiling: %v", err)
	}
	if _, err := fitted.BestForSpend(theory.Spend{Total: 5, PerSample: 1}, theory.BestOptions{}); !errors.Is(err,
		theory.ErrNoOptimum) {
		t.Errorf("a spend at the ceiling: %v", err)
	}
}

// tasks are two tasks of the same runs.
func tasks(t testing.TB) []diversity.Measurement {
	t.Helper()
	points := testkit.Measure(t, worlds.Planted{E: 0.1, A: 0.8, B: 0.6, Alpha: 0.5, Noise: 0.01},
		testkit.Ladder(256, 1024), 2, 1)
	for i, point := range points[:len(points):len(points)] {
		points[i].Task = "one"
		point.Task, point.Error = "two", point.Error/2
		points = append(points, point)
	}
	return points
}
