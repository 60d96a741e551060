package design_test

import (
	"math"
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

// TestSequentialDesignAgainstTheGrid measures whether choosing the next runs by what they are expected to tell of the
// best size, for each image that they cost, loses less at four times the largest budget than a grid of the same cost.
func TestSequentialDesignAgainstTheGrid(t *testing.T) {
	studies := testkit.Simulated(t, testkit.Simulations{Short: 0, Plain: 1, Whole: 1, Long: 29})
	var gains, grids, sequentials, singles []float64
	for _, kind := range testkit.KindsOfWorlds {
		var ofGrid, ofSequence []float64
		for seed := range studies {
			grid, sequential, single := sequentialTrial(t, kind, seed)
			ofGrid, ofSequence = append(ofGrid, grid), append(ofSequence, sequential)
			gains, singles = append(gains, grid-sequential), append(singles, single)
		}
		t.Logf("%-16s %d studies: the grid loses %.2f points, the sequence %.2f", kind.Name, studies, stat.Mean(ofGrid, nil),
			stat.Mean(ofSequence, nil))
		grids, sequentials = append(grids, ofGrid...), append(sequentials, ofSequence...)
	}
	gain := estimate.MeanAt(gains, estimate.DefaultLevel)
	t.Logf("%d studies: the grid loses %.3f points, a third of it %.3f, the sequence %.3f; it gains %.3f [%.3f, %.3f]",
		len(gains), stat.Mean(grids, nil), stat.Mean(singles, nil), stat.Mean(sequentials, nil), gain.Value,
		gain.Interval.Low, gain.Interval.High)
}
