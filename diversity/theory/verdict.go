package theory

import (
	"fmt"
	"math"
	"tradeoff/diversity/estimate"
)

// Outcome is what the data say about a claim.
type Outcome string

// The outcomes of a test.
const (
	Consistent Outcome = "consistent" // the claim is within the interval, and the rival claims are not
	Rejected   Outcome = "rejected"   // the claim is outside the interval
	Undecided  Outcome = "undecided"  // the interval is too wide to tell, or there is none
)

// Verdict is the answer to one claim, as a word for programs and a sentence for people.
type Verdict struct {
	Claim    string
	Outcome  Outcome
	Sentence string

	moves direction // of the best ratio, where the claim is that it does not and is rejected
}

// direction is where a ratio moves with the budget: 1 up, -1 down, 0 not said.
type direction int

// String is the sentence.
func (v Verdict) String() string { return v.Sentence }

// JudgeInvariance says whether a slope d ln K*/d ln N supports a best ratio that
// does not change with the budget, which is slope 1/2. An interval which also holds 0 (the best number of classes
// stays) or 1 (the best number of images per class stays) is too wide to tell. "Consistent" is not a proof: it says
// that the data do not contradict the claim and do contradict its two rivals.
//
// A slope from elsewhere, such as that of a [Prediction] or of [SurfaceFit.Slope], is Slope{Estimate: it}. Of
// [MeasureSlope] give the whole: where every minimum lies at an end of what was measured there is nothing to judge, and
// the sentence says what to measure. (The interval of such a slope is unbounded, so that its Estimate alone is
// undecided too.) A line that bends ([Linearity]) is rejected, whatever its slope.
func JudgeInvariance(slope Slope) Verdict {
	onlyEnds, advice := slope.censored()
	v := judgeSlope(slope.Estimate)
	switch {
	case slope.Linearity.Rejects():
		return slope.Linearity.judgeBend(slope.Estimate, v)
	case onlyEnds:
		v.Outcome, v.Sentence = Undecided,
			"Cannot tell whether the best ratio is invariant: no minimum lies within what was measured."+advice
	case v.Outcome == Undecided:
		v.Sentence += advice
	}
	return v
}

// exactSlope is by how much a slope of data without noise is off by rounding, and where a solver stops.
const exactSlope = 1e-6

// allowingForRounding is an interval of slopes which holds what only rounding keeps out: that of a law through exact
// errors is narrower than a fit is exact.
func allowingForRounding(i estimate.Interval) estimate.Interval {
	i.Low, i.High = i.Low-exactSlope, i.High+exactSlope
	return i
}

func judgeSlope(slope estimate.Estimate) Verdict {
	v := Verdict{Claim: "the best ratio K/n does not change with the budget (slope of ln K* on ln N = 1/2)"}
	interval := allowingForRounding(slope.Interval)
	measured := fmt.Sprintf("slope %.2f", slope.Value)
	if interval.Known() {
		measured = fmt.Sprintf("slope %.2f, %.0f%% interval %s to %s", slope.Value, 100*interval.Level,
			endWord(slope.Interval.Low), endWord(slope.Interval.High))
	}
	switch {
	case !interval.Known():
		v.Outcome, v.Sentence = Undecided,
			fmt.Sprintf("Cannot tell whether the best ratio is invariant: %s without an interval.", measured)
	case interval.Low > 0.5:
		v.moves = 1
		v.Outcome, v.Sentence = Rejected,
			fmt.Sprintf("The best ratio is not invariant: it rises with the budget (%s; 1/2 would be invariant).%s", measured,
				nearby(interval))
	case interval.High < 0.5:
		v.moves = -1
		v.Outcome, v.Sentence = Rejected,
			fmt.Sprintf("The best ratio is not invariant: it falls with the budget (%s; 1/2 would be invariant).%s", measured,
				nearby(interval))
	case interval.Contains(0) || interval.Contains(1):
		v.Outcome, v.Sentence = Undecided,
			fmt.Sprintf("Too uncertain to tell whether the best ratio is invariant (%s: this holds 1/2 and also %s).", measured,
				rivals(interval))
	default:
		v.Outcome, v.Sentence = Consistent,
			fmt.Sprintf("The data are consistent with an invariant best ratio (%s holds 1/2, and neither 0 nor 1).", measured)
	}
	return v
}

// endWord is an end of an interval of slopes.
func endWord(end float64) string {
	if math.IsInf(end, 0) {
		return "unbounded"
	}
	return fmt.Sprintf("%.2f", end)
}

// nearby names the rival rule that an interval without 1/2 holds.
func nearby(interval estimate.Interval) string {
	switch {
	case interval.Contains(0):
		return " A constant number of classes (slope 0) fits better."
	case interval.Contains(1):
		return " A constant number of images per class (slope 1) fits better."
	default:
		return ""
	}
}

func rivals(interval estimate.Interval) string {
	switch {
	case interval.Contains(0) && interval.Contains(1):
		return "0, a constant number of classes, and 1, a constant number of images per class"
	case interval.Contains(0):
		return "0, a constant number of classes"
	default:
		return "1, a constant number of images per class"
	}
}
