package study

import (
	"fmt"

	"tradeoff/diversity"
)

// Requirements are what a run has to be measured on to count as finished, see [Study.Requirements].
type Requirements struct {
	tasks      []taskKey
	probes     []probeKey
	confusions bool
	score      diversity.Score
	diagnosed  bool
}

// Requirements are those of the study on each of its runs: an error for every task with every probe, with its confusion
// if the study records them, and its main score, and diagnostics.
func (s Study) Requirements() Requirements {
	return Requirements{s.taskKeys(), s.probeKeys(), s.Confusions, s.Score, s.Diagnostics}
}

// Lacking lists what a result does not have, such as `task "omniglot" with probe ridge`.
func (q Requirements) Lacking(r Result) []string {
	var out []string
	for _, task := range q.tasks {
		if q.diagnosed && !r.Diagnostics.Has(task.Hash) {
			out = append(out, fmt.Sprintf("diagnostics of task %q", task.Name))
		}
		for _, p := range q.probes {
			m, have := r.Measurement(task.Hash, p.Hash)
			switch {
			case !have:
				out = append(out, fmt.Sprintf("task %q with probe %s", task.Name, p.Kind))
			case q.confusions && m.Confusion == nil:
				out = append(out, fmt.Sprintf("confusion of task %q with probe %s", task.Name, p.Kind))
			case !m.Has(q.score):
				out = append(out, fmt.Sprintf("%s of task %q with probe %s", q.score.Label(), task.Name, p.Kind))
			}
		}
	}
	return out
}
