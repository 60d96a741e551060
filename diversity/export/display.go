package export

import "tradeoff/diversity/display"

// Fields are what a table of rows shows: the numbers, and hashes of eight digits.
func (r Row) Fields() []display.Field {
	fields := []display.Field{
		{Name: "study", Value: r.Study}, {Name: "N"}, {Name: "K"}, {Name: "n"}, {Name: "repeat", Value: r.Repeat},
		{
			Name:  "task",
			Value: r.Task,
		}, {Name: "probe", Value: r.Probe}, {Name: "error %", Value: display.Percent(r.Error)},
		{Name: "tested", Value: r.Tested}, {Name: "run", Value: display.Hash(r.Run)},
	}
	if r.Control {
		fields[1].Value = "random weights"
		return fields
	}
	fields[1].Value, fields[2].Value, fields[3].Value = r.Total, r.Classes, r.PerClass
	return fields
}
