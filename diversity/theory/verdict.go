package theory

import "fmt"

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
}

// String is the sentence.
func (v Verdict) String() string { return v.Sentence }

// JudgeInvariance says whether a slope d ln K*/d ln N (of [MeasureSlope] or of [Prediction]) supports a best ratio that
// does not change with the budget, which is slope 1/2. An interval which also holds 0 (the best number of classes
// stays) or 1 (the best number of images per class stays) is too wide to tell. "Consistent" is not a proof: it says
// that the data do not contradict the claim and do contradict its two rivals.
func JudgeInvariance(slope Estimate) Verdict {
	v := Verdict{Claim: "the best ratio K/n does not change with the budget (slope of ln K* on ln N = 1/2)"}
	interval := slope.Interval
	measured := fmt.Sprintf("slope %.2f", slope.Value)
	if interval.Known() {
		measured = fmt.Sprintf("slope %.2f, %.0f%% interval %.2f to %.2f", slope.Value, 100*interval.Level, interval.Low, interval.High)
	}
	switch {
	case !interval.Known():
		v.Outcome, v.Sentence = Undecided, fmt.Sprintf("Cannot tell whether the best ratio is invariant: %s without an interval.", measured)
	case interval.Low > 0.5:
		v.Outcome, v.Sentence = Rejected, fmt.Sprintf("The best ratio is not invariant: it rises with the budget (%s; 1/2 would be invariant).%s", measured, nearby(interval))
	case interval.High < 0.5:
		v.Outcome, v.Sentence = Rejected, fmt.Sprintf("The best ratio is not invariant: it falls with the budget (%s; 1/2 would be invariant).%s", measured, nearby(interval))
	case interval.Contains(0) || interval.Contains(1):
		v.Outcome, v.Sentence = Undecided, fmt.Sprintf("Too uncertain to tell whether the best ratio is invariant (%s: this holds 1/2 and also %s).", measured, rivals(interval))
	default:
		v.Outcome, v.Sentence = Consistent, fmt.Sprintf("The data are consistent with an invariant best ratio (%s holds 1/2, and neither 0 nor 1).", measured)
	}
	return v
}

// nearby names the rival rule that an interval without 1/2 holds.
func nearby(interval Interval) string {
	switch {
	case interval.Contains(0):
		return " A constant number of classes (slope 0) fits better."
	case interval.Contains(1):
		return " A constant number of images per class (slope 1) fits better."
	default:
		return ""
	}
}

func rivals(interval Interval) string {
	switch {
	case interval.Contains(0) && interval.Contains(1):
		return "0, a constant number of classes, and 1, a constant number of images per class"
	case interval.Contains(0):
		return "0, a constant number of classes"
	default:
		return "1, a constant number of images per class"
	}
}
