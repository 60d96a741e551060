package verdicts

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/theory"
)

// Sentences are the answer in three sentences: whether a balance is best and more of either helps, whether the best
// ratio is invariant, and what predicting it gains.
func (j Judgement) Sentences() []string { return []string{j.balance(), j.invariance(), j.gained()} }

// interior counts the budgets whose both ends are worse than the best size.
func (j Judgement) interior() int {
	count := 0
	for _, m := range j.Minima {
		if m.Interior {
			count++
		}
	}
	return count
}

func (j Judgement) balance() string {
	word := "is not shown to be best at any budget"
	switch count := j.interior(); {
	case count == len(j.Minima):
		word = "is best at every budget"
	case 2*count > len(j.Minima):
		word = "is best at most budgets"
	case count > 0:
		word = "is shown to be best at few budgets only"
	}
	return fmt.Sprintf("A balance of classes and images %s: at %d of %d budgets both fewer classes and more classes do worse "+
		"than the best size (p < 0.05); that the error falls with more classes at the same n is %s, and with more images at "+
		"the same K %s.", word, j.interior(), len(j.Minima), j.Claims[0].Outcome, j.Claims[1].Outcome)
}

func (j Judgement) invariance() string {
	outcome := string(theory.JudgeInvariance(j.Slope).Outcome)
	if outcome == string(theory.Consistent) {
		outcome += " with these data"
	}
	return fmt.Sprintf("An invariant best ratio K/n is %s: the best number of classes grows as N to the power %v, where "+
		"invariance is 0.5.", outcome, j.Slope.Estimate)
}

func (j Judgement) gained() string {
	chosen, _ := j.Rules.Rule(j.Rule)
	if !chosen.Applied() {
		return fmt.Sprintf("What predicting gains cannot be told: %s.", chosen.Reason)
	}
	var parts []string
	for _, g := range j.Gains {
		parts = append(parts, fmt.Sprintf("%s %s", g.Over, g.words()))
	}
	return fmt.Sprintf("Predicted from N <= %d, the choice for N = %d is %v; in points of error it gains over %s; the paper "+
		"reports about 2 on average.", j.Rules.Fitted[len(j.Rules.Fitted)-1], j.Rules.Target, chosen.Size,
		strings.Join(parts, ", "))
}

// words are the gain within a sentence.
func (g Gain) words() string {
	switch {
	case g.Reason != "":
		return "(" + g.Reason + ")"
	case g.Same:
		return "nothing, as it is the same size"
	}
	return g.Saved.Points()
}

// Fields are what a table of questions shows.
func (j Judgement) Fields() []display.Field {
	if len(j.Claims) == 0 {
		return []display.Field{{Name: "question", Value: j.Question}, {Name: "repeats", Value: j.Repeats}}
	}
	mean := ""
	if last := len(j.Gains) - 1; last >= 0 {
		mean = j.Gains[last].words()
	}
	return []display.Field{
		{Name: "question", Value: j.Question},
		{Name: "repeats", Value: j.Repeats},
		{Name: "interior minima", Value: fmt.Sprintf("%d of %d", j.interior(), len(j.Minima))},
		{Name: "falls with K", Value: string(j.Claims[0].Outcome)},
		{Name: "falls with n", Value: string(j.Claims[1].Outcome)},
		{Name: "slope of ln K* [95%]", Value: j.Slope.Estimate.String()},
		{Name: "invariance", Value: string(theory.JudgeInvariance(j.Slope).Outcome)},
		{Name: "gain over the standard choices, points [95%]", Value: mean},
	}
}

// Display is the answer in three sentences, the verdicts of all claims, and the gains.
func (j Judgement) Display() display.Document {
	d := display.Document{Title: j.Question}
	if len(j.Claims) == 0 {
		return d.Add(display.Facts(j.Fields()))
	}
	for _, sentence := range j.Sentences() {
		d = d.Add(display.Text(sentence))
	}
	table := display.Rows("The claims", []string{"claim", "verdict", "why"}, len(j.Claims), func(i int) []any {
		return []any{j.Claims[i].Claim, string(j.Claims[i].Outcome), j.Claims[i].Sentence}
	})
	d = d.Add(table, display.TableOf("Gain at the largest budget", j.Gains))
	if j.LeftOut > 0 {
		d = d.Add(display.Warning(fmt.Sprintf("Runs left out, as not all repeats have their size: %d.", j.LeftOut)))
	}
	return d
}
