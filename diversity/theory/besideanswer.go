package theory

import (
	"fmt"
	"math"

	"tradeoff/diversity/estimate"
)

// movedMuch is by what factor the best ratio must move between the largest measured budget and the one asked for to be
// spoken of.
const movedMuch = 2

// BesideAnswer lets a verdict on the invariance of the best ratio ([JudgeInvariance]) speak of the answer for a larger
// budget, beside which it stands, and of the best number of classes of the largest measured one. Where the ratio that
// is foretold is more than twice or less than half the measured one, and the slope says nothing of it, the sentence
// does. A ratio beyond its own interval that the verdict excludes, be it that the ratio does not change or that it
// changes the other way, leaves the claim undecided: two sentences of one report may not contradict each other.
func (v Verdict) BesideAnswer(p Prediction, last Optimum) Verdict {
	measured := last.Classes.Value * last.Classes.Value / float64(last.Budget)
	factor := p.Ratio.Value / measured
	if !(factor > 0) || math.IsInf(factor, 0) || math.Abs(math.Log(factor)) < math.Log(movedMuch) {
		return v
	}
	v.Sentence += fmt.Sprintf(" The answer for N = %d has a best ratio %s times that of N = %d", p.Budget,
		estimate.Count(math.Round(100*factor)/100), last.Budget)
	against := float64(v.moves)*math.Log(factor) < 0
	switch {
	case v.Outcome == Rejected && !against:
		v.Sentence += "."
	case v.Outcome == Rejected && p.Ratio.Interval.Contains(measured):
		v.Sentence += "; its interval holds that one too, so that it does not speak against the slope."
	case p.Ratio.Interval.Contains(measured):
		v.Sentence += ", but its interval holds that one too: how the ratio moves is not settled."
	case v.Outcome == Consistent || against:
		v.Outcome = Undecided
		v.Sentence += ", beyond its interval: the slope over the measured budgets and the answer do not agree, so that neither is settled; measure a budget in between."
	default:
		v.Sentence += "."
	}
	return v
}
