package report

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// questionOf is what a measurement asks.
func questionOf(m diversity.Measurement, o Options) string {
	text := fmt.Sprintf("With N %s to label for pre-training: how many %s K, and how many %s n = N/K of each, give the lowest %s",
		display.Plural(2, o.item()), display.Plural(2, o.group()), display.Plural(2, o.item()), scoreWord(m.Score))
	if m.Task != "" {
		text += " on " + diversity.Printable(m.Task)
	}
	if m.Probe != "" {
		text += " by " + diversity.Printable(m.Probe)
	}
	return text + "?"
}

// scoreWord names what is as low as can be.
func scoreWord(s diversity.Score) string {
	if s.Rises() {
		return "1 - " + s.Label()
	}
	return s.Label()
}

func (r *Report) groups(n int) string { return display.Plural(n, r.Words.Group) }
func (r *Report) items(n int) string  { return display.Plural(n, r.Words.Item) }

// sizeWords reads "K = 64 classes with n = 32 images each".
func (r *Report) sizeWords(s diversity.Size) string {
	return fmt.Sprintf("K = %d %s with n = %d %s each", s.Classes, r.groups(s.Classes), s.PerClass, r.items(s.PerClass))
}

// recommendation is the answer in sentences.
func (r *Report) recommendation(p theory.Prediction) []string {
	label := fmt.Sprintf("For N = %d %s label %s", p.Budget, r.items(p.Budget), r.sizeWords(p.Size))
	if p.Left > 0 {
		label += fmt.Sprintf(" (%d %s left over)", p.Left, r.items(p.Left))
	}
	return []string{
		label + ".",
		r.bestClasses(p.Classes),
		fmt.Sprintf("The expected %s is %s %%, and following this is expected to lose %s points against the best size that there is.",
			scoreWord(r.Means[0].Score), p.Error.Percent(), p.Regret.Points()),
	}
}

// bestClasses says where the best K lies.
func (r *Report) bestClasses(k estimate.Estimate) string {
	i, groups := k.Interval, r.groups(2)
	switch {
	case !i.Known():
		return fmt.Sprintf("The best K is near %s %s; how certain that is cannot be told.", display.Number(k.Value), groups)
	case i.Low <= 0 && math.IsInf(i.High, 1):
		return fmt.Sprintf("The data do not bound the best number of %s.", groups)
	case i.Low <= 0:
		return fmt.Sprintf("The best K is below %s %s with %s confidence; the data do not bound it from below.",
			display.Number(i.High), groups, i.Percent())
	case math.IsInf(i.High, 1):
		return fmt.Sprintf("The best K is above %s %s with %s confidence; the data do not bound it from above.",
			display.Number(i.Low), groups, i.Percent())
	}
	return fmt.Sprintf("The best K is between %s and %s %s with %s confidence.", display.Number(i.Low), display.Number(i.High),
		groups, i.Percent())
}

// measured is what is known without a prediction.
func (r *Report) measured() (sentences []string) {
	for i, m := range r.Minima {
		if i == mostListed {
			return append(sentences, fmt.Sprintf("And of %s more.", display.Count(len(r.Minima)-i, "budget")))
		}
		sentences = append(sentences, fmt.Sprintf("At N = %d the lowest mean is at %v: %s %%.", m.Budget, m.Best.Size,
			m.Best.Error.Percent()))
	}
	return sentences
}

// missing says what it costs to miss the best number on either side.
func (r *Report) missing(c Calculation) []string {
	if math.IsNaN(c.Half) || math.IsNaN(c.Twice) {
		return nil
	}
	text := fmt.Sprintf("Half as many %s as the best are expected to lose %s points, twice as many %s", r.groups(2),
		display.Points(c.Half), display.Points(c.Twice))
	const muchLess = 1.5
	switch {
	case c.Half > muchLess*c.Twice:
		text += ": if in doubt, take more"
	case c.Twice > muchLess*c.Half:
		text += ": if in doubt, take fewer"
	}
	return []string{text + "."}
}

// rivals are the rules of thumb that the data cannot tell from the choice, those left out of whose sizes nothing was
// measured, and the worst one.
func (r *Report) rivals() (sentences []string) {
	var alike []string
	worst := theory.Baseline{Regret: estimate.Estimate{Value: math.Inf(-1)}}
	for _, b := range r.Prediction.Baselines {
		if b.Size != r.Prediction.Size && b.Gain.Interval.Contains(0) && r.Calculator.covers(b.Size) {
			alike = append(alike, fmt.Sprintf("%s (%v)", b.Name, b.Size))
		}
		if b.Regret.Value > worst.Regret.Value {
			worst = b
		}
	}
	if len(alike) > 0 {
		sentences = append(sentences, "As good, as far as these data tell: "+strings.Join(alike, ", ")+".")
	}
	if worst.Size != (diversity.Size{}) {
		sentences = append(sentences, fmt.Sprintf("The worst rule of thumb, %s (%v), is expected to lose %s points.", worst.Name,
			worst.Size, display.Points(worst.Regret.Value)))
	}
	return sentences
}
