package numeric

import (
	"math"
	"testing"
)

func TestVariance(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{nil, 0}, {[]float64{3}, 0}, {[]float64{1, 2, 3}, 1}, {[]float64{-2, 2}, 8},
		{[]float64{0.1, 0.1, 0.1}, 0}, // whose mean is not 0.1 in floating point
		{[]float64{0.3, 0.1 + 0.2, 0.3}, 0}, {[]float64{0, 0, 0}, 0},
		{[]float64{1, 1 + 1e-9}, 5e-19},
	} {
		if got := Variance(c.values); math.Abs(got-c.want) > 1e-6*c.want {
			t.Errorf("%v: %v, want %v", c.values, got, c.want)
		}
		if got, want := StdErr(c.values), math.Sqrt(c.want/max(1, float64(len(c.values)))); math.Abs(got-want) > 1e-6*want {
			t.Errorf("%v: standard error %v, want %v", c.values, got, want)
		}
	}
}
