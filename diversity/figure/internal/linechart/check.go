package linechart

import (
	"fmt"
	"math"

	"tradeoff/diversity"
	"tradeoff/diversity/figure/internal/chart"
	"tradeoff/diversity/figure/internal/scale"
)

// Check returns the first problem of what the chart is to show. It names the fields as package figure does.
func (c Chart) Check() error {
	lines, o := c.Series, c.Options
	if len(lines) == 0 {
		return fmt.Errorf("%w: no series, at least 1 is needed", chart.ErrEmpty)
	}
	if len(lines) > chart.MostLines {
		return diversity.Invalid("len(lines)", len(lines),
			fmt.Sprintf("at most %d: more cannot be told apart", chart.MostLines))
	}
	seen, finite := map[string]bool{"": len(lines) > 1}, false
	for i, s := range lines {
		field := fmt.Sprintf("lines[%d]", i)
		if seen[s.Name] {
			return diversity.Invalid(field+".Name", fmt.Sprintf("%q", s.Name), "a name that no other series has")
		}
		seen[s.Name] = true
		if err := s.check(field, o); err != nil {
			return err
		}
		finite = finite || s.unknown() < len(s.X)
	}
	if !finite {
		return fmt.Errorf("%w: no point of any series is finite", chart.ErrEmpty)
	}
	return o.check()
}

func (o Options) check() error {
	if err := o.X.check("LineOptions.X"); err != nil {
		return err
	}
	if err := o.Y.check("LineOptions.Y"); err != nil {
		return err
	}
	for i, m := range o.Marks {
		field := fmt.Sprintf("LineOptions.Marks[%d]", i)
		if math.IsNaN(m.X) && math.IsNaN(m.Y) {
			return diversity.Invalid(field, "NaN", "a mark of AtX, AtY or AtPoint at a finite number")
		}
		if err := o.X.checkMark(field+", x", m.X); err != nil {
			return err
		}
		if err := o.Y.checkMark(field+", y", m.Y); err != nil {
			return err
		}
	}
	return nil
}

func (a Axis) checkMark(field string, value float64) error {
	if math.IsNaN(value) { // a line in this direction
		return nil
	}
	return a.checkValue(field, value)
}

func (a Axis) check(field string) error {
	if a.automatic() {
		return nil
	}
	for end, value := range map[string]float64{".Low": a.Low, ".High": a.High} {
		if err := a.checkValue(field+end, value); err != nil {
			return err
		}
	}
	if a.Low >= a.High {
		return diversity.Invalid(field+".Low", a.Low, fmt.Sprintf("less than High, %v", a.High))
	}
	return nil
}

func (a Axis) automatic() bool { return a.Low == 0 && a.High == 0 }

func (a Axis) checkValue(field string, value float64) error {
	if !(math.Abs(value) <= scale.Largest) {
		return diversity.Invalid(field, value, fmt.Sprintf("a number from -%g to %[1]g", scale.Largest))
	}
	if a.Log && value < 1/scale.Largest {
		return diversity.Invalid(field, value, fmt.Sprintf("at least %g on a logarithmic axis", 1/scale.Largest))
	}
	return nil
}

func (s Series) check(field string, o Options) error {
	if len(s.X) == 0 {
		return fmt.Errorf("%w: %s has no points, at least 1 is needed", chart.ErrEmpty, field)
	}
	for _, column := range []struct {
		name   string
		values []float64
		axis   Axis
	}{{".X", s.X, o.X}, {".Y", s.Y, o.Y}, {".Low", s.Low, o.Y}, {".High", s.High, o.Y}} {
		optional := column.name == ".Low" || column.name == ".High"
		if len(column.values) != len(s.X) && (!optional || s.banded()) {
			return diversity.Invalid("len("+field+column.name+")", len(column.values), fmt.Sprintf("%d as of X", len(s.X)))
		}
		for i, value := range column.values {
			if !scale.Finite(value) { // a gap
				continue
			}
			if err := column.axis.checkValue(fmt.Sprintf("%s%s[%d]", field, column.name, i), value); err != nil {
				return err
			}
		}
	}
	if len(s.Sizes) > 0 && len(s.Sizes) != len(s.X) {
		return diversity.Invalid("len("+field+".Sizes)", len(s.Sizes), fmt.Sprintf("%d as of X, or none", len(s.X)))
	}
	for i := range s.Low {
		if s.Low[i] > s.High[i] {
			return diversity.Invalid(fmt.Sprintf("%s.Low[%d]", field, i), s.Low[i], fmt.Sprintf("at most High, %v", s.High[i]))
		}
	}
	return nil
}

// Unknown counts the points of all series without a finite place.
func (c Chart) Unknown() int {
	n := 0
	for _, s := range c.Series {
		n += s.unknown()
	}
	return n
}

// unknown counts the points without a finite place.
func (s Series) unknown() int {
	n := 0
	for i := range s.X {
		if !s.isKnown(i) {
			n++
		}
	}
	return n
}

func (s Series) isKnown(i int) bool { return scale.Finite(s.X[i]) && scale.Finite(s.Y[i]) }

// hasInterval reports whether a point has a place and an interval with finite ends.
func (s Series) hasInterval(i int) bool {
	return s.banded() && scale.Finite(s.X[i]) && scale.Finite(s.Low[i]) && scale.Finite(s.High[i])
}

func (s Series) banded() bool { return len(s.Low)+len(s.High) > 0 }
