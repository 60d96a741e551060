package sample

import (
	"slices"
	"testing"
)

func TestMedian(t *testing.T) {
	values := []float64{5, 1, 2}
	if got := Median(values); got != 2 {
		t.Errorf("of three: %v", got)
	}
	if got := Median([]float64{4, 1, 3, 2}); got != 2.5 {
		t.Errorf("of four: %v", got)
	}
	if !slices.Equal(values, []float64{5, 1, 2}) {
		t.Error("the values were put in order")
	}
}
