package report

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory"
)

// lacks says what is missing for an honest answer.
func (r *Report) lacks() (sentences []string) {
	if curves := len(r.Minima); curves == 1 {
		sentences = append(sentences, fmt.Sprintf("The best size is known of one budget, N = %s: whether the best ratio moves with the budget cannot be told.",
			r.total(r.Minima[0].Budget)))
	}
	sentences = append(sentences, r.repeats()...)
	for _, m := range r.Minima {
		sentences = append(sentences, r.ends(m)...)
	}
	sentences = append(sentences, r.ties()...)
	return append(sentences, r.againstControl()...)
}

// repeats says how many sizes were run once.
func (r *Report) repeats() []string {
	once := 0
	for _, s := range r.Means {
		if s.Runs == 1 {
			once++
		}
	}
	switch once {
	case 0:
		return nil
	case len(r.Means):
		return []string{"No size was run twice: the noise is not known, so that nothing measured has an honest interval. Repeat some sizes, best all."}
	}
	return []string{fmt.Sprintf("%d of %d sizes were run once only: their noise is taken from the others.", once, len(r.Means))}
}

// ends says of a budget whose best size is an end of what was measured on which side to measure.
func (r *Report) ends(m theory.Minimum) (sentences []string) {
	switch {
	case !m.AtEnd:
	case m.Best.Size == m.Sizes[0].Size:
		sentences = append(sentences, fmt.Sprintf("At N = %s the best size measured has the fewest %s (K = %s): the optimum may have fewer.",
			r.total(m.Budget), r.groups(), r.Scale.ClassesText(m.Best.Size)))
	default:
		sentences = append(sentences, fmt.Sprintf("At N = %s the best size measured has the most %s (K = %s): the optimum may have more.",
			r.total(m.Budget), r.groups(), r.Scale.ClassesText(m.Best.Size)))
	}
	return sentences
}

// ties names the budgets at which other sizes are as good as the best, as far as the runs tell.
func (r *Report) ties() []string {
	var places []string
	for _, m := range r.Minima {
		if tied := Ties(m); len(tied) > 0 {
			places = append(places, fmt.Sprintf("N = %s (K = %s from %s)", r.total(m.Budget), r.Scale.ClassesText(m.Best.Size),
				r.classesOf(tied)))
		}
	}
	if more := len(places) - mostListed; more > 0 {
		places = append(places[:mostListed], fmt.Sprintf("%d more budgets", more))
	}
	if len(places) == 0 {
		return nil
	}
	return []string{"The " + r.best() + " mean cannot be told from those of other sizes, whose intervals hold it: at " + strings.Join(places, ", ") + "."}
}

// classesOf lists the K of sizes, the first of many.
func (r *Report) classesOf(sizes []estimate.SizeSummary) string {
	var names []string
	for _, s := range sizes[:min(len(sizes), mostListed)] {
		names = append(names, r.Scale.ClassesText(s.Size))
	}
	if more := len(sizes) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}

// Ties are the sizes of a budget, beside the best, whose 95% interval holds the mean of the best: the measurements do
// not tell them apart. Sizes without an interval are not among them.
func Ties(m theory.Minimum) (tied []estimate.SizeSummary) {
	for _, s := range m.Sizes {
		if s.Size != m.Best.Size && s.Error.Interval.Contains(m.Best.Error.Value) {
			tied = append(tied, s)
		}
	}
	return tied
}

// againstControl says whether pre-training helps.
func (r *Report) againstControl() []string {
	switch {
	case r.Control == nil && r.Scale.Named():
		return nil // elsewhere than with networks there are no random weights
	case r.Control == nil:
		return []string{"No network with random weights was measured: how much pre-training helps at all is not known."}
	}
	for _, s := range r.Means {
		if s.Error.Value < r.Control.Error.Value {
			return nil
		}
	}
	return []string{fmt.Sprintf("No size is better than random weights (%s): this pre-training does not help, and its best size means little.",
		r.scored(r.Control.Error))}
}

// controlWords is the mean of random weights.
func (r *Report) controlWords() string {
	if r.Control == nil {
		return "not measured"
	}
	return fmt.Sprintf("%s (%s)", r.scored(r.Control.Error), display.Count(r.Control.Runs, "run"))
}
