package main

import (
	"fmt"

	"tradeoff/diversity/estimate"
)

// writeSpend is the answer for money, and the money that a score needs.
func (f findings) writeSpend(r *report) {
	if p := f.spent; p != nil {
		r.paragraph("%s", fmt.Sprintf("For a total of %s %s, which costs %s.", money(f.prices.total), f.take(p.Size),
			money(p.Cost+f.prices.overhead)))
		r.paragraph("%s",
			f.rangeInWords(p.Classes)+fmt.Sprintf(" Expected error %s; expected to lose %s against the best size for the money.",
				f.scored(p.Error), f.Gap(p.Regret.Value))+f.missesInWords(p.Misses))
	}
	if f.needed != nil {
		r.paragraph("%s", f.neededInWords())
	}
}

// neededInWords says what a wanted score costs.
func (f findings) neededInWords() string {
	n := f.needed
	text := fmt.Sprintf("To reach an error of %s takes a total of about %s: %s.", f.Text(f.prices.wanted),
		money(n.Total.Value+f.prices.overhead),
		f.take(n.Best.Size))
	i := n.Total.Interval
	switch {
	case !i.Known():
		return text
	case !i.Bounded():
		return text + fmt.Sprintf(" It is above %s with %.0f%% confidence; the data do not bound it from above.",
			money(i.Low+f.prices.overhead), 100*i.Level)
	}
	return text + fmt.Sprintf(" It is between %s and %s with %.0f%% confidence.", money(i.Low+f.prices.overhead),
		money(i.High+f.prices.overhead), 100*i.Level)
}

// money is a sum, to four digits where it is large.
func money(sum float64) string {
	if sum >= 10000 {
		return estimate.Count(float64(int64(sum + 0.5)))
	}
	return estimate.Count(sum)
}
