package design_test

import (
	"math"
	"os"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/design"

	"gonum.org/v1/gonum/stat"
)

// lost is what the size of the lowest expected error at a target loses, in points.
func lost(t testing.TB, w *testkit.DrawnWorld, points []diversity.Measurement, target int) float64 {
	t.Helper()
	surface, err := theory.Surface(t.Context(), points, theory.SurfaceOptions{Samples: 400})
	if err != nil {
		t.Fatal(err)
	}
	p, err := surface.BestAt(target, theory.BestOptions{Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	truth := func(s diversity.Size) float64 { return w.Truth(float64(s.Classes), float64(s.PerClass)) }
	least := math.Inf(1)
	for _, s := range testkit.Ladder(target) {
		least = min(least, truth(s))
	}
	return 100 * (truth(p.Size) - least)
}

// sequentialTrial spends as much on a grid of three repeats and on a grid of one repeat with three batches that follow
// the knowledge gradient, and returns what the choices lose at four times the largest budget, in points.
func sequentialTrial(t testing.TB, kind testkit.KindOfWorld, seed int) (grid, sequential, single float64) {
	const target = 4096
	budgets := []int{256, 512, 1024}
	full := kind.Draw(seed)
	whole := full.Study(budgets...)
	spend := 0
	var points []diversity.Measurement
	for _, m := range whole {
		if m.Repeat == 0 || m.Repeat == 1 && m.Size.Total() == budgets[0] { // a second repeat tells the noise
			points = append(points, m)
		} else {
			spend += m.Size.Total()
		}
	}
	grid, single = lost(t, full, whole, target), lost(t, full, points, target)
	const batches = 3
	for batch := range batches {
		next, err := design.NextBatch(t.Context(), points, design.BatchOptions{Target: target, Seed: uint64(batch),
			Spend: float64(spend / (batches - batch))})
		if err != nil {
			t.Fatal(err)
		}
		spend -= int(next.Cost)
		for _, r := range next.Runs {
			for repeat := range r.Runs {
				points = append(points, full.Run(r.Size, 10+100*batch+repeat))
			}
		}
	}
	return grid, lost(t, full, points, target), single
}

// TestSequentialDesignAgainstTheGrid measures what a choice at four times the largest budget loses after a grid (three
// repeats of 21 sizes of three budgets) and after as many images in one repeat of it and three batches of [NextBatch].
// It simulates 203 studies of seven kinds of worlds, if DIVERSITY_LONG=1 asks for it, and demands that the batches win
// more of those in which the two differ than they lose.
func TestSequentialDesignAgainstTheGrid(t *testing.T) {
	if os.Getenv("DIVERSITY_LONG") != "1" {
		t.Skip("minutes of a processor: set DIVERSITY_LONG=1 to run it")
	}
	const studies = 29 // of each kind
	var gains, grids, sequentials, singles []float64
	won, lost := 0, 0
	for _, kind := range testkit.KindsOfWorlds {
		first := len(gains)
		for seed := range studies {
			grid, sequential, single := sequentialTrial(t, kind, seed)
			grids, sequentials, singles = append(grids, grid), append(sequentials, sequential), append(singles, single)
			gains = append(gains, grid-sequential)
			const alike = 1e-6
			switch gain := grid - sequential; {
			case gain > alike:
				won++
			case gain < -alike:
				lost++
			}
		}
		t.Logf("%-16s %d studies: the grid loses %.3f points, the batches %.3f", kind.Name, studies,
			stat.Mean(grids[first:], nil), stat.Mean(sequentials[first:], nil))
	}
	gain := estimate.MeanAt(gains, estimate.DefaultLevel)
	t.Logf("%d studies: the grid loses %.3f points, less of it %.3f, the batches %.3f, a gain of %.3f [%.3f, %.3f]; they win %d studies and lose %d",
		len(gains), stat.Mean(grids, nil), stat.Mean(singles, nil), stat.Mean(sequentials, nil), gain.Value,
		gain.Interval.Low, gain.Interval.High, won, lost)
	if won <= lost {
		t.Errorf("the batches gain %v points, and win %d studies of %d", gain.Value, won, won+lost)
	}
}
