package runner

import (
	"tradeoff/diversity/display"
)

// Fields are what a table of runners shows.
func (r *Runner) Fields() []display.Field {
	fields := []display.Field{
		{Name: "study", Value: r.study.Name},
		{Name: "tasks", Value: len(r.tasks)},
		{Name: "device"},
	}
	if r.trainer != nil {
		fields[2].Value = r.trainer.Device()
	}
	return fields
}
