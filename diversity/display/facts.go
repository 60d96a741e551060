package display

import "math"

// FactsOf are the fields of a value as a document of its own.
func FactsOf(title string, record Record) Document {
	return Document{Title: title}.Add(Facts(record.Fields()))
}

// YesNo writes a fact that is true or not.
func YesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// Known is nil, which leaves a cell blank, for a number that is not known (NaN).
func Known[T ~float64](x T) any {
	if math.IsNaN(float64(x)) {
		return nil
	}
	return x
}
