package estimate

import (
	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// randomWeights stands for the size of networks that were not trained.
const randomWeights = "random weights"

// Fields are what a table of sizes shows.
func (s SizeSummary) Fields() []display.Field {
	total := display.Field{Name: "N", Value: s.Size.Total()}
	if s.Size == (diversity.Size{}) {
		total.Value = randomWeights
	}
	fields := append([]display.Field{total}, diversity.SizeFields(s.Size)...)
	fields = append(
		fields,
		display.Field{Name: "runs", Value: s.Runs},
		display.Field{Name: s.Score.Label() + " %", Value: display.Percent(s.Shown().Value)},
	)
	interval := s.Shown().Interval
	if !interval.Known() {
		return append(fields, display.Field{Name: "95% interval"})
	}
	return append(
		fields,
		display.Field{
			Name:  interval.Percent() + " interval",
			Value: display.PercentRange(interval.Low, interval.High),
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
