package report

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
	"tradeoff/diversity/estimate"
	"tradeoff/diversity/theory/levels"
)

// nouns are those of the table, in which all three counts have a name.
func (r *Levels) nouns() estimate.Nouns {
	w := r.Scale.Nouns()
	w.Source, w.Sources = cmp.Or(w.Source, "source"), cmp.Or(w.Sources, "sources")
	return w
}

// InWords puts the nouns of the table in the place of groups, sources and items.
func (r *Levels) InWords(text string) string {
	w := r.nouns()
	return strings.NewReplacer("groups", w.Groups, "group", w.Group, "sources", w.Sources, "source", w.Source, "items",
		w.Items, "item", w.Item).Replace(text)
}

// score is a score in words: "the accuracy".
func (r *Levels) score() string { return "the " + r.nouns().Score }

// question is what is asked.
func (r *Levels) question(o LevelsOptions) string {
	best := "lowest"
	if r.Scale.Rises {
		best = "highest"
	}
	money := ""
	if o.Spend.Total > 0 {
		money = fmt.Sprintf("With %s to spend, ", estimate.Count(o.Spend.Total+o.Overhead))
	}
	text := fmt.Sprintf("how many groups K, how many sources m of each and how many items n of each source give the %s %s?",
		best, r.nouns().Score)
	if money == "" {
		text = "H" + text[1:]
	}
	return money + r.InWords(text)
}

// sizeSentence reads "K = 40 speakers with m = 5 sessions each and n = 12 utterances of each session".
func (r *Levels) sizeSentence(s levels.Size) string {
	w := r.nouns()
	return fmt.Sprintf("K = %s with m = %s each and n = %s of each %s", counted(s.Groups, w.Group, w.Groups),
		counted(s.Sources, w.Source, w.Sources), counted(s.Items, w.Item, w.Items), w.Source)
}

func counted(count float64, one, several string) string {
	if count == 1 {
		return "1 " + one
	}
	return estimate.Count(count) + " " + several
}

// answer says what to do.
func (r *Levels) answer(o LevelsOptions) []string {
	var said []string
	if r.Best != nil {
		said = append(said, fmt.Sprintf("For a total of %s take %s, which costs %s.",
			estimate.Count(o.Spend.Total+o.Overhead), r.sizeSentence(r.Best.Size), money(r.Best.Cost+o.Overhead)),
			r.countsSentence(*r.Best),
			fmt.Sprintf("Expected %s %s; expected to lose %s against the best size for the money.", r.nouns().Score,
				r.Scale.Scored(r.Best.Error), r.gap(r.Best.Regret.Value)))
	}
	switch {
	case r.Needed != nil:
		said = append(said, fmt.Sprintf("To reach %s of %s takes a total of about %s%s: %s.", r.score(),
			r.Scale.Text(o.Wanted), money(r.Needed.Total.Value+o.Overhead), r.totalRange(o.Overhead),
			r.sizeSentence(r.Needed.Best.Size)))
	case r.NoAnswer != nil:
		said = append(said, fmt.Sprintf("%s of %s is out of reach: no spend of up to 64 times what the dearest measured size costs is expected to have it.",
			strings.ToUpper(r.score()[:1])+r.score()[1:], r.Scale.Text(o.Wanted)))
	}
	return append(said, r.gainSentence(), r.lawSentence())
}

// money is a sum, whole where it is large.
func money(sum float64) string {
	const large = 1000
	if sum >= large {
		return estimate.Count(math.Round(sum))
	}
	return estimate.Count(sum)
}

func (r *Levels) totalRange(overhead float64) string {
	i := r.Needed.Total.Interval
	switch {
	case !i.Known():
		return ""
	case math.IsInf(i.High, 1):
		return fmt.Sprintf(" (above %s with %.0f%% confidence, unbounded from above)", money(i.Low+overhead), 100*i.Level)
	}
	return fmt.Sprintf(" (between %s and %s with %.0f%% confidence)", money(i.Low+overhead), money(i.High+overhead),
		100*i.Level)
}

// countsSentence says where the best counts lie.
func (r *Levels) countsSentence(b levels.Best) string {
	w := r.nouns()
	if !b.Groups.Interval.Known() {
		return fmt.Sprintf("The best numbers are near %s %s, %s %s and %s %s; how certain that is cannot be told.",
			about(b.Groups.Value), w.Groups, about(b.Sources.Value), w.Sources, about(b.Items.Value), w.Items)
	}
	return fmt.Sprintf("With %.0f%% confidence the best number of %s is %s, of %s %s, of %s %s, before they are made whole.",
		100*b.Groups.Interval.Level, w.Groups, between(b.Groups), w.Sources, between(b.Sources), w.Items, between(b.Items))
}

// between reads "4.1 to 7.3", or "1" for an interval of no width.
func between(e estimate.Estimate) string {
	low, high := about(e.Interval.Low), about(e.Interval.High)
	if low == high {
		return low
	}
	return low + " to " + high
}

// about is a count to two digits, or whole.
func about(count float64) string {
	if count >= 10 {
		return estimate.Count(math.Round(count))
	}
	return fmt.Sprintf("%.2g", count)
}

// gap is a difference of errors as one of scores.
func (r *Levels) gap(difference float64) string { return r.Scale.Gap(max(0, difference)) }

// gainSentence says what twice as many of each would gain in the middle of what was measured.
func (r *Levels) gainSentence() string {
	w, g := r.nouns(), r.Gain
	change := "lower"
	if r.Scale.Rises {
		change = "raise"
	}
	return fmt.Sprintf("At K=%s m=%s n=%s, the middle of what was measured, twice the %s would %s %s by %s, twice the %s by %s, twice the %s by %s.",
		about(r.At.Groups), about(r.At.Sources), about(r.At.Items), w.Groups, change, r.score(), r.gap(g.Groups.Value),
		w.Sources, r.gap(g.Sources.Value), w.Items, r.gap(g.Items.Value))
}

// lawSentence says which law answers, and what that means.
func (r *Levels) lawSentence() string {
	best := r.Model.Laws[0]
	text := fmt.Sprintf("The %s law describes the table best", best.Law.Name())
	if !math.IsNaN(best.Chosen) && len(r.Model.Laws) > 1 {
		text += fmt.Sprintf(", and is chosen in %.0f%% of the refits", 100*best.Chosen)
	}
	return text + ": " + r.InWords(LevelsLawWords(best.Law)) + "."
}

// LevelsLawWords is what a law of three levels says, in words; its formula for a law of a user's own.
func LevelsLawWords(law levels.Law) string {
	switch law.(type) {
	case levels.Components:
		return "the error is a sum of variance components, so that the best m and n follow from prices and variances and do not depend on the money"
	case levels.Nested:
		return "sources help within their groups and items within their sources, so that the best m and n do not depend on the money while groups are not limited"
	case levels.Separate:
		return "each count helps by itself and cannot make up for another, so that more money is best spent on all three"
	case levels.Total:
		return "only the number of items in all counts, so that the cheapest way to have many is as good as any"
	}
	return law.TeX()
}

// Gains are what twice as many of each would gain.
func (r *Levels) Gains() display.Table {
	w := r.nouns()
	all := []struct {
		of string
		e  estimate.Estimate
	}{{w.Groups, r.Gain.Groups}, {w.Sources, r.Gain.Sources}, {w.Items, r.Gain.Items}}
	return display.Rows(fmt.Sprintf("At %v, what twice as many gain", r.At), []string{"twice the", "gain [95%]"}, len(all),
		func(i int) []any { return []any{all[i].of, r.Scale.Lost(all[i].e)} })
}

// Misses are what it costs to miss the best counts.
func (r *Levels) Misses() display.Table {
	if r.Best == nil {
		return display.Table{}
	}
	return display.Rows("What it costs to miss the best counts, the other two at their best for the money",
		[]string{"missed", "K", "m", "n", "would lose [95%]"}, len(r.Best.Misses), func(i int) []any {
			m := r.Best.Misses[i]
			return []any{r.InWords(m.String()), about(m.Size.Groups), about(m.Size.Sources), about(m.Size.Items),
				r.Scale.Lost(m.Lost)}
		})
}

// Laws are the laws, the best first.
func (r *Levels) Laws() display.Table {
	all := r.Model.Laws
	return display.Rows("The laws, the best first",
		[]string{"law", "error(K, m, n)", "AICc above the best", "chosen in", "misses by", "fits"}, len(all),
		func(i int) []any {
			f := all[i]
			if f.Err != nil {
				return []any{f.Law.Name(), display.Formula(f.Law.TeX()), "-", "-", "-", "too few sizes"}
			}
			chosen := "-"
			if !math.IsNaN(f.Chosen) {
				chosen = fmt.Sprintf("%.0f%%", 100*f.Chosen)
			}
			return []any{f.Law.Name(), display.Formula(f.Law.TeX()), fmt.Sprintf("%.1f", f.AICc-all[0].AICc), chosen,
				r.misfit(f.RMS), fits(f.PValue)}
		})
}

// misfit is a root mean square: of shares of the error where those were fitted.
func (r *Levels) misfit(rms float64) string {
	if r.Model.IsRelative() {
		return fmt.Sprintf("%.1f%% of the error", 100*rms)
	}
	return r.Scale.Gap(rms)
}

func fits(p float64) string {
	const misfits = 0.01
	switch {
	case math.IsNaN(p):
		return "not known"
	case p < misfits:
		return fmt.Sprintf("no (p = %.2g)", p)
	}
	return fmt.Sprintf("yes (p = %.2g)", p)
}

// Display is the whole report.
func (r Levels) Display() display.Document {
	d := display.Document{Title: "Report: " + diversity.Printable(r.Name)}.Add(display.Text(r.Question))
	for _, sentence := range r.Answer {
		d = d.Add(display.Text(sentence))
	}
	d = d.Add(display.Warnings(r.Warnings)...)
	if r.Model == nil {
		return d
	}
	if r.Best != nil {
		d = d.Add(r.Misses())
	}
	return d.Add(r.Gains(), r.Laws())
}

// String is the answer, a sentence a line.
func (r Levels) String() string {
	lines := append([]string{r.Question}, r.Answer...)
	for _, w := range r.Warnings {
		lines = append(lines, "! "+w)
	}
	return strings.Join(lines, "\n")
}

// Fields are how much was measured.
func (t LevelsTable) Fields() []display.Field {
	return []display.Field{{Name: "table", Value: t.Name}, {Name: "runs", Value: len(t.Points)}}
}
