package theory

import (
	"fmt"
	"math"
	"slices"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/internal/numeric"
	"tradeoff/diversity/laws"

	"gonum.org/v1/gonum/stat/distuv"
)

// JudgeLaws says in a sentence which of the laws compared predicts larger budgets best. It is consistent if that law is
// best in 95% of the refits (in more of them where few runs tell the noise, as Student's t asks), and undecided if
// another may be. A law that the data reject is never named best beside one that fits: a law that fits may have too few
// budgets to be held out. Where the number of classes makes no measurable difference, that is the answer. Best is not
// good: the sentence also says whether even the best misses more than noise.
func JudgeLaws(scores []LawScore) Verdict {
	v := Verdict{Claim: "one of the laws predicts larger budgets best", Outcome: Undecided}
	if flat, same := noDifference(scores); same {
		v.Sentence = fmt.Sprintf("The number of classes makes no measurable difference: the %s law, by which only N counts, fits (lack of fit p = %.2g), and no other law fits better by more than chance allows.",
			flat.Law.Name(), flat.LackOfFit.PValue)
		return v
	}
	tried, untried := triedLaws(scores)
	switch {
	case len(tried) == 0:
		v.Sentence = "Cannot tell which law predicts larger budgets best: none could be fitted to the smaller ones."
		if len(scores) > 0 && scores[0].HeldOutErr != nil {
			v.Sentence += fmt.Sprintf(" (%s: %v.)", scores[0].Law.Name(), scores[0].HeldOutErr)
		}
	case tried[0].standing() > 0 && untried.describesBetter(tried[0]):
		v.Sentence = fmt.Sprintf("Cannot tell which law predicts larger budgets best: the %s law describes the points best (lack of fit p = %.2g) but could not be held out (%v), and the data reject all that could be.",
			untried.Law.Name(), untried.LackOfFit.PValue, untried.HeldOutErr)
	default:
		v.judge(tried)
	}
	return v
}

// triedLaws are those that predicted budgets which they did not see, and the best of the others by AICc (without a law
// if there is none).
func triedLaws(scores []LawScore) (tried []LawScore, untried LawScore) {
	for _, s := range scores {
		switch {
		case !math.IsNaN(s.HeldOut):
			tried = append(tried, s)
		case s.Err == nil && (untried.Law == nil || s.AICc < untried.AICc):
			untried = s
		}
	}
	return tried, untried
}

// describesBetter reports whether a law that was not held out fits where a rejected one does not, or by so much better
// that the other has next to no support: 10 in AICc (Burnham and Anderson 2002, section 2.6).
func (s LawScore) describesBetter(rejected LawScore) bool {
	return s.Law != nil && (s.standing() == 0 && s.LackOfFit.Known || s.AICc < rejected.AICc-10)
}

// judge compares the best law with the next.
func (v *Verdict) judge(tried []LawScore) {
	best := tried[0]
	v.Claim = fmt.Sprintf("the %s law predicts larger budgets best", best.Law.Name())
	missed := fmt.Sprintf("%s law misses the held-out budgets by %.1f points", best.Law.Name(), 100*best.HeldOut)
	switch {
	case len(tried) == 1:
		v.Sentence = fmt.Sprintf("The %s; no other law could be compared with it.", missed)
	case best.Wins >= winsNeeded(best.Freedom):
		v.Outcome = Consistent
		v.Sentence = fmt.Sprintf("The %s, the %s law by %.1f; it is the best in %.0f%% of the refits.", missed,
			tried[1].Law.Name(), 100*tried[1].HeldOut, 100*best.Wins)
	default:
		v.Sentence = fmt.Sprintf("Too close to tell: the %s, the %s law by %.1f, and it is the best in only %.0f%% of the refits.",
			missed, tried[1].Law.Name(), 100*tried[1].HeldOut, 100*best.Wins)
	}
	if _, flat := best.Law.(laws.Flat); flat || math.IsNaN(best.Regret) && choosesSome(tried) {
		v.Sentence += " It says nothing of the best size."
	}
	if best.LackOfFit.Rejects() {
		v.Sentence += fmt.Sprintf(" Even so it misfits (lack of fit p = %.2g): a law-free surface may do better.",
			best.LackOfFit.PValue)
	}
}

// choosesSome reports whether any law was judged by its choice: not if no budget held out has two sizes.
func choosesSome(tried []LawScore) bool {
	return slices.ContainsFunc(tried, func(s LawScore) bool { return !math.IsNaN(s.Regret) })
}

// winsNeeded is the share of refits that counts as 95%: refits scatter as the normal distribution, where Student's t is
// due.
func winsNeeded(freedom float64) float64 {
	if freedom < 1 {
		return estimate.DefaultLevel
	}
	return distuv.UnitNormal.CDF(distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(estimate.DefaultLevel))
}

// noDifference reports whether the flat law is among those compared and fits, and no other fits better by more than
// chance allows: by the F test of what it gains for each further parameter over the noise between runs, with
// Bonferroni's correction.
func noDifference(scores []LawScore) (flat LawScore, same bool) {
	for _, s := range scores {
		if _, ok := s.Law.(laws.Flat); ok && s.standing() == 0 && s.LackOfFit.Known {
			flat, same = s, true
		}
	}
	for _, s := range scores {
		if !same || s.Err != nil || !s.LackOfFit.Known || s.LackOfFit.Between >= flat.LackOfFit.Between {
			continue
		}
		more := float64(flat.LackOfFit.Between - s.LackOfFit.Between)
		gained := flat.LackOfFit.F*float64(flat.LackOfFit.Between) - s.LackOfFit.F*float64(s.LackOfFit.Between)
		if gained > 0 && numeric.FTail(gained/more, more,
			float64(flat.LackOfFit.Within))*float64(len(scores)-1) < 1-estimate.DefaultLevel {
			same = false
		}
	}
	return flat, same
}
