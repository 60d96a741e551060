package study

import (
	"fmt"
	"slices"
	"strings"

	"tradeoff/diversity"
)

// Metric names what is measured of a network: a score of one probe on one task, and by which policy its pre-training
// set was made. The zero value is the study's only task with its only probe and policy, by the study's main score;
// where there are several tasks, probes or policies, it has to be named which.
type Metric struct {
	Task   string          // name
	Probe  string          // kind
	Policy string          // name, in a study with policies
	Score  diversity.Score // such as diversity.ScoreAccuracy; "" means [Study.Score]
}

// Metrics lists all that a study measures of its networks: each task with each probe, for each policy if it has some.
func (r *Results) Metrics() []Metric {
	var all []Metric
	policies := r.Policies()
	if len(policies) == 0 {
		policies = []string{""}
	}
	for _, task := range r.Tasks() {
		for _, p := range r.Probes() {
			for _, policy := range policies {
				all = append(all, Metric{task, p, policy, r.Study.Score})
			}
		}
	}
	return all
}

// Among fills in the names that are empty, each with the only one of its list. The error for a name that is not in its
// list, or that is empty where the list has several, or for a score that there is not, wraps diversity.ErrInvalid,
// lists the choices, and names the field as that of a struct.
func (m Metric) Among(tasks, probes, policies []string, of string) (Metric, error) {
	if err := m.Score.Validate(of + ".Score"); err != nil {
		return Metric{}, err
	}
	task, err := choose(of+".Task", m.Task, tasks)
	if err != nil {
		return Metric{}, err
	}
	kind, err := choose(of+".Probe", m.Probe, probes)
	if err != nil {
		return Metric{}, err
	}
	policy, err := choose(of+".Policy", m.Policy, policies)
	if err != nil {
		return Metric{}, err
	}
	return Metric{task, kind, policy, m.Score}, nil
}

// find returns the task, probe and policy of a metric, which is part of a struct. Errors are those of [Metric.Among].
func (r *Results) find(m Metric, of string) (task taskKey, p probeKey, policy string, err error) {
	if len(r.Tasks()) == 0 {
		return task, p, "", diversity.Invalid("Study.Tasks", "none", "at least one, as the study of results has")
	}
	m, err = m.Among(r.Tasks(), r.Probes(), r.Policies(), of)
	if err != nil {
		return task, p, "", err
	}
	s := r.Study.WithDefaults()
	task, p = s.taskKeys()[slices.Index(r.Tasks(), m.Task)], s.probeKeys()[slices.Index(r.Probes(), m.Probe)]
	return task, p, m.Policy, nil
}

// choose returns a name of a list; an empty name will do for a list of one, and has to for an empty list.
func choose(field, name string, names []string) (string, error) {
	if len(names) == 0 && name == "" {
		return "", nil
	}
	if name == "" && len(names) == 1 {
		return names[0], nil
	}
	if slices.Contains(names, name) {
		return name, nil
	}
	if len(names) == 0 {
		return "", diversity.Invalid(field, fmt.Sprintf("%q", name), `"", as there are none`)
	}
	return "", diversity.Invalid(field, fmt.Sprintf("%q", name), "one of "+strings.Join(names, ", "))
}
