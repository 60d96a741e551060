package worlds

import (
	"cmp"
	"tradeoff/diversity/display"
)

// Fields are what a table of worlds shows.
func (w Planted) Fields() []display.Field {
	beta := w.Beta
	beta = cmp.Or(beta, w.Alpha)
	fields := []display.Field{
		{
			Name:  "E",
			Value: display.Number(w.E),
		}, {Name: "A", Value: display.Number(w.A)}, {Name: "B", Value: display.Number(w.B)},
		{
			Name:  "a",
			Value: display.Number(w.Alpha),
		}, {Name: "b", Value: display.Number(beta)}, {Name: "noise, points", Value: display.Points(w.Noise)},
	}
	if w.Ceiling > 0 {
		fields = append(fields, display.Field{Name: "ceiling %", Value: display.Percent(w.Ceiling)})
	}
	return fields
}

// Display is the true law with its parameters.
func (w Planted) Display() display.Document {
	law := `E + A\,K^{-a} + B\,n^{-b}`
	if w.Ceiling > 0 {
		law = `\min(\mathrm{ceiling}, ` + law + `)`
	}
	d := display.Document{Title: "planted world, whose law is known"}
	return d.Add(display.Formula(`\mathrm{error}(K, n) = `+law), display.Facts(w.Fields()))
}

// Fields are what a table of worlds shows.
func (w Gaussian) Fields() []display.Field {
	w = w.withDefaults()
	return []display.Field{
		{Name: "dimensions", Value: w.Dimensions}, {Name: "hidden subspace", Value: w.Rank},
		{Name: "s.d. within classes", Value: display.Number(w.Within)},
	}
}

// Display is what the world is made of.
func (w Gaussian) Display() display.Document {
	return display.FactsOf("Gaussian world: class means in a hidden subspace, samples around them", w)
}

// Fields are what a table of worlds shows.
func (w Hierarchical) Fields() []display.Field {
	within := Gaussian{w.Dimensions, w.Rank, w.Within}
	return append(within.Fields(), display.Field{Name: "superclasses", Value: cmp.Or(w.Superclasses, defaultSuperclasses)},
		display.Field{Name: "variance between superclasses %", Value: display.Percent(w.Share)})
}

// Display is what the world is made of.
func (w Hierarchical) Display() display.Document {
	return display.FactsOf("hierarchical Gaussian world: class means come in superclasses", w)
}

// Display is what the world is made of.
func (w TwoStep) Display() display.Document {
	return display.FactsOf("two-step world: class means in a hidden subspace, images around them", w)
}

// Fields are what a table of classes shows.
func (c Class) Fields() []display.Field {
	return []display.Field{{Name: "dimensions", Value: len(c.Mean)}, {Name: "images", Value: len(c.Images)}}
}
