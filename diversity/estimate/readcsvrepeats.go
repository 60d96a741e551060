package estimate

import (
	"strings"

	"tradeoff/diversity"
)

// repeatCounts numbers the repeats of a table that does not say them.
type repeatCounts struct {
	rows map[measuredOn]int // rows by what they measure
	runs map[namedRun]int   // number of each run that has a name, among those of its size
	size map[diversity.Size]int
}

// measuredOn tells the rows that are repeats of each other.
type measuredOn struct {
	size        diversity.Size
	task, probe string
}

// namedRun is a run whose rows share a repeat, whatever their order.
type namedRun struct {
	size diversity.Size
	run  string
}

func newRepeatCounts() repeatCounts {
	return repeatCounts{rows: map[measuredOn]int{}, runs: map[namedRun]int{}, size: map[diversity.Size]int{}}
}

// next numbers a row.
func (c repeatCounts) next(m diversity.Measurement, run string) int {
	if run == "" {
		key := measuredOn{m.Size, m.Task, m.Probe}
		c.rows[key]++
		return c.rows[key] - 1
	}
	number, have := c.runs[namedRun{m.Size, run}]
	if !have {
		number = c.size[m.Size]
		c.size[m.Size]++
		c.runs[namedRun{m.Size, strings.Clone(run)}] = number
	}
	return number
}
