package suggest

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/backbone"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/pool"
	"tradeoff/diversity/probe"
	"tradeoff/diversity/study"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/worlds"
)

// planted are results of a study in a world whose best ratio K/n is known: training takes a millisecond an image, the
// rest a tenth of a second.
func planted(t *testing.T, s study.Study) *study.Results {
	t.Helper()
	plan, err := s.Plan()
	if err != nil {
		t.Fatal(err)
	}
	of := study.TaskProbeOf(s.Tasks[0], probe.Ridge{})
	r := &study.Results{Study: s}
	for _, run := range plan {
		result := study.Result{Run: run, Timings: study.Timings{Train: 0.001 * float64(run.Size.Total()), Probe: 0.1}}
		share := 0.9
		if run.Size.Classes > 0 {
			world := worlds.Planted{E: 0.1, A: 0.8, B: 0.4, Alpha: 0.5, Noise: 0.01} // K/n = 4
			share = testkit.Measure(t, world, []diversity.Size{run.Size}, 1, run.Seed)[0].Error
		}
		wrong := int(math.Round(1000 * share))
		result.Measurements = []study.TaskError{study.NewTaskError(of, []probe.Score{{Wrong: wrong, Tested: 1000}})}
		r.Runs = append(r.Runs, result)
	}
	return r
}

func omniglotStudy(t *testing.T, o Options) study.Study {
	t.Helper()
	return proposal(t, pool.Omniglot().Background(), o).Study
}

func TestRecommend(t *testing.T) {
	r := planted(t, omniglotStudy(t, Options{Budgets: []int{256, 1024}, Repeats: 5, Backbone: backbone.MLP{}}))
	got, err := Recommend(context.Background(), r, study.Metric{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Prediction; p.Budget != 4096 || !p.Classes.Interval.Contains(128) || math.Abs(p.Error.Value-0.241) > 0.02 {
		t.Errorf("%v", p)
	}
	testkit.Near(t, "seconds of the next run", got.Seconds, 4.096+0.1, 1e-9)
	testkit.Near(t, "seconds spent", got.Spent, 25*(0.256+1.024)+55*0.1, 1e-6)
	for _, part := range []string{"For 4096 images label ", " classes with ", "expected to lose", "A training of it takes some 4 s here"} {
		if !strings.Contains(got.String(), part) {
			t.Errorf("%q does not say %q", got, part)
		}
	}
	if document := got.Display(); document.Title == "" || len(document.Parts) < 2 {
		t.Errorf("%+v", document)
	}
}

// TestMeasuredRate: an image in a millisecond, 20 epochs of three passes of an MLP; twice the rate is half the minutes.
func TestMeasuredRate(t *testing.T) {
	o := Options{Budgets: []int{256, 1024}, Repeats: 5, Backbone: backbone.MLP{Hidden: []int{100, 10}}}
	r := planted(t, omniglotStudy(t, o))
	rate, err := MeasuredRate(r)
	testkit.Near(t, "rate", rate, 3*(28*28*100+100*10)*20*1000, 1)
	if err != nil {
		t.Error(err)
	}
	o.Rate = rate
	once := proposal(t, pool.Omniglot().Background(), o)
	o.Rate = 2 * rate
	twice := proposal(t, pool.Omniglot().Background(), o)
	// 5 sizes of 256 and of 1024 images, 5 repeats, a millisecond an image
	testkit.Near(t, "minutes", once.Minutes, 5*5*(256+1024)*0.001/60, 1e-9)
	testkit.Near(t, "minutes at twice the rate", twice.Minutes, once.Minutes/2, 1e-9)
	r.Runs = nil
	if _, err := MeasuredRate(r); !errors.Is(err, diversity.ErrTooFew) {
		t.Errorf("without runs: %v", err)
	}
	for _, rate := range []float64{-1, 0.5, math.NaN(), math.Inf(1)} {
		if _, err := (Options{Rate: rate}).withDefaults(); !errors.Is(err, diversity.ErrInvalid) {
			t.Errorf("rate %v: %v", rate, err)
		}
	}
}

// TestRecommendKeepsToTheClasses: no class more than there are, whatever the budget, and more images of each than there
// are, as these can be labelled.
func TestRecommendKeepsToTheClasses(t *testing.T) {
	p := photographs(t, slices.Repeat([]int{40}, 80), 0)
	r := planted(t, proposal(t, p, Options{Repeats: 3}).Study)
	got, err := Recommend(context.Background(), r, study.Metric{}, 60_000)
	if err != nil || got.Prediction.Size != testkit.Size(60, 1000) || !got.Prediction.Clipped {
		t.Errorf("%v, %v", got.Prediction, err)
	}
}

// TestRecommendationOfUnknownOptimum: where the runs do not tell the best number of classes, no number is given.
func TestRecommendationOfUnknownOptimum(t *testing.T) {
	for _, classes := range []float64{0, math.Inf(1), math.NaN()} {
		c := Recommendation{Prediction: theory.Prediction{Budget: 480, Classes: estimate.Estimate{Value: classes}}}
		if got := c.String(); !strings.Contains(got, "do not tell the best number of classes") {
			t.Errorf("%v: %s", classes, got)
		}
	}
	if got := (Recommendation{}).String(); !strings.Contains(got, "the results are too few") {
		t.Errorf("the zero value: %s", got)
	}
}

func TestRecommendErrors(t *testing.T) {
	r := planted(t, omniglotStudy(t, Options{Budgets: []int{256, 1024}, Repeats: 3}))
	if _, err := Recommend(
		context.Background(),
		r,
		study.Metric{Task: "other"},
		0,
	); err == nil ||
		!strings.Contains(err.Error(), "other") {
		t.Error(err)
	}
	if _, err := Recommend(context.Background(), r, study.Metric{}, -4); !errors.Is(err, diversity.ErrInvalid) {
		t.Error(err)
	}
	r.Runs = slices.DeleteFunc(r.Runs, func(run study.Result) bool { return run.Run.Size.Total() == 1024 })
	if _, err := Recommend(context.Background(), r, study.Metric{}, 0); !errors.Is(err, diversity.ErrTooFew) {
		t.Error(err)
	}
}
