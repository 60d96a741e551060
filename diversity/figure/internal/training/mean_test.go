package training

import (
	"math"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/recipe"
	"tradeoff/diversity/study"
)

func result(classes, perClass int, control bool, losses ...float64) study.Result {
	r := study.Result{Run: study.Run{Size: diversity.Size{Classes: classes, PerClass: perClass}, Control: control}}
	for i, loss := range losses {
		r.Curve = append(r.Curve, recipe.CurvePoint{Step: 10 * (i + 1), Loss: loss, Accuracy: 1 - loss/10})
	}
	return r
}

// Sizes come by budget and then by classes; the mean goes as far as the shortest repeat; controls have no curve.
func TestMeanCurves(t *testing.T) {
	results := []study.Result{result(8, 8, false, 1), result(8, 2, false, 4, 2, 1), result(8, 2, false, 2, 1),
		result(2, 8, false, 3), result(2, 8, true, 9), result(4, 4, false)}
	curves := meanCurves(results, nil)
	if len(curves) != 3 || curves[0].size.Classes != 2 || curves[1].size.Classes != 8 || curves[2].size.PerClass != 8 {
		t.Fatalf("%+v, want K=2 n=8, K=8 n=2, K=8 n=8", curves)
	}
	if first := curves[0]; first.runs != 1 || first.points[0].loss.Value != 3 {
		t.Errorf("%+v, want the loss 3 of one run", first)
	}
	both := curves[1]
	if both.runs != 2 || len(both.points) != 2 || both.points[0].loss.Value != 3 || both.points[1].loss.Value != 1.5 ||
		both.points[1].step != 20 || math.Abs(both.points[0].accuracy.Value-0.7) > 1e-12 {
		t.Errorf("%+v, want the means 3 and 1.5 of two runs", both)
	}
	// t of one degree of freedom is 12.706, and the standard error of {4, 2} is 1.
	if width := both.points[0].loss.Interval.High - 3; math.Abs(width-12.7062) > 1e-3 {
		t.Errorf("half the interval is %.4f, want 12.7062", width)
	}
	wanted := []diversity.Size{{Classes: 8, PerClass: 8}, {Classes: 3, PerClass: 3}}
	if only := meanCurves(results, wanted); len(only) != 1 || only[0].size != wanted[0] {
		t.Errorf("%+v, want K=8 n=8 alone", only)
	}
}

// A value that is not finite is left out of the mean, and its run counted.
func TestDiverged(t *testing.T) {
	results := []study.Result{result(2, 2, false, 1, math.NaN()), result(2, 2, false, 3, 5),
		result(4, 4, false, math.Inf(1)),
		result(2, 2, true, math.NaN())}
	if n := divergedRuns(results, nil); n != 2 {
		t.Errorf("%d runs diverged, want 2", n)
	}
	if n := divergedRuns(results, []diversity.Size{{Classes: 2, PerClass: 2}}); n != 1 {
		t.Errorf("%d runs of K=2 diverged, want 1", n)
	}
	curves := meanCurves(results, nil)
	if got := curves[0].points[1].loss.Value; got != 5 {
		t.Errorf("the mean of 5 and no number is %v", got)
	}
	if anyKnown(curves[1:], Loss) || !anyKnown(curves, Loss) {
		t.Error("a curve without a finite loss counts as known, or one with it does not")
	}
}
