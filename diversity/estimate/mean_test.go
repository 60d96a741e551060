package estimate

import (
	"math"
	"testing"
)

// The quantiles of Student's t are those of the usual tables.
func TestMean(t *testing.T) {
	for _, c := range []struct {
		values     []float64
		mean, half float64
	}{
		{[]float64{1, 2, 3}, 2, 4.302653 / math.Sqrt(3)},
		{[]float64{-1, 1}, 0, 12.706205},
		{[]float64{5, 5, 5, 5}, 5, 0},
		{[]float64{1, 2, 3, 4, 5}, 3, 2.776445 * math.Sqrt(2.5/5)},
	} {
		e := Mean(c.values)
		if math.Abs(e.Value-c.mean) > 1e-12 || math.Abs(e.Interval.High-c.mean-c.half) > 1e-5 ||
			math.Abs(c.mean-e.Interval.Low-c.half) > 1e-5 || e.Interval.Level != 0.95 {
			t.Errorf("%v: %+v, want %v +- %v", c.values, e, c.mean, c.half)
		}
	}
	if e := Mean([]float64{7}); e.Value != 7 || e.Interval.Known() {
		t.Errorf("a single value: %+v", e)
	}
	if e := Mean(nil); !math.IsNaN(e.Value) || e.Interval.Known() {
		t.Errorf("no value: %+v", e)
	}
}
