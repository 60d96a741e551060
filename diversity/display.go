package diversity

import (
	"strconv"
	"strings"
	"tradeoff/diversity/display"
)

// Fields are what a table of sizes shows.
func (s Size) Fields() []display.Field {
	return []display.Field{
		{Name: "K", Value: s.Classes}, {Name: "n", Value: s.PerClass}, {Name: "N", Value: s.Total()},
		{Name: "x = K/n", Value: display.Number(s.Ratio())},
	}
}

// Fields are what a table of limits shows.
func (l Limits) Fields() []display.Field {
	return []display.Field{{Name: "largest K", Value: limit(l.Classes)}, {Name: "largest n", Value: limit(l.PerClass)}}
}

func limit(n int) any {
	if n == 0 {
		return "no limit"
	}
	return n
}

// Fields are what a table of measurements shows.
func (m Measurement) Fields() []display.Field {
	fields := []display.Field{
		{Name: "N", Value: m.Size.Total()}, {Name: "K", Value: m.Size.Classes}, {Name: "n", Value: m.Size.PerClass},
		{Name: "repeat", Value: m.Repeat}, {Name: "task", Value: m.Task}, {Name: "probe", Value: m.Probe},
		{Name: m.Score.Label() + " %", Value: display.Percent(m.Shown())},
	}
	if m.Tested > 0 {
		fields = append(fields, display.Field{Name: "tested", Value: m.Tested})
	}
	return append(fields, display.Field{Name: "run", Value: display.Hash(m.Run)})
}

// SizeFields are the columns K and n of a size; blank for the zero value.
func SizeFields(s Size) []display.Field {
	if s == (Size{}) {
		return []display.Field{{Name: "K"}, {Name: "n"}}
	}
	return []display.Field{{Name: "K", Value: s.Classes}, {Name: "n", Value: s.PerClass}}
}

// ListBudgets writes budgets, "512, 1024, 2048".
func ListBudgets(budgets []int) string {
	texts := make([]string, len(budgets))
	for i, budget := range budgets {
		texts[i] = strconv.Itoa(budget)
	}
	return strings.Join(texts, ", ")
}
