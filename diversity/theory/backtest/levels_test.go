package backtest_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
	"tradeoff/diversity/theory/backtest"

	"gonum.org/v1/gonum/stat"
)

// further are studies whose largest budgets lie two and four octaves beyond the others.
var further = []question{
	{"predict-epochs.csv", "plain"}, {"predict-epochs.csv", "distorted"},
	{"predict-steps.csv", "plain"}, {"predict-steps.csv", "distorted"},
	{"predict-augmentation.csv", "plain"}, {"predict-augmentation.csv", "distorted"},
	{"photographs-convnet-epochs.csv", "caltech-101"}, {"photographs-convnet-epochs.csv", "held-out"},
	{"photographs-convnet-epochs.csv", "omniglot"}, {"photographs-convnet-epochs.csv", "sign-digits"},
	{"photographs-convnet-images.csv", "caltech-101"}, {"photographs-convnet-images.csv", "held-out"},
	{"photographs-convnet-images.csv", "omniglot"}, {"photographs-convnet-images.csv", "sign-digits"},
}

// control is the error of random weights; 0 where it was not measured.
func (q question) control(t testing.TB) float64 {
	t.Helper()
	if q.study == testkit.StudyA || q.study == testkit.StudyB || q.study == testkit.StudyJ {
		return testkit.MeasuredControl(t, q.study, q.task)
	}
	source, err := os.Open("testdata/controls.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	rows, err := csv.NewReader(source).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row[0] == q.study && row[1] == q.task {
			value, err := strconv.ParseFloat(row[2], 64)
			if err != nil {
				t.Fatal(err)
			}
			return value
		}
	}
	return 0
}

// levelOutcome is what was predicted of the error at a chosen size of a budget that was not seen, and what it was.
// Errors are shares.
type levelOutcome struct {
	budgets, factor int // fitted, and how many times the target is the largest of them
	measured        float64
	curves, level   estimate.Estimate // by the curves of the models, as it was once predicted, and by the level
	lost            float64           // by the choice, on the mean curve
	simple          [3]float64        // by simpleRules
}

// simpleRules are the rules of thumb that a prediction has to beat.
var simpleRules = [3]string{"constant ratio K/n", "constant n", "K = n"}

// levelOutcomes asks for every budget beyond so many smallest ones, from first to most of them.
func (q question) levelOutcomes(t testing.TB, samples, first, most int) (all []levelOutcome) {
	t.Helper()
	points, control := q.points(t), q.control(t)
	budgets := grouping.Budgets(points)
	for count := first; count < min(len(budgets), most+1); count++ {
		seen := slices.DeleteFunc(slices.Clone(points), func(m diversity.Measurement) bool {
			return m.Size.Total() > budgets[count-1]
		})
		average, err := theory.FitAverage(t.Context(), seen, theory.PredictOptions{Samples: samples, Ceiling: control})
		if err != nil {
			t.Logf("%v from %v: %v", q, budgets[:count], err)
			continue
		}
		for _, target := range budgets[count:] {
			there := slices.DeleteFunc(slices.Clone(points), func(m diversity.Measurement) bool {
				return m.Size.Total() != target
			})
			o := outcomeAt(t, average, grouping.BySize(there), samples)
			o.budgets, o.factor = count, target/budgets[count-1]
			rules := run(t, points, backtest.Options{Target: target, Origin: budgets[count-1], Laws: []laws.Law{}})
			for i, name := range simpleRules {
				o.simple[i] = onMeanCurve(rules, ruleOf(t, rules, name))
			}
			t.Logf("%v, N = %d from %v: measured %.3f, by the curves %v, by the level %v", q, target, budgets[:count],
				o.measured, o.curves, o.level)
			all = append(all, o)
		}
	}
	return all
}

// outcomeAt compares at the measured size that is nearest to the choice.
func outcomeAt(t testing.TB, average *theory.Average, groups [][]diversity.Measurement, samples int) (o levelOutcome) {
	t.Helper()
	limits := diversity.Limits{Classes: groups[len(groups)-1][0].Size.Classes, PerClass: groups[0][0].Size.PerClass}
	p, err := average.BestAt(groups[0][0].Size.Total(), theory.BestOptions{Limits: limits, Exact: true})
	if err != nil {
		t.Fatal(err)
	}
	chosen, distance, lowest := groups[0], math.Inf(1), math.Inf(1)
	for _, group := range groups {
		lowest = min(lowest, stat.Mean(grouping.Errors(group), nil))
		if d := math.Abs(math.Log(float64(group[0].Size.Classes) / float64(p.Size.Classes))); d < distance {
			chosen, distance = group, d
		}
	}
	o.measured = stat.Mean(grouping.Errors(chosen), nil)
	o.lost = o.measured - lowest
	classes, perClass := float64(chosen[0].Size.Classes), float64(chosen[0].Size.PerClass)
	if o.level, err = average.ErrorAt(classes, perClass); err != nil {
		t.Fatal(err)
	}
	drawn, err := average.ErrorSamples([]float64{classes}, []float64{perClass}, samples)
	if err != nil {
		t.Fatal(err)
	}
	var errors []float64
	for _, values := range drawn {
		errors = append(errors, min(values[0], 1))
	}
	slices.Sort(errors)
	o.curves = estimate.Estimate{Value: stat.Mean(errors, nil), Interval: estimate.Interval{
		Low: errors[len(errors)/40], High: errors[len(errors)-1-len(errors)/40], Level: 0.95}}
	return o
}

// levelTable is the coverage of the measured means and the half-width in points, before (the curves) and after (the
// level), by the number of budgets and how far the target is.
func levelTable(all []levelOutcome) string {
	var text strings.Builder
	for _, few := range []bool{false, true} {
		for _, factor := range []int{2, 4, 8, 16, 32} {
			some := slices.DeleteFunc(slices.Clone(all), func(o levelOutcome) bool {
				return o.factor != factor || o.budgets < 3 != few
			})
			if len(some) == 0 {
				continue
			}
			before, beforeWidth := coverOf(some, func(o levelOutcome) estimate.Estimate { return o.curves })
			after, afterWidth := coverOf(some, func(o levelOutcome) estimate.Estimate { return o.level })
			lost, simple := 0.0, [len(simpleRules)]float64{}
			for _, o := range some {
				lost += 100 * o.lost / float64(len(some))
				for i := range simple {
					simple[i] += 100 * o.simple[i] / float64(len(some))
				}
			}
			fmt.Fprintf(&text, "\n  from two budgets %-5v %2dx, %2d questions: held %.2f before, %.2f now; half-width %.1f, %.1f; the choice lost %.2f, %v %.2f",
				few, factor, len(some), before, after, beforeWidth, afterWidth, lost, simpleRules, simple)
		}
	}
	return text.String()
}

// coverOf is how many intervals hold what was measured, and their mean half-width in points.
func coverOf(some []levelOutcome, by func(levelOutcome) estimate.Estimate) (held, halfWidth float64) {
	for _, o := range some {
		e := by(o)
		if e.Interval.Contains(o.measured) {
			held += 1 / float64(len(some))
		}
		halfWidth += 50 * (e.Interval.High - e.Interval.Low) / float64(len(some))
	}
	return held, halfWidth
}

// TestLevelsOnMeasuredStudies asks what error is predicted at budgets that were not seen, and prints how often the
// intervals hold the measured mean by the curves of the models and by the level that replaced them, and what the choice
// loses beside rules of thumb. The long form (DIVERSITY_LONG=1) asks all questions.
func TestLevelsOnMeasuredStudies(t *testing.T) {
	testkit.NotShort(t, "fits averages to measured studies")
	if testkit.RaceDetector {
		t.Skip("no concurrency of its own: see the run without -race")
	}
	questions, samples, first, most := []question{{"predict-steps.csv", "distorted"}}, 100, 3, 3
	if os.Getenv("DIVERSITY_LONG") == "1" {
		questions, samples, first, most = slices.Concat(development, check, fresh, further), 1000, 2, math.MaxInt-1
	}
	var all []levelOutcome
	for _, q := range questions {
		t.Run(q.String(), func(t *testing.T) { all = append(all, q.levelOutcomes(t, samples, first, most)...) })
	}
	before, _ := coverOf(all, func(o levelOutcome) estimate.Estimate { return o.curves })
	after, _ := coverOf(all, func(o levelOutcome) estimate.Estimate { return o.level })
	t.Logf("95%% intervals of the error:%s", levelTable(all))
	if after < 0.85 || after <= before {
		t.Errorf("intervals of the level hold %.2f of the measured means, those of the curves %.2f", after, before)
	}
}
