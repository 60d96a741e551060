package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/disk"
	"tradeoff/diversity/study/internal/sealed"
)

// ErrStop is wrapped by an error of a [Compute] that is not about its run, such as a device that does not open.
var ErrStop = errors.New("study: worker cannot go on")

// Assignment is what a worker is asked to compute.
type Assignment struct {
	Run     Run
	Earlier *Result // of the run, finished before but lacking tasks or probes of the study; nil if there is none
	Weights string  // path of the file of its network, there or not; "" if the study keeps none
	Lost    int     // workers in a row that were lost with this run, which may be what killed them

	// path of the file from which its pre-training can be continued, there or not; "" keeps none
	Checkpoint string

	disk *disk.Disk // writes Weights and Checkpoint
}

// Compute computes one run: the measurements that Earlier lacks, or all; Earlier's are kept. Format, Hash, Run and
// Token of the result are filled in by the store. An error is recorded as the run's [Failure], unless the context has
// ended or the error wraps ErrStop: then the worker stops and the run is free again.
type Compute func(ctx context.Context, assignment Assignment) (Result, error)

// deathsAllowed is how many workers in a row may be lost, while no run of the study comes to an outcome or a
// checkpoint, before the run that they were computing counts as failed.
const deathsAllowed = 10

// Work is the loop of a worker: it claims, computes and publishes runs, in their order, until every one is finished,
// has failed or is claimed by another worker. Runs that other workers lost come last, those lost least often first.
// Before it leaves a run to a worker on another machine it waits for a heartbeat of that, or for the end of its lease.
// Errors are those of the store, naming the path, those that wrap ErrStop, or the context's. Runs that fail are
// recorded and do not stop the others, nor does a claim that is lost to another worker.
func (st *Store) Work(ctx context.Context, runs []Run, compute Compute) error {
	w := worker{store: st, compute: compute, left: slices.Clone(runs)}
	for {
		took, err := w.round(ctx)
		if err == nil && !took {
			took, err = w.rescue(ctx)
		}
		if err == nil && !took {
			took, err = w.await(ctx)
		}
		if err != nil {
			return err
		}
		if !took {
			return ctx.Err()
		}
	}
}

// Try is Work for one run, if that is to be had at once: it leaves it alone if another worker has it or was lost with
// it. Thus a computation can add further runs to its own.
func (st *Store) Try(ctx context.Context, run Run, compute Compute) error {
	_, err := st.attempt(ctx, run, false, compute)
	if errors.Is(err, ErrClaimed) || errors.Is(err, ErrFenced) {
		return nil
	}
	return err
}

// worker is the state of a call of Work.
type worker struct {
	store   *Store
	compute Compute
	left    []Run     // neither finished nor failed
	lost    []lostRun // those of left that other workers lost
}

type lostRun struct {
	run   Run
	token int
}

// round attempts every run once, leaving alone those that others lost, and reports whether it computed any.
func (w *worker) round(ctx context.Context) (took bool, err error) {
	runs := w.left
	w.left, w.lost = nil, nil
	for _, run := range runs {
		did, err := w.store.attempt(ctx, run, false, w.compute)
		var lost *claims.LostError
		switch {
		case errors.As(err, &lost):
			w.lost = append(w.lost, lostRun{run, lost.Token})
			w.left = append(w.left, run)
		case errors.Is(err, ErrClaimed), errors.Is(err, ErrFenced):
			w.left = append(w.left, run)
		case err != nil:
			return took, err
		}
		took = took || did
	}
	return took, nil
}

// rescue takes over one run that another worker lost and reports whether there was one to be had.
func (w *worker) rescue(ctx context.Context) (took bool, err error) {
	slices.SortStableFunc(w.lost, func(a, b lostRun) int { return cmp.Compare(a.token, b.token) })
	for _, lost := range w.lost {
		took, err := w.store.attempt(ctx, lost.run, true, w.compute)
		if errors.Is(err, ErrClaimed) || errors.Is(err, ErrFenced) {
			continue
		}
		if took || err != nil {
			return took, err
		}
	}
	return false, nil
}

// attempt computes a run if need be and reports whether it did.
func (st *Store) attempt(ctx context.Context, run Run, takeOver bool, compute Compute) (took bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if needed, err := st.needed(run); err != nil || !needed {
		return false, err
	}
	claim, err := st.claim(run, takeOver)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, claim.Release()) }()
	if needed, err := st.needed(run); err != nil || !needed {
		return false, errors.Join(err, claim.held.Withdraw()) // published between the look and the claim
	}
	if err := st.setAsideDamaged(claim); err != nil {
		return false, err
	}
	return true, st.computeClaimed(ctx, claim, compute)
}

func (st *Store) computeClaimed(ctx context.Context, claim *Claim, compute Compute) error {
	if lost, last := claim.held.Lost(); lost >= deathsAllowed {
		return claim.Fail(deadlyRun(lost, last), Result{})
	}
	guarded, stop := claim.Context(ctx)
	defer stop()
	result, err := compute(guarded, st.assignment(claim))
	switch {
	case err == nil:
		return claim.Publish(result)
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, ErrStop):
		return err
	}
	return claim.Fail(err, result)
}

// deadlyRun explains why a run that workers do not survive counts as failed.
func deadlyRun(lost int, last claims.Claimant) error {
	return fmt.Errorf("%d workers in a row died while computing it, and none finished any run meanwhile; the last was process %d on %s",
		lost, last.Process, last.Host)
}

// assignment describes the claimed run to who computes it.
func (st *Store) assignment(claim *Claim) Assignment {
	lost, _ := claim.held.Lost()
	assignment := Assignment{Run: claim.run, Lost: lost, disk: st.disk, Checkpoint: st.dir.Checkpoint(claim.hash)}
	if earlier, err := st.readResult(claim.hash); err == nil {
		earlier.Run = claim.run
		assignment.Earlier = &earlier
	}
	if st.study.KeepWeights {
		assignment.Weights = st.dir.Weights(claim.hash)
	}
	return assignment
}

// needed reports whether a run is neither finished nor recorded as failed. Damaged files count as absent.
func (st *Store) needed(run Run) (bool, error) {
	_, err := st.Result(run)
	if !sealed.Absent(err) {
		return false, err
	}
	_, err = st.Failure(run)
	if sealed.Absent(err) {
		return true, nil
	}
	return false, err
}

// setAsideDamaged keeps a damaged file of the claimed run under another name, out of the way of the new one.
func (st *Store) setAsideDamaged(claim *Claim) error {
	if _, err := st.readResult(claim.hash); errors.Is(err, ErrDamaged) {
		if err := st.disk.SetAside(st.dir.Run(claim.hash)); err != nil {
			return err
		}
	}
	if _, err := st.Failure(claim.run); errors.Is(err, ErrDamaged) {
		if err := st.disk.SetAside(st.dir.Failure(claim.hash)); err != nil {
			return fmt.Errorf("%v: %w", claim.run, err)
		}
	}
	return nil
}
