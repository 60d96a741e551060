package backtest_test

import (
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/internal/testkit"
	"tradeoff/diversity/theory/internal/gp"

	"gonum.org/v1/gonum/stat"
)

// learner is a study from which, or on which, a prior of the drift is tried.
type learner struct {
	group  string // recipes that share pools and networks, or a kind of worlds: left out together
	points []diversity.Measurement
	most   int // budgets that may be seen
	// truth is the error of a size; nil = the measured mean
	truth func(diversity.Size) float64
	// targets are the sizes of each budget that is asked for, by how many budgets are seen
	targets func(seen int) [][]diversity.Size
}

func measuredLearner(t testing.TB, q question) learner {
	points := q.points(t)
	budgets := grouping.Budgets(points)
	mean := map[diversity.Size]float64{}
	bySize := map[int][]diversity.Size{}
	for _, group := range grouping.BySize(points) {
		size := group[0].Size
		mean[size] = stat.Mean(grouping.Errors(group), nil)
		bySize[size.Total()] = append(bySize[size.Total()], size)
	}
	group, _, _ := strings.Cut(q.study, "-")
	return learner{group: group, points: points, most: len(budgets) - 1,
		truth: func(s diversity.Size) float64 { return mean[s] },
		targets: func(seen int) (targets [][]diversity.Size) {
			for _, budget := range budgets[seen:] {
				targets = append(targets, bySize[budget])
			}
			return targets
		}}
}

func simulatedLearner(kind testkit.KindOfWorld, seed int) learner {
	w := kind.Draw(seed)
	return learner{group: "world " + kind.Name, points: w.Study(256, 512, 1024), most: 3,
		truth: func(s diversity.Size) float64 { return w.Truth(float64(s.Classes), float64(s.PerClass)) },
		targets: func(seen int) (targets [][]diversity.Size) {
			for _, factor := range []int{2, 4, 8, 16} {
				targets = append(targets, testkit.Ladder(factor*256<<(seen-1)))
			}
			return targets
		}}
}

// members are those of the surface of the first budgets.
func (l learner) members(t testing.TB, seen int, prior gp.DriftPrior) []gp.Member {
	t.Helper()
	budgets := grouping.Budgets(l.points)
	points := slices.DeleteFunc(slices.Clone(l.points),
		func(m diversity.Measurement) bool { return m.Size.Total() > budgets[seen-1] })
	members, err := gp.SurfaceMembers(t.Context(), grouping.BySize(points), prior)
	if err != nil {
		t.Fatal(err)
	}
	return members
}

// likelihood is that of each drift by all the points, under a prior that is flat.
func (l learner) likelihood(t testing.TB) map[float64]float64 {
	likelihood := map[float64]float64{}
	for _, m := range l.members(t, len(grouping.Budgets(l.points)), gp.DriftPrior{Spread: 1e3}) {
		likelihood[m.Drift] += m.Weight
	}
	return likelihood
}

// regrets are what the sizes with the lowest expected error lose at the budgets asked for.
func (l learner) regrets(t testing.TB, seen int, prior gp.DriftPrior) (regrets []float64) {
	members := l.members(t, seen, prior)
	for _, sizes := range l.targets(seen) {
		chosen, lowest, least := sizes[0], math.Inf(1), math.Inf(1)
		for i, e := range expectedErrors(members, sizes) {
			least = min(least, l.truth(sizes[i]))
			if e < lowest {
				chosen, lowest = sizes[i], e
			}
		}
		regrets = append(regrets, l.truth(chosen)-least)
	}
	return regrets
}

// expectedErrors are those of sizes by the average of the members.
func expectedErrors(members []gp.Member, sizes []diversity.Size) []float64 {
	var at []gp.Location
	for _, s := range sizes {
		at = append(at, gp.Location{LnK: math.Log(float64(s.Classes)), LnN: math.Log(float64(s.Total()))})
	}
	errors := make([]float64, len(sizes))
	for i := range members {
		mean, covariance := members[i].Posterior(at)
		for j := range sizes {
			drawn := members[i].Quantiles(mean[j], math.Sqrt(max(0, covariance.At(j, j))), 9)
			errors[j] += members[i].Weight * stat.Mean(drawn, nil)
		}
	}
	return errors
}

// learnedFrom is the normal prior of the drift with the highest marginal likelihood; each group counts as one study.
func learnedFrom(likelihoods map[string][]map[float64]float64) (best gp.DriftPrior) {
	highest := math.Inf(-1)
	for mean := 0.0; mean < 1.51; mean += 0.05 {
		for spread := 0.1; spread < 1.01; spread += 0.05 {
			prior, total := gp.DriftPrior{Mean: mean, Spread: spread}, 0.0
			for _, studies := range likelihoods {
				for _, l := range studies {
					total += logMarginal(prior, l) / float64(len(studies))
				}
			}
			if total > highest {
				best, highest = prior, total
			}
		}
	}
	return best
}

// logMarginal is the logarithm of the likelihood of a prior by one study.
func logMarginal(prior gp.DriftPrior, likelihood map[float64]float64) float64 {
	sum, share := 0.0, 0.0
	for _, drift := range gp.Drifts() {
		z := (drift - prior.Mean) / prior.Spread
		density := math.Exp(-z * z / 2)
		sum, share = sum+density*likelihood[drift], share+density
	}
	return math.Log(max(sum/share, 1e-12))
}

// TestLearnedDrift asks whether a prior of the drift that was learned from other studies chooses better, on groups of
// studies that it has not seen, than the one that is set by hand (0.8 +- 0.4). The prior is fitted by marginal
// likelihood to the measured studies of all other groups and to simulated worlds of all other kinds. The long form
// (DIVERSITY_LONG=1) asks all measured questions from two budgets on and five worlds of each kind. If it won, it would
// have to replace the other: the test fails where it is better by more than chance over groups.
//
// It did not win: learned was 0.55 to 0.65 +- 0.30 to 0.35 in all folds, so it is stable; it lost 0.07 [-0.06, 0.19]
// points more than the one set by hand on 8 groups of measured studies (180 questions), and 0.05 [-0.10, 0.19] less on
// 7 kinds of worlds (280 questions).
func TestLearnedDrift(t *testing.T) {
	testkit.NotShort(t, "fits surfaces to measured studies")
	if testkit.RaceDetector {
		t.Skip("no concurrency of its own: see the run without -race")
	}
	questions, seeds := []question{{"tradeoff-glyphs-epochs.csv", "glyphs"}, {"fresh-glyphs-mlp.csv", "glyphs"}}, 0
	if os.Getenv("DIVERSITY_LONG") == "1" {
		questions, seeds = slices.Concat(development, check, fresh, further), 5
	}
	var all []learner
	for _, q := range questions {
		t.Run(q.String(), func(t *testing.T) { all = append(all, measuredLearner(t, q)) })
	}
	for _, kind := range testkit.KindsOfWorlds {
		for seed := range seeds {
			all = append(all, simulatedLearner(kind, seed))
		}
	}
	likelihoods := map[string][]map[float64]float64{}
	for _, l := range all {
		likelihoods[l.group] = append(likelihoods[l.group], l.likelihood(t))
	}
	measured, simulated := compareDrifts(t, all, likelihoods)
	t.Logf("from all studies: %+v", learnedFrom(likelihoods))
	for name, gains := range map[string][]float64{"measured": measured, "simulated": simulated} {
		if len(gains) < 2 {
			continue
		}
		gain := estimate.MeanAt(gains, estimate.DefaultLevel)
		t.Logf("%s: the learned prior loses fewer points by %.3f [%.3f, %.3f], %d groups", name, gain.Value,
			gain.Interval.Low, gain.Interval.High, len(gains))
		if gain.Interval.Low > 0 {
			t.Errorf("on %s studies the learned prior is better: let it replace the other", name)
		}
	}
}

// compareDrifts leaves out one group after the other, and returns what the learned prior gains on each, in points.
func compareDrifts(t *testing.T, all []learner, likelihoods map[string][]map[float64]float64) (measured,
	simulated []float64) {
	var groups []string
	for group := range likelihoods {
		groups = append(groups, group)
	}
	slices.Sort(groups)
	for _, group := range groups {
		others := map[string][]map[float64]float64{}
		for name, l := range likelihoods {
			if name != group {
				others[name] = l
			}
		}
		prior := learnedFrom(others)
		byHand, learned := 0.0, 0.0
		asked := 0
		for _, l := range all {
			if l.group != group {
				continue
			}
			for seen := 2; seen <= l.most; seen++ {
				a, b := l.regrets(t, seen, gp.UsualDrift()), l.regrets(t, seen, prior)
				byHand, learned, asked = byHand+sum(a), learned+sum(b), asked+len(a)
			}
		}
		byHand, learned = 100*byHand/float64(asked), 100*learned/float64(asked)
		t.Logf("%-24s %3d questions: lost %.3f by hand, %.3f by %.2f +- %.2f learned from the others", group, asked, byHand,
			learned, prior.Mean, prior.Spread)
		if strings.HasPrefix(group, "world ") {
			simulated = append(simulated, byHand-learned)
		} else {
			measured = append(measured, byHand-learned)
		}
	}
	return measured, simulated
}

func sum(values []float64) (total float64) {
	for _, v := range values {
		total += v
	}
	return total
}
