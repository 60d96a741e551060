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
	Newer     State = "newer"     // its file is of a newer version of this program, which alone can read it; it is left alone
	Partial   State = "partial"   // finished before, but it lacks a task or a probe that the study has now
	Waiting   State = "waiting"   // nobody has begun it
)

// States lists all states of a run, in the order of a summary.
func States() []State {
	return []State{Done, Running, Stalled, Abandoned, Failed, Damaged, Newer, Partial, Waiting}
}

// RunStatus is the state of one run.
type RunStatus struct {
	Run
	Hash   string    `json:"hash"` // [Study.RunHash]
	State  State     `json:"state"`
	Reason string    `json:"reason,omitempty"` // why it is not done
	Worker *Claimant `json:"worker,omitempty"` // who is computing it, or was when it stalled or was abandoned

	ahead bool // the worker's heartbeat is dated ahead
}

// Status says how far a study is. The fields of its JSON form are stable: later versions may only add some.
type Status struct {
	Study  string        `json:"study"` // name
	Dir    string        `json:"dir"`
	Hash   string        `json:"hash"` // [Study.Hash]
	Total  int           `json:"total"`
	Counts map[State]int `json:"counts"` // runs in each state, 0 included
	Runs   []RunStatus   `json:"runs"`   // the plan, in its order

	Problems []Finding `json:"problems,omitempty"` // what is in the place of a claim but is no file; it is passed over
}

// ReadStatus says of every run of the study in a directory whether it is done and, if not, why. It only reads. Every
// result is verified, as by [Study.Load]. Errors are those of [ReadDir], and those of listing the directory.
//
// Heartbeats are judged by this machine's clock. One that is dated ahead says nothing: then the claim is watched for as long as its
// worker takes to the next, at most 20 s, before it counts as stalled.
func ReadStatus(dir string) (Status, error) {
	s, err := ReadDir(dir)
	if err != nil {
		return Status{}, err
	}
	plan, err := s.Plan()
	if err != nil {
		return Status{}, err
	}
	out := Status{Study: s.Name, Dir: dir, Hash: s.Hash(), Total: len(plan), Counts: map[State]int{}, Runs: make([]RunStatus, len(plan))}
	if err := out.look(reader(s, dir), plan); err != nil {
		return Status{}, err
	}
	for _, state := range States() {
		out.Counts[state] = 0
	}
	for _, r := range out.Runs {
		out.Counts[r.State]++
	}
	return out, nil
}

// look fills in the state of every run.
func (s *Status) look(st *Store, plan []Run) error {
	tokens, err := st.claims()
	if err != nil {
		return err
	}
	inParallel(len(plan), func(i int) { s.Runs[i] = st.runStatus(plan[i], tokens) })
	if s.Problems, err = st.oddClaims(); err != nil {
		return err
	}
	return s.lookAgain(st)
}

// longestLook bounds how long a status waits for heartbeats.
const longestLook = 20 * time.Second

// lookAgain watches the claims whose heartbeats are dated ahead: those that change are of living workers.
func (s *Status) lookAgain(st *Store) error {
	started := time.Now()
	for {
		ahead := 0
		for i, r := range s.Runs {
			if !r.ahead || time.Since(started) > min(r.Worker.patience(), longestLook) {
				continue
			}
			tokens, err := st.claims()
			if err != nil {
				return err
			}
			s.Runs[i] = st.runStatus(r.Run, tokens)
			if s.Runs[i].beats(r) {
				s.Runs[i].revive()
			} else {
				ahead++
			}
		}
		if ahead == 0 {
			return nil
		}
		time.Sleep(pollInterval)
	}
}

// patience is how long a living worker takes at most to its next heartbeat, with some room.
func (c Claimant) patience() time.Duration {
	return time.Duration(c.Lease*float64(time.Second))/beatsPerLease + 2*pollInterval
}

// beats reports whether the worker has shown since an earlier look that it is alive.
func (r RunStatus) beats(before RunStatus) bool {
	return r.ahead && r.Worker.Token == before.Worker.Token && !r.Worker.Heartbeat.Equal(before.Worker.Heartbeat)
}

// revive takes the worker for alive.
func (r *RunStatus) revive() {
	r.State, r.Reason, r.ahead = Running, r.Worker.since(), false
}

// runStatus looks at a run's result, then at its claim, then at its failure: a living worker is more recent than a failure.
func (st *Store) runStatus(run Run, tokens map[string]tokens) RunStatus {
	out := RunStatus{Run: run, Hash: st.hasher.hash(run)}
	_, missing := st.Result(run)
	if missing == nil {
		out.State = Done
		return out
	}
	if errors.Is(missing, ErrNewer) {
		out.State, out.Reason = Newer, missing.Error()
		return out
	}
	if files := tokens[out.Hash].files; len(files) > 0 && out.claimed(st, highest(files)) {
		return out
	}
	failure, unfailed := st.Failure(run)
	switch {
	case errors.Is(unfailed, ErrNewer):
		out.State, out.Reason, out.Worker = Newer, unfailed.Error(), nil
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
func (r *RunStatus) claimed(st *Store, token int) bool {
	claim, state, err := st.inspect(r.Hash, token)
	if err != nil || state == free {
		return false
	}
	who := claim.Claimant
	r.Worker = &who
	switch {
	case state == newer:
		r.State, r.Reason, r.Worker = Newer, "claimed: "+ErrNewer.Error(), nil
	case state == dead:
		r.State, r.Reason = Abandoned, who.since()+", which died"
	case state == held && claim.shown():
		r.State, r.Reason = Running, who.since()
	case claim.ahead:
		r.State, r.ahead = Stalled, true
		r.Reason = fmt.Sprintf("%s; its last sign of life is dated %s, ahead of now, so it is none", who.since(), who.Heartbeat.Format(time.RFC3339))
	default:
		r.State = Stalled
		r.Reason = fmt.Sprintf("%s, no sign of life for %v", who.since(), st.now().Sub(who.Heartbeat).Round(time.Second))
	}
	return state != dead
}

// since reads "host:123 since 2026-07-01T12:00:00Z".
func (c Claimant) since() string { return c.worker() + " since " + c.Started.Format(time.RFC3339) }

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
