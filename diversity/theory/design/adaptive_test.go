package design

import (
	"math"
	"os"
	"testing"

	"gonum.org/v1/gonum/stat"

	"tradeoff/diversity"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// spending is a way to spend what five repeats of a grid cost.
type spending struct {
	name  string
	first int // repeats of the whole grid
	// next lists sizes, each for one run, from what was measured; they are taken in turn until the budget's share is spent
	next func(points []diversity.Measurement, seed uint64) ([]diversity.Size, error)
}

func spendings() []spending {
	return []spending{
		{"fixed grid", 5, nil},
		{"around the minima, 2 octaves", 2, func(points []diversity.Measurement, _ uint64) ([]diversity.Size, error) {
			return aroundMinima(points, 4)
		}},
		{"around the minima, 1 octave", 2, func(points []diversity.Measurement, _ uint64) ([]diversity.Size, error) {
			return aroundMinima(points, 2)
		}},
		{"ends of the parabola", 2, func(points []diversity.Measurement, _ uint64) ([]diversity.Size, error) {
			return endsOfParabola(points)
		}},
		{"NextSizes by the untied law", 2, func(points []diversity.Measurement, seed uint64) ([]diversity.Size, error) {
			return nextOfAll(points, seed)
		}},
	}
}

// aroundMinima are the sizes of each budget within a factor of K of its lowest mean.
func aroundMinima(points []diversity.Measurement, factor float64) (sizes []diversity.Size, err error) {
	minima, err := theory.Minima(points, theory.MinimaOptions{BootstrapSamples: -1})
	for _, m := range minima {
		for _, s := range m.Sizes {
			if ratio := float64(s.Size.Classes) / float64(m.Best.Size.Classes); ratio <= factor && ratio >= 1/factor {
				sizes = append(sizes, s.Size)
			}
		}
	}
	return sizes, err
}

// endsOfParabola are the sizes two octaves to each side of the lowest mean, which decide where the vertex of a parabola
// lies, or as far as the grid goes.
func endsOfParabola(points []diversity.Measurement) (sizes []diversity.Size, err error) {
	minima, err := theory.Minima(points, theory.MinimaOptions{BootstrapSamples: -1})
	for _, m := range minima {
		var within []diversity.Size
		for _, s := range m.Sizes {
			if ratio := float64(s.Size.Classes) / float64(m.Best.Size.Classes); ratio <= 4 && ratio >= 0.25 {
				within = append(within, s.Size)
			}
		}
		sizes = append(sizes, within[0], within[len(within)-1])
	}
	return sizes, err
}

// nextOfAll asks NextSizes about each budget.
func nextOfAll(points []diversity.Measurement, seed uint64) (sizes []diversity.Size, err error) {
	for _, budget := range grouping.Budgets(points) {
		next, err := NextSizes(points, NextOptions{Target: budget, Budgets: []int{budget}, Law: laws.Untied{}, Samples: 100,
			Repeats: 1, Seed: seed})
		if err != nil {
			return nil, err
		}
		for _, s := range next {
			sizes = append(sizes, s.Size)
		}
	}
	return sizes, nil
}

// grid are the sizes of the quick start: powers of two at three budgets.
func grid() (sizes []diversity.Size) {
	for _, budget := range []int{512, 1024, 2048} {
		for k := 4; k <= min(512, budget/2); k *= 2 {
			sizes = append(sizes, diversity.Size{Classes: k, PerClass: budget / k})
		}
	}
	return sizes
}

// spent measures a world by a way of spending. A run costs as many images as it trains on; each budget gets what its
// five repeats cost, in whole runs, of which all cost the same.
func (s spending) spent(t *testing.T, world worlds.World, seed uint64) []diversity.Measurement {
	t.Helper()
	points, err := world.Measure(grid(), s.first, seed)
	if err != nil {
		t.Fatal(err)
	}
	if s.next == nil {
		return points
	}
	count := map[int]int{}
	for _, size := range grid() {
		count[size.Total()] += 5 - s.first
	}
	for round := seed * 1000; ; round++ {
		sizes, err := s.next(points, seed)
		if err != nil {
			t.Fatal(err)
		}
		var run []diversity.Size
		for _, size := range sizes {
			if count[size.Total()] > 0 {
				count[size.Total()]--
				run = append(run, size)
			}
		}
		if len(run) == 0 {
			return points
		}
		for i, size := range run {
			more, err := world.Measure([]diversity.Size{size}, 1, (round+1)*100+uint64(i))
			if err != nil {
				t.Fatal(err)
			}
			for j := range more {
				more[j].Repeat = 100 + int(round-seed*1000)*100 + i
			}
			points = append(points, more...)
		}
	}
}

// outcome is what the intervals of K* were like that a way of spending led to.
type outcome struct {
	widths  []float64 // in ln K, of each study and budget
	covered int       // that hold the true best number of classes
}

// judge runs studies of a world.
func (s spending) judge(t *testing.T, world worlds.Planted, studies int) (out outcome) {
	t.Helper()
	for study := range studies {
		seed := uint64(study + 1)
		minima, err := theory.Minima(s.spent(t, world, seed), theory.MinimaOptions{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range minima {
			interval, best := m.Classes.Interval, world.BestClasses(float64(m.Budget))
			out.widths = append(out.widths, math.Log(interval.High/interval.Low))
			if best >= interval.Low && best <= interval.High {
				out.covered++
			}
		}
	}
	return out
}

// TestAdaptiveRuns measures what the documentation of the package says of studies that spend what a grid of five
// repeats costs otherwise: two repeats of all sizes, and the rest where the minima are. They have narrower intervals,
// which hold the truth less often.
func TestAdaptiveRuns(t *testing.T) {
	if os.Getenv("DIVERSITY_LONG") != "1" {
		t.Skip("set DIVERSITY_LONG=1 to simulate 800 studies: takes minutes")
	}
	const studies = 40
	covered := map[string]int{}
	for name, world := range map[string]worlds.Planted{
		"tied":        {E: 0.3, A: 0.8, B: 0.8, Alpha: 0.6, Noise: 0.012},
		"tied, x*=4":  {E: 0.3, A: 0.8, B: 0.4, Alpha: 0.5, Noise: 0.012},
		"untied":      {E: 0.2, A: 0.6, B: 1.0, Alpha: 0.4, Beta: 0.7, Noise: 0.012},
		"tied, noisy": {E: 0.3, A: 0.8, B: 0.8, Alpha: 0.6, Noise: 0.03},
	} {
		var fixed outcome
		for i, s := range spendings() {
			out := s.judge(t, world, studies)
			if i == 0 {
				fixed = out
			}
			ratio := ratioOf(out.widths, fixed.widths)
			t.Logf("%-12s %-28s width over that of the grid %.3f, covered %d of %d", name, s.name, ratio, out.covered, len(out.widths))
			covered[s.name] += out.covered
			if s.name == spendings()[1].name && !(ratio > 0.85 && ratio < 0.97) {
				t.Errorf("%s: %s: intervals %.3f times as wide, the documentation says 0.89 to 0.94", name, s.name, ratio)
			}
		}
	}
	for _, s := range spendings()[1:] {
		if covered[s.name] >= covered[spendings()[0].name] {
			t.Errorf("%s: covered %d, the grid %d: the documentation says fewer", s.name, covered[s.name], covered[spendings()[0].name])
		}
	}
}

// ratioOf is the geometric mean of the widths over those of the same studies and budgets, where both are bounded.
func ratioOf(a, b []float64) float64 {
	var logs []float64
	for i := range a {
		if d := math.Log(a[i] / b[i]); !math.IsInf(d, 0) && !math.IsNaN(d) {
			logs = append(logs, d)
		}
	}
	return math.Exp(stat.Mean(logs, nil))
}
