package main

import (
	"fmt"
	"math"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// invariance is the verdict on the best ratio, the last one of theory.Claims.
func (f *findings) invariance() *theory.Verdict { return &f.verdicts[len(f.verdicts)-1] }

// reconcile lets the verdicts speak of what else was found: where no budgets show how the best size moves the surface
// does, and a ratio that is consistent with being invariant stands beside the one that is foretold.
func (f *findings) reconcile() {
	v := f.invariance()
	if v.Outcome == theory.Undecided && f.surface != nil {
		by := theory.JudgeInvariance(theory.Slope{Estimate: f.surface.Slope()})
		if by.Outcome != theory.Undecided || len(f.minima) < 2 {
			by.Sentence = "By the surface, since the budgets alone do not tell: " + by.Sentence
			*v = by
		}
	}
	if f.prediction == nil {
		return
	}
	if sentence := f.ratioMoved(v.Outcome); sentence != "" {
		v.Sentence += sentence
	}
}

// movedMuch is by what factor the best ratio must move between the largest measured budget and the one asked for to be
// spoken of.
const movedMuch = 2

// ratioMoved compares the ratio that is foretold with that of the largest measured budget. Empty where they are alike.
func (f *findings) ratioMoved(outcome theory.Outcome) string {
	last := f.optima[len(f.optima)-1]
	n := float64(last.Budget)
	measured := last.Classes.Value * last.Classes.Value / n
	factor := f.prediction.Ratio.Value / measured
	if !(factor > 0) || math.IsInf(factor, 0) || math.Abs(math.Log(factor)) < math.Log(movedMuch) {
		return ""
	}
	moved := fmt.Sprintf(" The answer for N = %d has a best ratio %s times that of N = %d", f.prediction.Budget,
		estimate.Count(math.Round(100*factor)/100), last.Budget)
	if f.ratioWithin(measured) {
		return moved + ", but its interval holds that one too: how the ratio moves is not settled."
	}
	if outcome == theory.Consistent {
		return moved + ", beyond its interval: the slope over the measured budgets and the answer do not agree, so that neither is settled; measure a budget in between."
	}
	return moved + "."
}

// ratioWithin reports whether the interval of the ratio that is foretold holds a ratio.
func (f *findings) ratioWithin(ratio float64) bool {
	i := f.prediction.Ratio.Interval
	return i.Known() && i.Contains(ratio)
}
