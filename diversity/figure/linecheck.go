package figure

import (
	"fmt"
	"math"

	"tradeoff/diversity"
)

// check returns the first problem of what the chart is to show. It names the fields as package figure does.
func (c lineChart) check() error {
	lines, o := c.lines, c.options
	if len(lines) == 0 {
		return fmt.Errorf("%w: no series, at least 1 is needed", errEmpty)
	}
	if len(lines) > mostLines {
		return diversity.Invalid("len(lines)", len(lines), fmt.Sprintf("at most %d: more cannot be told apart", mostLines))
	}
	seen, finite := map[string]bool{"": len(lines) > 1}, false
	for i, s := range lines {
		place := fmt.Sprintf("lines[%d]", i)
		if seen[s.Name] {
			return diversity.Invalid(place+".Name", fmt.Sprintf("%q", s.Name), "a name that no other series has")
		}
		seen[s.Name] = true
		if err := s.check(place, o); err != nil {
			return err
		}
		finite = finite || s.unknown() < len(s.X)
	}
	if !finite {
		return fmt.Errorf("%w: no point of any series is finite", errEmpty)
	}
	return o.check()
}

func (o lineSettings) check() error {
	if err := o.X.check("LineOptions.X"); err != nil {
		return err
	}
	if err := o.Y.check("LineOptions.Y"); err != nil {
		return err
	}
	for i, m := range o.Marks {
		place := fmt.Sprintf("LineOptions.Marks[%d]", i)
		if math.IsNaN(m.x) && math.IsNaN(m.y) {
			return diversity.Invalid(place, "NaN", "a mark of AtX, AtY or AtPoint at a finite number")
		}
		if err := o.X.checkMark(place+", x", m.x); err != nil {
			return err
		}
		if err := o.Y.checkMark(place+", y", m.y); err != nil {
			return err
		}
	}
	return nil
}

func (a lineAxis) checkMark(place string, value float64) error {
	if math.IsNaN(value) { // a line in this direction
		return nil
	}
	return a.checkValue(place, value)
}

func (a lineAxis) check(place string) error {
	if a.automatic() {
		return nil
	}
	for end, value := range map[string]float64{".Low": a.Low, ".High": a.High} {
		if err := a.checkValue(place+end, value); err != nil {
			return err
		}
	}
	if a.Low >= a.High {
		return diversity.Invalid(place+".Low", a.Low, fmt.Sprintf("less than High, %v", a.High))
	}
	return nil
}

func (a lineAxis) automatic() bool { return a.Low == 0 && a.High == 0 }

func (a lineAxis) checkValue(place string, value float64) error {
	if !(math.Abs(value) <= largestNumber) {
		return diversity.Invalid(place, value, fmt.Sprintf("a number from -%g to %[1]g", largestNumber))
	}
	if a.Log && value < 1/largestNumber {
		return diversity.Invalid(place, value, fmt.Sprintf("at least %g on a logarithmic axis", 1/largestNumber))
	}
	return nil
}

func (s lineSeries) check(place string, o lineSettings) error {
	if len(s.X) == 0 {
		return fmt.Errorf("%w: %s has no points, at least 1 is needed", errEmpty, place)
	}
	for _, column := range []struct {
		name   string
		values []float64
		axis   lineAxis
	}{{".X", s.X, o.X}, {".Y", s.Y, o.Y}, {".Low", s.Low, o.Y}, {".High", s.High, o.Y}} {
		optional := column.name == ".Low" || column.name == ".High"
		if len(column.values) != len(s.X) && (!optional || s.banded()) {
			return diversity.Invalid("len("+place+column.name+")", len(column.values), fmt.Sprintf("%d as of X", len(s.X)))
		}
		for i, value := range column.values {
			if !known(value) { // a gap
				continue
			}
			if err := column.axis.checkValue(fmt.Sprintf("%s%s[%d]", place, column.name, i), value); err != nil {
				return err
			}
		}
	}
	for i := range s.Low {
		if s.Low[i] > s.High[i] {
			return diversity.Invalid(fmt.Sprintf("%s.Low[%d]", place, i), s.Low[i], fmt.Sprintf("at most High, %v", s.High[i]))
		}
	}
	return nil
}

// unknown counts the points of all series without a finite place.
func (c lineChart) unknown() int {
	n := 0
	for _, s := range c.lines {
		n += s.unknown()
	}
	return n
}

// unknown counts the points without a finite place.
func (s lineSeries) unknown() int {
	n := 0
	for i := range s.X {
		if !s.isKnown(i) {
			n++
		}
	}
	return n
}

func (s lineSeries) isKnown(i int) bool { return known(s.X[i]) && known(s.Y[i]) }

// hasInterval reports whether a point has a place and an interval with finite ends.
func (s lineSeries) hasInterval(i int) bool {
	return s.banded() && known(s.X[i]) && known(s.Low[i]) && known(s.High[i])
}

func (s lineSeries) banded() bool { return len(s.Low)+len(s.High) > 0 }
