package laws

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
)

// lawFields are what a table of laws shows.
func lawFields(law Law) []display.Field {
	return []display.Field{
		{Name: "law", Value: law.Name()}, {Name: "error(K, n)", Value: display.Formula(law.TeX())},
		{
			Name:  "coefficients",
			Value: strings.Join(law.Coefficients(), ", "),
		}, {Name: "exponents", Value: exponentsText(law)},
	}
}

func exponentsText(law Law) string {
	var names []string
	for _, e := range law.Exponents() {
		names = append(names, fmt.Sprintf("%s in %v..%v", e.Name, e.Low, e.High))
	}
	return strings.Join(names, ", ")
}

// lawDocument is a law by itself.
func lawDocument(law Law) display.Document {
	return display.Document{Title: law.Name() + " law"}.Add(
		display.Formula(`\mathrm{error}(K, n) = `+law.TeX()),
		display.Facts{
			{Name: "coefficients, at least 0", Value: strings.Join(law.Coefficients(), ", ")},
			{Name: "exponents", Value: exponentsText(law)},
		})
}

// Fields are what a table of laws shows.
func (t Tied) Fields() []display.Field { return lawFields(t) }

// Display is the formula with its parameters.
func (t Tied) Display() display.Document { return lawDocument(t) }

// Fields are what a table of laws shows.
func (u Untied) Fields() []display.Field { return lawFields(u) }

// Display is the formula with its parameters.
func (u Untied) Display() display.Document { return lawDocument(u) }

// Fields are what a table of laws shows.
func (c Capped) Fields() []display.Field { return lawFields(c) }

// Display is the formula with its parameters.
func (c Capped) Display() display.Document { return lawDocument(c) }

// Fields are what a table of laws shows.
func (p Pooled) Fields() []display.Field { return lawFields(p) }

// Display is the formula with its parameters.
func (p Pooled) Display() display.Document { return lawDocument(p) }

// Fields are what a table of laws shows.
func (f Flat) Fields() []display.Field { return lawFields(f) }

// Display is the formula with its parameters.
func (f Flat) Display() display.Document { return lawDocument(f) }

// Fields are what a table of laws shows.
func (n Nested) Fields() []display.Field { return lawFields(n) }

// Display is the formula with its parameters.
func (n Nested) Display() display.Document { return lawDocument(n) }

// Fields are what a table of laws shows.
func (s Saturating) Fields() []display.Field { return lawFields(s) }

// Display is the formula with its parameters.
func (s Saturating) Display() display.Document { return lawDocument(s) }

// Fields are what a table of laws shows.
func (r Reliability) Fields() []display.Field { return lawFields(r) }

// Display is the formula with its parameters.
func (r Reliability) Display() display.Document { return lawDocument(r) }

// Fields are what a table of laws shows.
func (i Interacting) Fields() []display.Field { return lawFields(i) }

// Display is the formula with its parameters.
func (i Interacting) Display() display.Document { return lawDocument(i) }

// Fields are what a table of laws shows.
func (t TwoStep) Fields() []display.Field { return lawFields(t) }

// Display is the law by itself.
func (t TwoStep) Display() display.Document { return lawDocument(t) }

// Fields are what a table of laws shows.
func (b Bent) Fields() []display.Field { return lawFields(b) }

// Display is the formula with its parameters.
func (b Bent) Display() display.Document { return lawDocument(b) }

// Fields are what a table of laws shows.
func (w WithTotal) Fields() []display.Field {
	if w.Law == nil {
		return []display.Field{{Name: "law", Value: "no law + N"}}
	}
	return lawFields(w)
}

// Display is the formula with its parameters.
func (w WithTotal) Display() display.Document {
	if w.Law == nil {
		return display.Document{Title: "no law + N"}
	}
	return lawDocument(w)
}

// Fields are what a table of exponents shows.
func (e Exponent) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "exponent",
			Value: e.Name,
		}, {Name: "lowest", Value: display.Number(e.Low)}, {Name: "highest", Value: display.Number(e.High)},
	}
}
