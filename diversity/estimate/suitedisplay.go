package estimate

import (
	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// Fields are what a table of sizes shows: the average over the tasks and the mean rank.
func (s SuiteSize) Fields() []display.Field {
	fields := append([]display.Field{{Name: "N", Value: s.Size.Total()}}, diversity.SizeFields(s.Size)...)
	average := SizeSummary{Error: s.Average, Score: s.Score}.Shown()
	fields = append(fields, display.Field{Name: "runs", Value: s.Runs},
		display.Field{Name: "mean " + s.Score.Label() + " %", Value: display.Percent(average.Value)},
		display.Field{Name: "95% interval"}, display.Field{Name: "mean rank", Value: display.Known(s.Rank.Value)},
		display.Field{Name: "95% interval of the rank"})
	if i := average.Interval; i.Known() {
		fields[len(fields)-3].Value = display.PercentRange(i.Low, i.High)
	}
	if i := s.Rank.Interval; i.Known() {
		fields[len(fields)-1].Value = display.Range(i.Low, i.High)
	}
	return fields
}

// Fields are what a table of suites shows.
func (s Suite) Fields() []display.Field {
	return []display.Field{{Name: "tasks", Value: len(s.Tasks)}, {Name: "sizes", Value: len(s.Sizes)}}
}

// Display is the table of the sizes, with the mean of each task.
func (s Suite) Display() display.Document {
	return display.Document{Title: "suite of tasks"}.Add(display.Records("", len(s.Sizes), func(i int) []display.Field {
		size := s.Sizes[i]
		fields := size.Fields()
		for j, task := range s.Tasks {
			shown := SizeSummary{Error: size.Task[j], Score: s.Score}.Shown()
			fields = append(fields, display.Field{Name: task + ", %", Value: display.Percent(shown.Value)})
		}
		return fields
	}))
}
