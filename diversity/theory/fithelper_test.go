package theory_test

import (
	"testing"

	"tradeoff/diversity"
	"tradeoff/diversity/theory"
)

func fit(t testing.TB, points []diversity.Measurement, law theory.Law, o theory.FitOptions) *theory.Fitted {
	t.Helper()
	fitted, err := theory.Fit(points, law, o)
	if err != nil {
		t.Fatal(err)
	}
	return fitted
}
