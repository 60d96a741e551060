package estimate

import (
	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Fields are what a table of sizes shows.
func (s SizeSummary) Fields() []display.Field {
	fields := append([]display.Field{{Name: "N", Value: s.Size.Total()}}, diversity.SizeFields(s.Size)...)
	fields = append(
		fields,
		display.Field{Name: "runs", Value: s.Runs},
		display.Field{Name: "error %", Value: display.Percent(s.Mean)},
	)
	if !s.Interval.Known() {
		return append(fields, display.Field{Name: "95% interval"})
	}
	return append(
		fields,
		display.Field{
			Name:  s.Interval.Percent() + " interval",
			Value: display.PercentRange(s.Interval.Low, s.Interval.High),
		},
	)
}

// Display shows what was read, warnings first.
func (t Table) Display() display.Document {
	d := display.Document{}.Add(display.Warnings(t.Warnings)...)
	d = d.Add(display.TableOf("Measurements", t.Points))
	if len(t.Controls) > 0 {
		d = d.Add(display.TableOf("Networks with random weights", t.Controls))
	}
	return d
}
