package report_test

import (
	"context"
	"testing"

	"tradeoff/diversity/recipe"
	"tradeoff/diversity/report"
	"tradeoff/diversity/study"
)

// A report tells of each size what its runs recorded besides their errors, within bounds.
func TestDetails(t *testing.T) {
	r := results(t, letters("details"), planted, 0)
	long := make(recipe.Curve, 500)
	for i := range long {
		long[i] = recipe.CurvePoint{Step: i + 1, Loss: 1 / float64(i+1)}
	}
	wrong := 0
	for i := range r.Runs {
		r.Runs[i].Curve = long
		if !r.Runs[i].Run.Control {
			wrong++
			r.Runs[i].Measurements[0].Confusion = []study.Cell{{True: 0, Predicted: 1, Count: 7},
				{True: 1, Predicted: 1, Count: 3}}
		}
	}
	got, err := report.Of(context.Background(), r, study.Metric{}, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Details) != len(got.Means) {
		t.Fatalf("%d details of %d sizes", len(got.Details), len(got.Means))
	}
	evaluation := r.Study.Tasks[0].Pool.ClassLabels()
	for _, d := range got.Details {
		if len(d.Curves) != 4 || len(d.Curves[3].Curve) != 40 || d.Curves[3].Repeat != 3 ||
			d.Curves[0].Curve[0].Step != 1 || d.Curves[0].Curve[39].Step != 500 {
			t.Errorf("%v: %d curves, of %d points", d.Size, len(d.Curves), len(d.Curves[0].Curve))
		}
		if len(d.Classes) != min(12, d.Size.Classes) {
			t.Errorf("%v: %d classes", d.Size, len(d.Classes))
		}
		want := study.Mistake{Class: evaluation[0], TakenFor: evaluation[1], Count: 28, Images: 28}
		if len(d.Worst) != 1 || d.Worst[0] != want || d.Tested != 40 {
			t.Errorf("%v: %v of %d", d.Size, d.Worst, d.Tested)
		}
	}
}

// What was not recorded is empty, also where the images are elsewhere.
func TestDetailsOfNothing(t *testing.T) {
	got, err := report.Of(context.Background(), results(t, letters("details"), planted, 0), study.Metric{}, report.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range got.Details {
		if d.Curves != nil || d.Worst != nil || len(d.Classes) == 0 {
			t.Errorf("%+v", d)
		}
	}
}
