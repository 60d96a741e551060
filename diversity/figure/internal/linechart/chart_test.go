package linechart

import (
	"math"
	"slices"
	"testing"
)

func TestLabelsAboveDoNotTouch(t *testing.T) {
	marks := []Mark{AtX(3, "one label"), AtX(3.1, "another label"), AtX(6, "one that would leave the picture"),
		AtX(0, "start")}
	c := Chart{[]Series{{X: []float64{0, 6}, Y: []float64{-1, 1}}}, Options{Marks: marks}}
	vertical := c.marksOf(verticalMark)
	var rows []int
	for _, place := range c.placesAbove(vertical) {
		rows = append(rows, place.row)
	}
	if !slices.Equal(rows, []int{0, 0, 1, 0}) || c.markRows() != 2 {
		t.Errorf("rows %v of %v", rows, vertical)
	}
	if place := c.placesAbove(vertical)[3]; place.align != "right" {
		t.Errorf("a label at the right end is aligned %q", place.align)
	}
}

// The band of a line has a part on each side of a gap, none of which goes over to the other.
func TestABandIsBrokenAtAGap(t *testing.T) {
	s := Series{X: []float64{1, 2, 3, 4, 5}, Y: []float64{1, 1, math.NaN(), 1, 1}, Low: []float64{0, 0, math.NaN(), 0, 0},
		High: []float64{2, 2, 2, 2, 2}}
	band := s.Band("#000000").Data
	if len(band) != 5+1+5 || band[5].([]any)[0] != "-" {
		t.Errorf("band %v", band)
	}
}
