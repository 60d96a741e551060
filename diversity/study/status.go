package study

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// State says how far a run is.
type State string

// The states of a run.
const (
	Done      State = "done"      // finished, on every task and probe of the study
	Running   State = "running"   // a worker is computing it
	Stalled   State = "stalled"   // its worker has not shown for its lease that it is alive; another will take the run over
	Abandoned State = "abandoned" // its worker died; the next one computes it again
	Failed    State = "failed"    // it could not be computed; [Study.Run] tries again
	Damaged   State = "damaged"   // its file is torn, altered or unreadable; it will be computed again
	Partial   State = "partial"   // finished before, but it lacks a task or a probe that the study has now
	Waiting   State = "waiting"   // nobody has begun it
)

// States lists all states of a run, in the order of a summary.
func States() []State {
	return []State{Done, Running, Stalled, Abandoned, Failed, Damaged, Partial, Waiting}
}

// RunStatus is the state of one run.
type RunStatus struct {
	Run
	Hash   string    `json:"hash"` // [Study.RunHash]
	State  State     `json:"state"`
	Reason string    `json:"reason,omitempty"` // why it is not done
	Worker *Claimant `json:"worker,omitempty"` // who is computing it, or was when it stalled or was abandoned
}

// Status says how far a study is. The fields of its JSON form are stable: later versions may only add some.
type Status struct {
	Study  string        `json:"study"` // name
	Dir    string        `json:"dir"`
	Hash   string        `json:"hash"` // [Study.Hash]
	Total  int           `json:"total"`
	Counts map[State]int `json:"counts"` // runs in each state, 0 included
	Runs   []RunStatus   `json:"runs"`   // the plan, in its order
}

// ReadStatus says of every run of the study in a directory whether it is done and, if not, why. It only reads. Every
// result is verified, as by [Study.Load]. Errors are those of [ReadDir], and those of listing the directory.
func ReadStatus(dir string) (Status, error) { return readStatus(dir, time.Now()) }

func readStatus(dir string, now time.Time) (Status, error) {
	s, err := ReadDir(dir)
	if err != nil {
		return Status{}, err
	}
	plan, err := s.Plan()
	if err != nil {
		return Status{}, err
	}
	st := reader(s, dir)
	tokens, err := st.claims()
	if err != nil {
		return Status{}, err
	}
	out := Status{Study: s.Name, Dir: dir, Hash: s.Hash(), Total: len(plan), Counts: map[State]int{}, Runs: make([]RunStatus, len(plan))}
	for _, state := range States() {
		out.Counts[state] = 0
	}
	inParallel(len(plan), func(i int) { out.Runs[i] = st.runStatus(plan[i], tokens, now) })
	for _, r := range out.Runs {
		out.Counts[r.State]++
	}
	return out, nil
}

// runStatus looks at a run's result, then at its claim, then at its failure: a living worker is more recent than a failure.
func (st *Store) runStatus(run Run, tokens map[string][]int, now time.Time) RunStatus {
	out := RunStatus{Run: run, Hash: st.hasher.hash(run)}
	_, missing := st.Result(run)
	if missing == nil {
		out.State = Done
		return out
	}
	if len(tokens[out.Hash]) > 0 && out.claimed(st, highest(tokens[out.Hash]), now) {
		return out
	}
	failure, unfailed := st.Failure(run)
	switch {
	case unfailed == nil:
		out.State, out.Reason, out.Worker = Failed, failure.Message, nil
	case out.State == Abandoned:
	case !errors.Is(missing, ErrMissing):
		out.State, out.Reason = Damaged, missing.Error()
	case !errors.Is(unfailed, ErrMissing):
		out.State, out.Reason = Damaged, unfailed.Error()
	default:
		out.State, out.Reason = st.begun(out.Hash)
	}
	return out
}

// claimed fills in the state of a claimed run, and reports whether the worker may still be alive.
func (r *RunStatus) claimed(st *Store, token int, now time.Time) bool {
	claim, state, err := st.inspect(r.Hash, token, now)
	if err != nil || state == free {
		return false
	}
	who := claim.Claimant
	since := who.worker() + " since " + who.Started.Format(time.RFC3339)
	r.Worker = &who
	switch state {
	case held:
		r.State, r.Reason = Running, since
	case stalled:
		r.State, r.Reason = Stalled, fmt.Sprintf("%s, no sign of life for %v", since, now.Sub(who.Heartbeat).Round(time.Second))
	default:
		r.State, r.Reason = Abandoned, since+", which died"
	}
	return state != dead
}

// worker reads "host:123"; a claim that is torn tells nothing.
func (c Claimant) worker() string {
	if c.Host == "" {
		return "unknown worker"
	}
	return fmt.Sprintf("%s:%d", c.Host, c.Process)
}

// begun tells a run that lacks a measurement from one that nobody has begun.
func (st *Store) begun(hash string) (State, string) {
	result, err := st.readResult(hash)
	if err != nil {
		return Waiting, "nobody has begun it"
	}
	return Partial, "lacks " + strings.Join(st.wanted.lacking(result), ", ")
}

// Complete reports whether every run is done.
func (s Status) Complete() bool { return s.Counts[Done] == s.Total }

// String reads "omniglot: 120 runs: 100 done, 2 running, 18 waiting".
func (s Status) String() string {
	var counts []string
	for _, state := range States() {
		if count := s.Counts[state]; count > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", count, state))
		}
	}
	return fmt.Sprintf("%s: %d runs: %s", s.Study, s.Total, strings.Join(counts, ", "))
}

// Table lists the runs that are not done, with the reason. By state, in the order of [States].
func (s Status) Table() Table {
	table := Table{Header: []string{"run", "state", "reason"}}
	missing := slices.DeleteFunc(slices.Clone(s.Runs), func(r RunStatus) bool { return r.State == Done })
	slices.SortStableFunc(missing, func(a, b RunStatus) int {
		return slices.Index(States(), a.State) - slices.Index(States(), b.State)
	})
	for _, r := range missing {
		table.Rows = append(table.Rows, []string{r.Run.String(), string(r.State), firstLine(r.Reason)})
	}
	return table
}

// firstLine shortens a message for a table.
func firstLine(text string) string {
	line, _, more := strings.Cut(text, "\n")
	if more {
		line += " ..."
	}
	return line
}
