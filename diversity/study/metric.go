package study

import (
	"fmt"
	"strings"

	"tradeoff/diversity"
)

// Metric names what is measured of a network: the error of one probe on one task. The zero value is the study's only task with its only
// probe; where there are several, it has to be named which.
type Metric struct {
	Task  string // name
	Probe string // kind
}

// Metrics lists all that a study measures of a network: each task with each probe.
func (r *Results) Metrics() []Metric {
	var all []Metric
	for _, task := range r.Tasks() {
		for _, p := range r.Probes() {
			all = append(all, Metric{task, p})
		}
	}
	return all
}

// find returns the task and probe of a metric. The error wraps diversity.ErrInvalid and names the field.
func (r *Results) find(m Metric) (task taskKey, p probeKey, err error) {
	t, err := choose("Metric.Task", m.Task, r.Tasks())
	if err != nil {
		return task, p, err
	}
	i, err := choose("Metric.Probe", m.Probe, r.Probes())
	if err != nil {
		return task, p, err
	}
	return r.Study.taskKeys()[t], r.Study.probeKeys()[i], nil
}

// choose is the number of a name in a list; an empty name will do for a list of one.
func choose(field, name string, names []string) (int, error) {
	if name == "" && len(names) == 1 {
		return 0, nil
	}
	for i, one := range names {
		if name == one {
			return i, nil
		}
	}
	return 0, diversity.Invalid(field, fmt.Sprintf("%q", name), "one of the study's: "+strings.Join(names, ", "))
}
