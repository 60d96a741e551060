package training

import (
	"cmp"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/figure/internal/scale"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

// meanCurve is the mean curve of the repeats of a size.
type meanCurve struct {
	size   diversity.Size
	runs   int
	points []meanPoint
}

// meanPoint is a point of training curves with the intervals of its means over the repeats.
type meanPoint struct {
	step           int
	loss, accuracy estimate.Estimate
}

// meanCurves averages by size, in the order of the sizes wanted, or of the budget and then of the classes.
func meanCurves(results []study.Result, wanted []diversity.Size) []meanCurve {
	bySize := map[diversity.Size][]recipe.Curve{}
	for _, r := range results {
		if len(r.Curve) > 0 && !r.Run.Control {
			bySize[r.Run.Size] = append(bySize[r.Run.Size], r.Curve)
		}
	}
	if len(wanted) == 0 {
		for size := range bySize {
			wanted = append(wanted, size)
		}
		slices.SortFunc(wanted, func(a, b diversity.Size) int {
			return cmp.Or(cmp.Compare(a.Total(), b.Total()), cmp.Compare(a.Classes, b.Classes))
		})
	}
	var curves []meanCurve
	for _, size := range wanted {
		if repeats := bySize[size]; len(repeats) > 0 {
			curves = append(curves, meanCurve{size, len(repeats), meansOf(repeats)})
		}
	}
	return curves
}

// meansOf averages curves point by point, as far as all go; the repeats of a size have their points at the same
// updates.
func meansOf(curves []recipe.Curve) []meanPoint {
	var means []meanPoint
	for i := range slices.MinFunc(curves, func(a, b recipe.Curve) int { return len(a) - len(b) }) {
		losses, accuracies := make([]float64, len(curves)), make([]float64, len(curves))
		for j, c := range curves {
			losses[j], accuracies[j] = c[i].Loss, c[i].Accuracy
		}
		means = append(means, meanPoint{
			curves[0][i].Step, estimate.Mean(scale.FiniteOf(losses)), estimate.Mean(scale.FiniteOf(accuracies)),
		})
	}
	return means
}

// divergedRuns counts the runs of the sizes wanted, or of all, that have a point without a finite loss or accuracy.
func divergedRuns(results []study.Result, wanted []diversity.Size) int {
	diverged := 0
	for _, r := range results {
		if len(r.Curve) == 0 || r.Run.Control || len(wanted) > 0 && !slices.Contains(wanted, r.Run.Size) {
			continue
		}
		if slices.ContainsFunc(r.Curve,
			func(p recipe.CurvePoint) bool { return !scale.Finite(p.Loss) || !scale.Finite(p.Accuracy) }) {
			diverged++
		}
	}
	return diverged
}

// anyKnown reports whether some point of some curve has a finite value.
func anyKnown(curves []meanCurve, quantity string) bool {
	for _, curve := range curves {
		for _, p := range curve.points {
			if quantity == Accuracy && scale.Finite(p.accuracy.Value) || quantity == Loss && scale.Finite(p.loss.Value) {
				return true
			}
		}
	}
	return false
}
