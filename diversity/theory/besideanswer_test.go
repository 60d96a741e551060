package theory_test

import (
	"strings"
	"testing"

	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// TestVerdictBesideAnswer: of a best ratio of 1 at N = 1024 and another one foretold, beside a slope.
func TestVerdictBesideAnswer(t *testing.T) {
	last := theory.Optimum{Budget: 1024, Classes: estimate.Estimate{Value: 32}}
	slope := func(low, high float64) theory.Verdict {
		return theory.JudgeInvariance(theory.Slope{Estimate: estimate.Estimate{Value: (low + high) / 2,
			Interval: estimate.Interval{Low: low, High: high, Level: 0.95}}})
	}
	invariant, rises, falls, unknown := slope(0.4, 0.6), slope(0.6, 0.8), slope(0.2, 0.3), slope(0, 1)
	for _, c := range []struct {
		v                theory.Verdict
		ratio, low, high float64
		want             theory.Outcome
		says             string // "" adds nothing
	}{
		{invariant, 1.9, 1.5, 3, theory.Consistent, ""},
		{invariant, 5, 2, 9, theory.Undecided, "5 times that of N = 1024, beyond its interval"},
		{invariant, 5, 0.5, 9, theory.Consistent, "how the ratio moves is not settled"},
		{invariant, 0.2, 0.1, 0.5, theory.Undecided, "do not agree, so that neither is settled"},
		{rises, 5, 2, 9, theory.Rejected, "5 times that of N = 1024."},
		{rises, 5, 0.5, 9, theory.Rejected, "5 times that of N = 1024."},
		{rises, 0.2, 0.1, 0.5, theory.Undecided, "do not agree"},
		{rises, 0.2, 0.1, 2, theory.Rejected, "does not speak against the slope"},
		{falls, 0.2, 0.1, 0.5, theory.Rejected, "0.2 times that of N = 1024."},
		{falls, 5, 2, 9, theory.Undecided, "do not agree"},
		{unknown, 5, 2, 9, theory.Undecided, "5 times that of N = 1024."},
		{unknown, 0, 0, 9, theory.Undecided, ""},
	} {
		p := theory.Prediction{Budget: 4096, Ratio: estimate.Estimate{Value: c.ratio,
			Interval: estimate.Interval{Low: c.low, High: c.high, Level: 0.95}}}
		got := c.v.BesideAnswer(p, last)
		added, kept := strings.CutPrefix(got.Sentence, c.v.Sentence)
		if got.Outcome != c.want || !kept || !strings.Contains(added, c.says) || (added == "") != (c.says == "") {
			t.Errorf("%s\nbeside a ratio of %v [%v, %v] is %s: %s", c.v, c.ratio, c.low, c.high, got.Outcome, added)
		}
	}
}
