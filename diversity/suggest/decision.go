package suggest

import (
	"fmt"

	"tradeoff/diversity/display"
)

// Decision is a setting with the reason for it.
type Decision struct {
	Setting string
	Value   string
	Why     string
}

// Fields are what a table of decisions shows.
func (d Decision) Fields() []display.Field {
	return []display.Field{
		{Name: "setting", Value: d.Setting},
		{Name: "value", Value: d.Value},
		{Name: "why", Value: d.Why},
	}
}

// asked is the reason for what the user chose.
const asked = "as asked"

// decide makes a decision of a value of any kind.
func decide(setting string, value any, format string, args ...any) Decision {
	return Decision{setting, fmt.Sprint(value), fmt.Sprintf(format, args...)}
}
