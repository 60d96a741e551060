package study

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// Metric names what is measured of a network: the error of one probe on one task. The zero value is the study's only
// task with its only probe; where there are several, it has to be named which.
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

// Among fills in the names that are empty, each with the only one of its list. The error for a name that is not in its
// list, or that is empty where the list has several, wraps diversity.ErrInvalid, lists the choices, and names the field
// as that of a struct.
func (m Metric) Among(tasks, probes []string, of string) (Metric, error) {
	task, err := choose(of+".Task", m.Task, tasks)
	if err != nil {
		return Metric{}, err
	}
	kind, err := choose(of+".Probe", m.Probe, probes)
	if err != nil {
		return Metric{}, err
	}
	return Metric{Task: task, Probe: kind}, nil
}

// find returns the task and probe of a metric, which is part of a struct. Errors are those of [Metric.Among].
func (r *Results) find(m Metric, of string) (task taskKey, p probeKey, err error) {
	m, err = m.Among(r.Tasks(), r.Probes(), of)
	if err != nil {
		return task, p, err
	}
	s := r.Study.WithDefaults()
	return s.taskKeys()[slices.Index(r.Tasks(), m.Task)], s.probeKeys()[slices.Index(r.Probes(), m.Probe)], nil
}

// choose returns a name of a list; an empty name will do for a list of one.
func choose(field, name string, names []string) (string, error) {
	if name == "" && len(names) == 1 {
		return names[0], nil
	}
	if slices.Contains(names, name) {
		return name, nil
	}
	return "", diversity.Invalid(field, fmt.Sprintf("%q", name), "one of "+strings.Join(names, ", "))
}
