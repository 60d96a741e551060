package estimate

import (
	"cmp"
	"fmt"

	"tradeoff/diversity/display"
)

// Fields are what the columns of the table are.
func (s Scale) Fields() []display.Field {
	score := cmp.Or(s.Score, "error") + ", less is better"
	if s.Rises {
		score = cmp.Or(s.Score, "error") + ", more is better"
	}
	fields := []display.Field{
		{Name: "K", Value: cmp.Or(s.Groups, "classes")}, {Name: "n", Value: cmp.Or(s.PerGroup, "images")},
		{Name: "score", Value: score},
		{Name: "of an error e", Value: fmt.Sprintf("%v + %v e", s.From, s.step())},
	}
	if s.Sources != "" {
		fields = append(fields, display.Field{Name: "m", Value: s.Sources})
	}
	return fields
}
