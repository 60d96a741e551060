package backbone

import (
	"fmt"
	"strings"

	"tradeoff/diversity/display"
)

// Fields are the architecture, its defaults written out.
func (c ConvNet) Fields() []display.Field {
	return []display.Field{
		{Name: "backbone", Value: c.Kind()},
		{Name: "channels of each layer", Value: widths(c.Widths())},
	}
}

// Fields are the architecture, its defaults written out.
func (m MLP) Fields() []display.Field {
	return []display.Field{{Name: "backbone", Value: m.Kind()}, {Name: "hidden widths", Value: widths(m.Widths())}}
}

func widths(list []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(list), "[]"), " ", ", ")
}
