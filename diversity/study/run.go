package study

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tradeoff/diversity"
	"tradeoff/diversity/display"
)

// ErrIncomplete reports that runs are missing after [Study.Run]; the error says which failed and why.
var ErrIncomplete = errors.New("study: incomplete")

// Run computes what is missing of the study and returns all its results. Nothing is computed, and no process started,
// if nothing is missing. Runs that failed before are tried again. Runs that other processes are computing are waited
// for.
//
// When the context ends the workers are stopped and its error is returned; when runs fail the error wraps
// ErrIncomplete. In both cases the results are returned too: they hold whatever is finished, and a further Run goes on
// from there.
func (s Study) Run(ctx context.Context, o RunOptions) (*Results, error) {
	plan, err := s.Plan()
	if err != nil {
		return nil, err
	}
	return s.compute(ctx, plan, true, o)
}

// RunOne computes the run of one size and repeat, whether or not it is in the plan, unless its result is stored
// already.
func (s Study) RunOne(ctx context.Context, size diversity.Size, repeat int, o RunOptions) (Result, error) {
	if err := s.Validate(); err != nil {
		return Result{}, err
	}
	if err := s.validSize("size", size); err != nil {
		return Result{}, err
	}
	if repeat < 0 || repeat >= maxRepeats {
		return Result{}, diversity.Invalid("repeat", repeat, fmt.Sprintf("0..%d", maxRepeats-1))
	}
	if _, err := s.policy(o.Policy); err != nil {
		return Result{}, inField("RunOptions", err)
	}
	results, err := s.compute(ctx, []Run{s.RunOf(o.Policy, size, repeat)}, false, o)
	if err != nil {
		return Result{}, err
	}
	return results.Runs[0], nil
}

func (s Study) compute(ctx context.Context, runs []Run, whole bool, o RunOptions) (*Results, error) {
	dir, err := s.Dir(o.Root)
	if err != nil {
		return nil, err
	}
	return s.computeIn(ctx, dir, runs, whole, o)
}

func (s Study) computeIn(ctx context.Context, dir string, runs []Run, whole bool, o RunOptions) (*Results, error) {
	before, err := reader(s, dir).Load(runs)
	if err != nil {
		return nil, err
	}
	if len(before.Runs) == len(runs) {
		o.report(Progress{Study: s.Name, Total: len(runs), Done: len(runs), Cached: len(runs)})
		return before, nil
	}
	if c, is := o.executor().(Checker); is {
		if err := c.Check(ctx, s); err != nil {
			return before, err
		}
	}
	store, err := Open(s, dir)
	if err != nil {
		return before, err
	}
	after, err := store.complete(ctx, runs, before, whole, o)
	if after != nil {
		after.Damaged = before.Damaged // set aside by now
	}
	return after, errors.Join(err, store.Close())
}

// complete has the executor compute what is missing and loads the outcome.
func (st *Store) complete(ctx context.Context, runs []Run, before *Results, whole bool, o RunOptions) (*Results,
	error) {
	if err := st.reopen(before.Failures); err != nil {
		return before, err
	}
	missing := without(runs, before.Runs)
	stop := st.watch(ctx, missing, len(before.Runs), o)
	executed := st.execute(ctx, Job{Store: st, Runs: missing, Whole: whole}, o.executor())
	stop()
	after, err := st.Load(runs)
	if err != nil {
		return nil, err
	}
	return after, verdict(ctx, after, executed)
}

// execute calls the executor until nothing is left or a call achieved nothing. There is something left when workers
// died, or when another process had claimed runs and died. The error is that of the last call.
func (st *Store) execute(ctx context.Context, job Job, executor Executor) error {
	for {
		executed := executor.Execute(ctx, job)
		waited, err := st.awaitOthers(ctx, job.Runs)
		if err != nil {
			return errors.Join(executed, err)
		}
		found, err := st.Load(job.Runs)
		if err != nil {
			return errors.Join(executed, err)
		}
		left := len(found.Missing)
		idle := left == len(job.Runs) && !waited
		if left == 0 || idle || ctx.Err() != nil || errors.Is(executed, errGaveUp) {
			return executed
		}
		job.Runs = found.Missing
	}
}

// awaitOthers waits for runs that other processes are computing and reports whether there were any.
func (st *Store) awaitOthers(ctx context.Context, runs []Run) (waited bool, err error) {
	wanted := st.among(runs)
	ticker := time.NewTicker(pollInterval)
	defer ticker.Stop()
	for ; ; waited = true {
		count, err := st.claims.CountHeld(wanted)
		if err != nil || count == 0 {
			return waited, err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return waited, nil
		}
	}
}

// among reports of a hash whether it is that of one of the runs.
func (st *Store) among(runs []Run) func(hash string) bool {
	hashes := map[string]bool{}
	for _, run := range runs {
		hashes[st.hasher.hash(run)] = true
	}
	return func(hash string) bool { return hashes[hash] }
}

// reopen has workers try failed runs again.
func (st *Store) reopen(failures []Failure) error {
	for _, f := range failures {
		if err := st.claims.Reopen(st.dir.Failure(f.Hash), f.Hash, f.Token); err != nil {
			return err
		}
	}
	return nil
}

// without lists the runs that have no result, in their order.
func without(runs []Run, results []Result) []Run {
	have := map[Run]bool{}
	for _, r := range results {
		have[r.Run] = true
	}
	return slices.DeleteFunc(slices.Clone(runs), func(run Run) bool { return have[run] })
}

const failuresShown = 3

// verdict is the error of a call of Run: none if every run is finished, whatever happened on the way.
func verdict(ctx context.Context, r *Results, executed error) error {
	if len(r.Missing)+len(r.Failures) == 0 {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	total := len(r.Runs) + len(r.Missing) + len(r.Failures)
	reasons := []error{fmt.Errorf("%w: of %s %d failed and %d were not computed",
		ErrIncomplete, display.Count(total, "run"), len(r.Failures), len(r.Missing)), executed}
	for _, f := range r.Failures[:min(failuresShown, len(r.Failures))] {
		reasons = append(reasons, f)
	}
	return errors.Join(reasons...)
}
