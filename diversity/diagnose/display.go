package diagnose

import (
	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Fields are the quantities that are known, in the order of [Names].
func (v Values) Fields() []display.Field {
	var fields []display.Field
	for _, name := range Names() {
		if value, have := v[name]; have {
			fields = append(fields, display.Field{Name: string(name), Value: display.Number(value)})
		}
	}
	return fields
}

// Display is the quantities of pre-training.
func (n *Network) Display() display.Document {
	return display.Document{}.Add(display.Facts(n.values.Fields()))
}

// Fields are what a table of layers shows.
func (l Layer) Fields() []display.Field {
	return []display.Field{{Name: "layer", Value: l.Name}, {Name: "weights", Value: len(l.Data)}}
}

// Fields are the measurement and the quantities.
func (p Point) Fields() []display.Field { return append(p.Measurement.Fields(), p.Values.Fields()...) }

// Fields are what a table of predictors shows.
func (p Predictor) Fields() []display.Field {
	fields := []display.Field{{Name: "quantity", Value: string(p.Name)}, {Name: "N", Value: "mean"},
		{Name: "sizes", Value: p.Sizes}, {Name: "runs", Value: p.Runs}, {Name: "rank correlation with the error", Value: p.Rank.Number()}}
	if p.Budget > 0 {
		fields[1].Value = diversity.ListBudgets([]int{p.Budget})
	}
	return fields
}

// Fields are of how many images the similarities are.
func (s Similarities) Fields() []display.Field {
	return []display.Field{{Name: "images", Value: s.Images()}}
}
