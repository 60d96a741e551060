package theory

import (
	"fmt"
	"math"
	"strings"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// facts are the fields of a value that is also shown by itself.
func facts(title string, record display.Record) display.Document {
	return display.Document{Title: title}.Add(display.Facts(record.Fields()))
}

// percentOf writes an estimate of a share in percent, "12.3 [11.0, 13.7]".
func percentOf(e Estimate) string {
	return between(
		display.Percent(e.Value).String(),
		e.Interval,
		func(x float64) string { return display.Percent(x).String() },
	)
}

// pointsOf writes an estimate of a difference of shares in points, "0.42 [0.00, 1.10]".
func pointsOf(e Estimate) string {
	return between(
		display.Points(e.Value).String(),
		e.Interval,
		func(x float64) string { return display.Points(x).String() },
	)
}

// numberOf writes an estimate with three significant digits, "22.6 [19, 27.1]".
func numberOf(e Estimate) string {
	return between(
		display.Number(e.Value).String(),
		e.Interval,
		func(x float64) string { return display.Number(x).String() },
	)
}

// classesOf writes a real-valued number of classes or of images, of which 0 is as unbounded as infinity.
func classesOf(e Estimate) string {
	write := func(x float64) string {
		if x == 0 {
			return "unbounded"
		}
		return display.Number(x).String()
	}
	return between(write(e.Value), e.Interval, write)
}

// between adds the interval to the text of a value.
func between(value string, i Interval, write func(float64) string) string {
	if value == "" {
		return "undetermined"
	}
	if !i.Known() {
		return value
	}
	return fmt.Sprintf("%s [%s, %s]", value, write(i.Low), write(i.High))
}

// level names intervals, "95%".
func (i Interval) level() string { return fmt.Sprintf("%.3g%%", 100*i.Level) }

// withLevel names what has an interval, "error %, [95%]".
func withLevel(name string, i Interval) string {
	if !i.Known() {
		return name
	}
	return name + " [" + i.level() + "]"
}

// sizeFields are the columns of a size; blank for the zero value.
func sizeFields(s diversity.Size) []display.Field {
	if s == (diversity.Size{}) {
		return []display.Field{{Name: "K"}, {Name: "n"}}
	}
	return []display.Field{{Name: "K", Value: s.Classes}, {Name: "n", Value: s.PerClass}}
}

// lawName is the name of a law that may be missing.
func lawName(law Law) string {
	if law == nil {
		return "no law"
	}
	return law.Name()
}

// budgetsText lists budgets, "512, 1024, 2048".
func budgetsText(budgets []int) string {
	texts := make([]string, len(budgets))
	for i, budget := range budgets {
		texts[i] = fmt.Sprint(budget)
	}
	return strings.Join(texts, ", ")
}

// yes writes a fact that is true or not.
func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// known is nil, which leaves a cell blank, for a number that is not known.
func known[T ~float64](x T) any {
	if math.IsNaN(float64(x)) {
		return nil
	}
	return x
}

// Fields are the estimate and its interval.
func (e Estimate) Fields() []display.Field {
	value := any(display.Number(e.Value))
	if math.IsNaN(e.Value) {
		value = "undetermined"
	}
	return append([]display.Field{{Name: "value", Value: value}}, e.Interval.Fields()...)
}

// Display reads "0.57 [0.41, 0.68]".
func (e Estimate) Display() display.Document {
	return display.Document{}.Add(display.Text(e.String() + e.Interval.suffix()))
}

// Fields are the ends of the interval and its level.
func (i Interval) Fields() []display.Field {
	if !i.Known() {
		return []display.Field{{Name: "low"}, {Name: "high"}, {Name: "level"}}
	}
	return []display.Field{
		{
			Name:  "low",
			Value: display.Number(i.Low),
		}, {Name: "high", Value: display.Number(i.High)}, {Name: "level", Value: i.level()},
	}
}

// Display reads "[0.41, 0.68], 95% interval".
func (i Interval) Display() display.Document {
	return display.Document{}.Add(display.Text(i.String() + i.suffix()))
}

func (i Interval) suffix() string {
	if !i.Known() {
		return ""
	}
	return ", " + i.level() + " interval"
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
