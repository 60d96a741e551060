package theory

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/grouping"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory/internal/sizegrid"
	"tradeoff/diversity/theory/internal/varpro"
)

// heldOutTrial lets laws predict the largest budgets from the others.
type heldOutTrial struct {
	seen   []diversity.Measurement
	groups [][]diversity.Measurement // sizes held out
	o      CompareOptions
	fits   []*LawFit // to what was seen; nil where a law could not be fitted
}

func newHeldOutTrial(points []diversity.Measurement, count int, o CompareOptions) (*heldOutTrial, error) {
	budgets := bandsOf(grouping.BySize(points))
	if len(budgets) <= count {
		return nil, fmt.Errorf("%w: %s, of which %d are to be held out: measure at least %d, better %d",
			diversity.ErrTooFew, display.Count(len(budgets), "budget"), count, count+2, count+3)
	}
	trial := &heldOutTrial{o: o}
	for i, budget := range budgets {
		for _, group := range budget {
			if i < len(budgets)-count {
				trial.seen = append(trial.seen, group...)
				continue
			}
			trial.groups = append(trial.groups, group)
		}
	}
	return trial, nil
}

// add fits a law and scores it.
func (t *heldOutTrial) add(ctx context.Context, law laws.Law, s *LawScore) {
	s.Freedom = grouping.DegreesOfFreedom(t.groups)
	fitted, err := fitLaw(ctx, t.seen, law, t.o.fit())
	if err != nil {
		t.fits, s.HeldOut, s.Regret, s.HeldOutErr = append(t.fits, nil), math.NaN(), math.NaN(), err
		return
	}
	t.fits = append(t.fits, fitted)
	s.HeldOut, s.Regret = t.missed(fitted, fitted.Values(), nil), t.regret(fitted)
}

// missed is the root mean square over sizes of the mean, weighted by run if weights are given, minus the law.
func (t *heldOutTrial) missed(f *LawFit, parameters, weights []float64) float64 {
	sum, count, next := 0.0, 0.0, 0
	for _, group := range t.groups {
		mean, total := 0.0, 0.0
		for _, point := range group {
			weight := 1.0
			if weights != nil {
				weight = weights[next]
			}
			mean, total = mean+weight*point.Error, total+weight
			next++
		}
		if total > 0 {
			size := group[0].Size
			sum += math.Pow(mean/total-f.at(sizegrid.LnClasses(size), math.Log(float64(size.PerClass)), parameters), 2)
			count++
		}
	}
	return math.Sqrt(sum / count)
}

// regret is what a law loses by its choice among the measured sizes, on average over the budgets held out: the mean
// error there minus the lowest. It is NaN if all sizes of a budget are the same to the law, and if none of the
// budgets has
// two sizes.
func (t *heldOutTrial) regret(f *LawFit) float64 {
	sum, curves := 0.0, 0.0
	for _, budget := range cutByBudget(t.groups) {
		if len(budget) < 2 {
			continue
		}
		curves++
		var measured, predicted []float64
		for _, group := range budget {
			size := group[0].Size
			measured = append(measured, estimate.Summarise(group, estimate.DefaultLevel).Error.Value)
			predicted = append(predicted, f.FittedError(float64(size.Classes), float64(size.PerClass)))
		}
		if slices.Max(predicted)-slices.Min(predicted) < 1e-12 {
			return math.NaN()
		}
		sum += measured[sizegrid.ArgMin(predicted)] - measured[sizegrid.ArgMin(measured)]
	}
	return sum / curves
}

// countWins resamples the runs held out beside those that the laws were refitted to. Refit i of every law is to the
// same resample, so that the laws are compared in pairs. Equally good laws share a win.
func (t *heldOutTrial) countWins(scores []LawScore) {
	resampler := varpro.NewResampler(t.groups)
	weights := make([]float64, resampler.Count)
	count := samplesOr(t.o.fit().BootstrapSamples)
	missed := make([]float64, len(scores))
	for r := range count {
		resampler.Draw(diversity.Stream(t.o.Seed, forHeldOut, r), weights)
		least, winners := math.Inf(1), 0.0
		for i, f := range t.fits {
			if missed[i] = math.Inf(1); f != nil {
				missed[i] = t.missed(f, f.replicates[r], weights)
			}
			switch {
			case missed[i] < least:
				least, winners = missed[i], 1
			case missed[i] == least:
				winners++
			}
		}
		for i := range scores {
			if missed[i] == least && t.fits[i] != nil {
				scores[i].Wins += 1 / (winners * float64(count))
			}
		}
	}
}

// forHeldOut is the purpose of the resamples of runs that laws did not see.
const forHeldOut diversity.Purpose = "held-out runs"
