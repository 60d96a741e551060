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

// question is what a measurement asks.
func (r *Report) question(m diversity.Measurement) string {
	w := r.Scale.Nouns()
	asked := "With N " + w.Items + " to label for pre-training"
	switch {
	case r.Spend != theory.Spend{}:
		asked = fmt.Sprintf("With %s to spend, %s for a %s and %s for each of its %s", r.money(r.Spend.Total),
			r.money(r.Spend.PerClass), w.Group, r.money(r.Spend.PerSample), w.Items)
	case r.Scale.Named():
		asked = "With N " + w.Items + " in all"
	}
	text := fmt.Sprintf("%s: how many %s K, and how many %s n = N/K of each, give the %s %s", asked, w.Groups, w.Items,
		r.best(), r.score(m.Score))
	if m.Task != "" {
		text += " on " + diversity.Printable(m.Task)
	}
	if m.Probe != "" {
		text += " by " + diversity.Printable(m.Probe)
	}
	return text + "?"
}

// score names what is shown.
func (r *Report) score(s diversity.Score) string {
	if r.Scale.Score != "" {
		return r.Scale.Nouns().Score
	}
	return scoreWord(s)
}

// scoreWord names what is as low as can be.
func scoreWord(s diversity.Score) string {
	if s.Rises() {
		return "1 - " + s.Label()
	}
	return s.Label()
}

// best is what is wanted of the score.
func (r *Report) best() string {
	if r.Scale.Rises {
		return "highest"
	}
	return "lowest"
}

func (r *Report) groups() string { return r.Scale.Nouns().Groups }
func (r *Report) items() string  { return r.Scale.Nouns().Items }

// total is a budget in the numbers of the table.
func (r *Report) total(n int) string {
	if r.Scale.Total(1) == 1 {
		return fmt.Sprint(n)
	}
	return r.Scale.TotalText(n)
}

// money is a sum.
func (r *Report) money(sum float64) string { return estimate.Count(sum) }

// listed names budgets.
func (r *Report) listed(budgets []int) string {
	var names []string
	for _, n := range budgets {
		names = append(names, r.total(n))
	}
	return strings.Join(names, ", ")
}

// scored is an error with its interval, as it is shown.
func (r *Report) scored(e estimate.Estimate) string {
	if r.Scale.Plain() {
		return e.Percent() + " %"
	}
	return r.Scale.Scored(e)
}

// lost is a difference of errors, as it is shown.
func (r *Report) lost(difference float64) string {
	if r.Scale.Plain() {
		return display.Points(difference).String() + " points"
	}
	return r.Scale.Gap(difference)
}

// asked is what was asked for: "N = 4096", "a total of 10000".
func (r *Report) asked() string {
	if r.Budget > 0 {
		return "N = " + r.total(r.Budget)
	}
	return "a total of " + r.money(r.Spend.Total)
}

// recommendation is the answer in sentences.
func (r *Report) recommendation(size diversity.Size, left int, k, e, regret estimate.Estimate) []string {
	take := "take"
	if !r.Scale.Named() {
		take = "label"
	}
	label := fmt.Sprintf("For %s %s %s", r.asked(), take, r.Scale.SizeSentence(size))
	if r.Budget > 0 {
		label = fmt.Sprintf("For %s %s %s %s", r.asked(), r.items(), take, r.Scale.SizeSentence(size))
	} else {
		label += fmt.Sprintf(" (they cost %s)", r.money(r.Spend.InUnits(r.Scale).Cost(size)))
	}
	if left > 0 {
		label += fmt.Sprintf(" (%s %s left over)", r.total(left), r.someItems(left))
	}
	lost := regret.Points() + " points"
	if !r.Scale.Plain() {
		lost = r.Scale.Lost(regret)
	}
	return []string{
		label + ".",
		r.bestClasses(k),
		fmt.Sprintf("The expected %s is %s, and following this is expected to lose %s against the best size that there is.",
			r.score(r.Means[0].Score), r.scored(e), lost),
	}
}

// someItems is the noun behind a number of items.
func (r *Report) someItems(n int) string {
	if r.Scale.Total(float64(n)) == 1 {
		return r.Scale.Nouns().Item
	}
	return r.items()
}

// bestClasses says where the best K lies.
func (r *Report) bestClasses(k estimate.Estimate) string {
	i, groups := k.Interval, r.groups()
	number := func(classes float64) display.Number { return display.Number(r.Scale.Classes(classes)) }
	switch {
	case !i.Known():
		return fmt.Sprintf("The best K is near %s %s; how certain that is cannot be told.", number(k.Value), groups)
	case i.Low <= 0 && math.IsInf(i.High, 1):
		return fmt.Sprintf("The data do not bound the best number of %s.", groups)
	case i.Low <= 0:
		return fmt.Sprintf("The best K is below %s %s with %s confidence; the data do not bound it from below.",
			number(i.High), groups, i.Percent())
	case math.IsInf(i.High, 1):
		return fmt.Sprintf("The best K is above %s %s with %s confidence; the data do not bound it from above.",
			number(i.Low), groups, i.Percent())
	}
	return fmt.Sprintf("The best K is between %s and %s %s with %s confidence.", number(i.Low), number(i.High),
		groups, i.Percent())
}

// measured is what is known without a prediction.
func (r *Report) measured() (sentences []string) {
	for i, m := range r.Minima {
		if i == mostListed {
			return append(sentences, fmt.Sprintf("And of %s more.", display.Count(len(r.Minima)-i, "budget")))
		}
		sentences = append(sentences, fmt.Sprintf("At N = %s the %s mean is at %s: %s.", r.total(m.Budget), r.best(),
			r.Scale.SizeText(m.Best.Size), r.scored(m.Best.Error)))
	}
	return sentences
}

// missing says what it costs to miss the best number on either side.
func (r *Report) missing(s theory.Spend) []string {
	c, err := r.Calculator.At(s)
	if err != nil || math.IsNaN(c.Half) || math.IsNaN(c.Twice) {
		return nil
	}
	text := fmt.Sprintf("Half as many %s as the best are expected to lose %s, twice as many %s", r.groups(),
		r.lost(c.Half), strings.TrimSuffix(r.lost(c.Twice), " points"))
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
func (r *Report) rivals(chosen diversity.Size, rules []theory.Baseline) (sentences []string) {
	var alike []string
	worst := theory.Baseline{Regret: estimate.Estimate{Value: math.Inf(-1)}}
	for _, b := range rules {
		if b.Size != chosen && b.Gain.Interval.Contains(0) && r.Calculator.covers(b.Size) {
			alike = append(alike, fmt.Sprintf("%s (%s)", r.Scale.InWords(b.Name), r.Scale.SizeText(b.Size)))
		}
		if b.Regret.Value > worst.Regret.Value {
			worst = b
		}
	}
	if len(alike) > 0 {
		sentences = append(sentences, "As good, as far as these data tell: "+strings.Join(alike, ", ")+".")
	}
	if worst.Size != (diversity.Size{}) {
		sentences = append(sentences, fmt.Sprintf("The worst rule of thumb, %s (%s), is expected to lose %s.",
			r.Scale.InWords(worst.Name), r.Scale.SizeText(worst.Size), r.lost(worst.Regret.Value)))
	}
	return sentences
}
