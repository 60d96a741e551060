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
	"tradeoff/diversity/theory"

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

// levelOutcome is what was predicted of the error at a budget, and what it was.
type levelOutcome struct {
	budgets, factor          int     // fitted, and of the target to the largest of them
	measured, noise          float64 // mean at the chosen size and its standard error
	before, after            estimate.Estimate
	all, heldBefore, heldAll int     // sizes of the target, and those whose interval held
	lost, lostByLevel, ratio float64 // by the choice, by the level's choice, by a constant ratio
	text                     string
}

// levelOutcomes asks for every budget beyond every run of the smallest ones.
func levelOutcomes(t testing.TB, points []diversity.Measurement, control float64, least int) (all []levelOutcome) {
	t.Helper()
	budgets := grouping.Budgets(points)
	for count := least; count < len(budgets); count++ {
		seen := slices.DeleteFunc(slices.Clone(points), func(m diversity.Measurement) bool {
			return m.Size.Total() > budgets[count-1]
		})
		average, err := theory.FitAverage(t.Context(), seen, theory.PredictOptions{Samples: 1000, Ceiling: control})
		if err != nil {
			t.Log(err)
			continue
		}
		for _, target := range budgets[count:] {
			there := slices.DeleteFunc(slices.Clone(points), func(m diversity.Measurement) bool { return m.Size.Total() != target })
			all = append(all, levelAt(t, average, grouping.BySize(there), seen, target, count, target/budgets[count-1]))
		}
	}
	return all
}

func levelAt(t testing.TB, average *theory.Average, groups [][]diversity.Measurement, seen []diversity.Measurement, target, budgets, factor int) levelOutcome {
	t.Helper()
	o := levelOutcome{budgets: budgets, factor: factor}
	var means, levels, lnK []float64
	var classes, perClass []float64
	for _, g := range groups {
		s := g[0].Size
		classes, perClass = append(classes, float64(s.Classes)), append(perClass, float64(s.PerClass))
		lnK = append(lnK, math.Log(float64(s.Classes)))
		means = append(means, stat.Mean(grouping.Errors(g), nil))
	}
	drawn, err := average.ErrorSamples(classes, perClass, 1000)
	if err != nil {
		t.Fatal(err)
	}
	befores := make([]estimate.Estimate, len(groups))
	afters := make([]estimate.Estimate, len(groups))
	for i := range groups {
		var values []float64
		for _, d := range drawn {
			values = append(values, min(d[i], 1))
		}
		slices.Sort(values)
		befores[i] = estimate.Estimate{Value: stat.Mean(values, nil), Interval: estimate.Interval{Low: values[24], High: values[975], Level: .95}}
		if afters[i], err = average.ErrorAt(classes[i], perClass[i]); err != nil {
			t.Fatal(err)
		}
		levels = append(levels, afters[i].Value)
		o.all++
		if befores[i].Interval.Contains(means[i]) {
			o.heldBefore++
		}
		if afters[i].Interval.Contains(means[i]) {
			o.heldAll++
		}
	}
	p, err := average.BestAt(target, theory.BestOptions{Exact: true, Limits: diversity.Limits{Classes: int(slices.Max(classes)), PerClass: int(slices.Max(perClass))}})
	if err != nil {
		t.Fatal(err)
	}
	nearest := func(k float64) int {
		best := 0
		for i := range lnK {
			if math.Abs(lnK[i]-k) < math.Abs(lnK[best]-k) {
				best = i
			}
		}
		return best
	}
	lowest := slices.Min(means)
	i := nearest(math.Log(float64(p.Size.Classes)))
	o.measured, o.before, o.after, o.lost = means[i], befores[i], afters[i], means[i]-lowest
	o.lostByLevel = means[slices.Index(levels, slices.Min(levels))] - lowest
	if minima, err := theory.Minima(seen, theory.MinimaOptions{BootstrapSamples: -1}); err == nil {
		sum := 0.0
		for _, m := range minima {
			sum += (math.Log(m.Classes.Value) + .5*math.Log(float64(target)/float64(m.Budget))) / float64(len(minima))
		}
		o.ratio = means[nearest(sum)] - lowest
	}
	o.text = fmt.Sprintf("%v for %d: measured %.3f before %v after %v", budgets, target, o.measured, o.before, o.after)
	return o
}

// levelRows sums outcomes by the factor.
func levelRows(all []levelOutcome) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%8s %3s %5s | held at chosen before after | all sizes before after | half-width before after | bias before after | regret now level ratio worst now level", "budgets", "x", "n")
	for _, few := range []bool{false, true} {
		for _, factor := range []int{2, 4, 8, 16} {
			var n, hb, ha, nb, na, all_, wb, wa, bb, ba, r, rl, rr, mr, ml float64
			for _, o := range all {
				if o.factor != factor || (o.budgets < 3) != few {
					continue
				}
				n++
				if o.before.Interval.Contains(o.measured) {
					hb++
				}
				if o.after.Interval.Contains(o.measured) {
					ha++
				}
				all_ += float64(o.all)
				nb, na = nb+float64(o.heldBefore), na+float64(o.heldAll)
				wb, wa = wb+50*(o.before.Interval.High-o.before.Interval.Low), wa+50*(o.after.Interval.High-o.after.Interval.Low)
				bb, ba = bb+100*(o.before.Value-o.measured), ba+100*(o.after.Value-o.measured)
				r, rl, rr = r+100*o.lost, rl+100*o.lostByLevel, rr+100*o.ratio
				mr, ml = max(mr, 100*o.lost), max(ml, 100*o.lostByLevel)
			}
			name := "3 or more"
			if few {
				name = "2"
			}
			fmt.Fprintf(&text, "\n%9s %3d %4.0f | %.2f %.2f | %.2f %.2f | %.1f %.1f | %.1f %.1f | %.2f %.2f %.2f  %.1f %.1f", name, factor, n, hb/n, ha/n, nb/all_, na/all_, wb/n, wa/n, bb/n, ba/n, r/n, rl/n, rr/n, mr, ml)
		}
	}
	return text.String()
}

func TestLevelsOnMeasuredStudies(t *testing.T) {
	for _, withControl := range []bool{true, false} {
		var all []levelOutcome
		for _, q := range slices.Concat(development, check, fresh, further) {
			t.Run(q.String(), func(t *testing.T) {
				control := q.control(t)
				if control > 0 != withControl {
					if withControl {
						return
					}
					control = 0
				}
				if !withControl {
					control = 0
				}
				some := levelOutcomes(t, q.points(t), control, 2)
				for _, o := range some {
					t.Log(o.text)
				}
				all = append(all, some...)
			})
		}
		t.Logf("with control %v\n%s", withControl, levelRows(all))
	}
}
