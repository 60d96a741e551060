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

// 81 of 263 is an example of Newcombe 1998; none of n reach up to z^2 / (n + z^2).
func TestShare(t *testing.T) {
	for _, c := range []struct {
		count, total     int
		value, low, high float64
	}{{8, 10, 0.8, 0.4902, 0.9433}, {0, 10, 0, 0, 0.2775}, {10, 10, 1, 0.7225, 1}, {81, 263, 81.0 / 263, 0.2553, 0.3662}} {
		e := Share(c.count, c.total)
		if math.Abs(e.Value-c.value) > 1e-12 || math.Abs(e.Interval.Low-c.low) > 1e-4 ||
			math.Abs(e.Interval.High-c.high) > 1e-4 || e.Interval.Level != 0.95 {
			t.Errorf("%d of %d: %+v, want %v", c.count, c.total, e, c)
		}
	}
	if e := Share(0, 0); !math.IsNaN(e.Value) || e.Interval.Known() {
		t.Errorf("nothing counted: %+v", e)
	}
}
