package testkit

import (
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/laws"
	"tradeoff/diversity/theory"
)

// Fit is theory.Fit, which must work.
func Fit(t testing.TB, points []diversity.Measurement, law laws.Law, o theory.FitOptions) *theory.LawFit {
	t.Helper()
	fitted, err := theory.Fit(points, law, o)
	if err != nil {
		t.Fatal(err)
	}
	return fitted
}
