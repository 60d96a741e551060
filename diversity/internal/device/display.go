package device

import "tradeoff/diversity/display"

// Fields are what a table of devices shows.
func (f Finding) Fields() []display.Field {
	return []display.Field{
		{
			Name:  "device",
			Value: f.Kind,
		}, {Name: "description", Value: f.Description}, {Name: "plugin", Value: f.Plugin},
		{Name: "to be downloaded first", Value: f.Download},
	}
}

// Display is the device, and what was considered.
func (f Finding) Display() display.Document {
	return display.Document{}.Add(
		display.Facts(f.Fields()),
		display.Rows(
			"Considered, in this order",
			[]string{""},
			len(f.Reasons),
			func(i int) []any { return []any{f.Reasons[i]} },
		),
	)
}
