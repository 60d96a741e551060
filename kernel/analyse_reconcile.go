package main

import "tradeoff/diversity/theory"

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
	if f.prediction != nil {
		*v = v.BesideAnswer(*f.prediction, f.optima[len(f.optima)-1])
	}
}
