package figure

import (
	"math"

	"tradeoff/diversity/display"
)

// Fields are what a table of marks shows.
func (m Mark) Fields() []display.Field {
	return []display.Field{
		{Name: "mark", Value: m.mark.Label},
		{Name: "x", Value: coordinate(m.mark.X)},
		{Name: "y", Value: coordinate(m.mark.Y)},
	}
}

// coordinate is a coordinate; blank in the direction of a line.
func coordinate(x float64) any {
	if math.IsNaN(x) {
		return nil
	}
	return display.Number(x)
}

// Fields are what a table of groups shows.
func (g Group) Fields() []display.Field {
	return []display.Field{{Name: "group", Value: g.Name}, {Name: "points", Value: len(g.Points)}}
}

// Fields are what a table of lines shows.
func (s LineSeries) Fields() []display.Field {
	return []display.Field{
		{Name: "line", Value: s.Name},
		{Name: "points", Value: len(s.X)},
		{Name: "interval", Value: s.Low != nil},
	}
}

// Fields are what a table of frames shows.
func (f Frame) Fields() []display.Field {
	return []display.Field{{Name: "frame", Value: f.Label}, {Name: "figure", Value: f.Figure.Title}}
}
