package theory

import (
	"tradeoff/diversity/display"
	"tradeoff/diversity/laws"
)

// lawName is the name of a law that may be missing.
func lawName(law laws.Law) string {
	if law == nil {
		return "no law"
	}
	return law.Name()
}

// Display is the verdict as a card.
func (v Verdict) Display() display.Document { return display.Document{}.Add(v.card()) }

func (v Verdict) card() display.Card {
	return display.Card{Outcome: display.Outcome(v.Outcome), Claim: v.Claim, Answer: v.Sentence}
}

// Fields are the name of the quantity.
func (q Quantity) Fields() []display.Field { return []display.Field{{Name: "quantity", Value: q.name}} }

// Display is the name of the quantity.
func (q Quantity) Display() display.Document { return display.Document{}.Add(display.Text(q.name)) }
