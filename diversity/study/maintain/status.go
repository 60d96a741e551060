package maintain

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tradeoff/diversity/display"
	"tradeoff/diversity/internal/parallel"
	"tradeoff/diversity/study"
	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/phrase"
)

// State says how far a run is.
type State string

// The states of a run.
const (
	Done    State = "done"    // finished, on every task and probe of the study
	Running State = "running" // a worker is computing it
	// its worker has not shown for its lease that it is alive; another will take the run over.
	Stalled   State = "stalled"
	Abandoned State = "abandoned" // its worker died; the next one computes it again
	Failed    State = "failed"    // it could not be computed; [study.Study.Run] tries again
	Damaged   State = "damaged"   // its file is torn, altered or unreadable; it will be computed again
	// its file is of a newer version of this program, which alone can read it; it is left alone.
	Newer   State = "newer"
	Partial State = "partial" // finished before, but it lacks a task or a probe that the study has now
	Waiting State = "waiting" // nobody has begun it
)

// States lists all states of a run, in the order of a summary.
func States() []State {
	return []State{Done, Running, Stalled, Abandoned, Failed, Damaged, Newer, Partial, Waiting}
}

// RunStatus is the state of one run.
type RunStatus struct {
	study.Run
	Hash   string  `json:"hash"` // [study.Study.RunHash]
	State  State   `json:"state"`
	Reason string  `json:"reason,omitempty"` // why it is not done
	Worker *Worker `json:"worker,omitempty"` // who is computing it, or was when it stalled or was abandoned

	ahead bool // the worker's heartbeat is dated ahead
}

// Status says how far a study is. The fields of its JSON form are stable: later versions may only add some.
type Status struct {
	Study  string        `json:"study"` // name
	Dir    string        `json:"dir"`
	Hash   string        `json:"hash"` // [study.Study.Hash]
	Total  int           `json:"total"`
	Counts map[State]int `json:"counts"` // runs in each state, 0 included
	Runs   []RunStatus   `json:"runs"`   // the plan, in its order

	Notices  []string  `json:"notices,omitempty"`  // [study.Study.Notices], where they were asked for
	Problems []Finding `json:"problems,omitempty"` // what has the name of a claim but is no file; it is passed over
}

// ReadStatus says of every run of the study in a directory whether it is done and, if not, why. It only reads. Every
// result is verified, as by [study.Study.Load]. Errors are those of [study.ReadDir], and those of listing the
// directory.
//
// Heartbeats are judged by this machine's clock. One that is dated ahead says nothing: then the claim is watched for as
// long as its worker takes to the next, at most 20 s, before it counts as stalled.
func ReadStatus(dir string) (Status, error) {
	s, err := study.ReadDir(dir)
	if err != nil {
		return Status{}, err
	}
	plan, err := s.Plan()
	if err != nil {
		return Status{}, err
	}
	out := Status{Study: s.Name, Dir: dir, Hash: s.Hash(), Total: len(plan), Counts: map[State]int{}}
	if err := out.look(s, plan); err != nil {
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
func (s *Status) look(of study.Study, plan []study.Run) error {
	at := viewer{folderAt(s.Dir), of.Requirements()}
	tokens, err := at.claims.Tokens()
	if err != nil {
		return err
	}
	s.Runs = make([]RunStatus, len(plan))
	hashes := of.RunHashes(plan)
	parallel.Each(len(plan), func(i int) { s.Runs[i] = at.status(plan[i], hashes[i], tokens) })
	if s.Problems, err = at.oddClaims(); err != nil {
		return err
	}
	return s.lookAgain(at)
}

const (
	longestLook  = 20 * time.Second // bounds how long a status waits for heartbeats
	pollInterval = 150 * time.Millisecond
)

// lookAgain watches the claims whose heartbeats are dated ahead: those that change are of living workers.
func (s *Status) lookAgain(at viewer) error {
	started := time.Now()
	for {
		ahead := 0
		for i, r := range s.Runs {
			if !r.ahead || time.Since(started) > min(r.Worker.patience(), longestLook) {
				continue
			}
			tokens, err := at.claims.Tokens()
			if err != nil {
				return err
			}
			s.Runs[i] = at.status(r.Run, r.Hash, tokens)
			if s.Runs[i].beatSince(r) {
				s.Runs[i].setRunning()
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

// beatSince reports whether the worker has shown since an earlier look that it is alive.
func (r RunStatus) beatSince(before RunStatus) bool {
	return r.ahead && r.Worker.Token == before.Worker.Token && !r.Worker.Heartbeat.Equal(before.Worker.Heartbeat)
}

func (r *RunStatus) setRunning() {
	r.State, r.Reason, r.ahead = Running, r.Worker.since(), false
}

// viewer looks at the runs of a study.
type viewer struct {
	folder
	required study.Requirements
}

// status looks at a run's result, then at its claim, then at its failure: a living worker is more recent than a
// failure.
func (v viewer) status(run study.Run, hash string, tokens map[string]claims.Tokens) RunStatus {
	out := RunStatus{Run: run, Hash: hash}
	result, unread := v.result(hash)
	lacking := v.required.Lacking(result)
	if unread == nil && len(lacking) == 0 {
		out.State = Done
		return out
	}
	if errors.Is(unread, study.ErrNewer) {
		out.State, out.Reason = Newer, unread.Error()
		return out
	}
	if latest, have := tokens[hash].Latest(); have && out.claimed(v.claims, latest) {
		return out
	}
	out.withoutWorker(v, unread, lacking)
	return out
}

// withoutWorker fills in the state of a run that no worker may still be computing.
func (r *RunStatus) withoutWorker(v viewer, unread error, lacking []string) {
	failure, unfailed := v.failure(r.Hash)
	switch {
	case errors.Is(unfailed, study.ErrNewer):
		r.State, r.Reason, r.Worker = Newer, unfailed.Error(), nil
	case unfailed == nil:
		r.State, r.Reason, r.Worker = Failed, failure.Message, nil
	case r.State == Abandoned:
	case unread != nil && !errors.Is(unread, study.ErrMissing):
		r.State, r.Reason = Damaged, unread.Error()
	case !errors.Is(unfailed, study.ErrMissing):
		r.State, r.Reason = Damaged, unfailed.Error()
	case unread == nil:
		r.State, r.Reason = Partial, "lacks "+strings.Join(lacking, ", ")
	default:
		r.State, r.Reason = Waiting, "nobody has begun it"
	}
}

// claimed fills in the state of a claimed run, and reports whether the worker may still be alive.
func (r *RunStatus) claimed(in *claims.Dir, token int) bool {
	claim, state, err := in.Inspect(r.Hash, token)
	if err != nil || state == claims.Free {
		return false
	}
	who := workerOf(claim.Claimant)
	r.Worker = &who
	switch {
	case state == claims.Newer:
		r.State, r.Reason, r.Worker = Newer, "claimed: "+study.ErrNewer.Error(), nil
	case state == claims.Dead:
		r.State, r.Reason = Abandoned, who.since()+", which died"
	case state == claims.Held && claim.Shown():
		r.setRunning()
	case claim.Ahead:
		r.State, r.ahead = Stalled, true
		r.Reason = fmt.Sprintf("%s; its last sign of life is dated %s, ahead of now, so it is none", who.since(),
			who.Heartbeat.Format(time.RFC3339))
	default:
		r.State = Stalled
		r.Reason = fmt.Sprintf("%s, no sign of life for %v", who.since(), in.Now().Sub(who.Heartbeat).Round(time.Second))
	}
	return state != claims.Dead
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
	return fmt.Sprintf("%s: %s: %s", s.Study, display.Count(s.Total, "run"), strings.Join(counts, ", "))
}

// Table lists the runs that are not done, with the reason. By state, in the order of [States].
func (s Status) Table() study.Table {
	table := study.Table{Header: []string{"run", "state", "reason"}}
	missing := slices.DeleteFunc(slices.Clone(s.Runs), func(r RunStatus) bool { return r.State == Done })
	slices.SortStableFunc(missing, func(a, b RunStatus) int {
		return slices.Index(States(), a.State) - slices.Index(States(), b.State)
	})
	for _, r := range missing {
		table.Rows = append(table.Rows, []string{r.Run.String(), string(r.State), phrase.FirstLine(r.Reason)})
	}
	return table
}
