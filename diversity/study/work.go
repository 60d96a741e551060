package study

import (
	"context"
	"errors"
	"fmt"
)

// ErrStop is wrapped by an error of a [Compute] that is not about its run, such as a device that does not open.
var ErrStop = errors.New("study: worker cannot go on")

// Order is what a worker is asked to compute.
type Order struct {
	Run     Run
	Earlier *Result // of the run, finished before but lacking tasks or probes of the study; nil if there is none
	Weights string  // path of the file of its network, there or not; "" if the study keeps none
}

// Compute computes one run: the measurements that Earlier lacks, or all; Earlier's are kept. Format, Hash, Run and Token
// of the result are filled in by the store. An error is recorded as the
// run's [Failure], unless the context has ended or the error wraps ErrStop: then the worker stops and the run is free again.
type Compute func(ctx context.Context, order Order) (Result, error)

// Work is the loop of a worker: it claims, computes and publishes runs, in their order, until every one is finished, has
// failed or is claimed by another worker. Errors are those of the store, naming the path, those that wrap ErrStop, or the
// context's. Runs that fail are recorded and do not stop the others.
func (st *Store) Work(ctx context.Context, runs []Run, compute Compute) error {
	settled := make([]bool, len(runs))
	for progress := true; progress; {
		progress = false
		for i, run := range runs {
			if settled[i] {
				continue
			}
			took, err := st.attempt(ctx, run, compute)
			if errors.Is(err, ErrClaimed) {
				continue
			}
			if err != nil {
				return err
			}
			settled[i] = true
			progress = progress || took
		}
	}
	return ctx.Err()
}

// attempt computes a run if need be and reports whether it did.
func (st *Store) attempt(ctx context.Context, run Run, compute Compute) (took bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if needed, err := st.needed(run); err != nil || !needed {
		return false, err
	}
	claim, err := st.Claim(run)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, claim.Release()) }()
	if needed, err := st.needed(run); err != nil || !needed {
		return false, err // published between the look and the claim
	}
	if err := st.setAsideDamaged(claim); err != nil {
		return false, err
	}
	return true, st.computeClaimed(ctx, claim, compute)
}

func (st *Store) computeClaimed(ctx context.Context, claim *Claim, compute Compute) error {
	result, err := compute(ctx, st.order(claim))
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, ErrStop) {
			return err
		}
		return claim.Fail(err, result.Device)
	}
	return claim.Publish(result)
}

// order describes the claimed run to who computes it.
func (st *Store) order(claim *Claim) Order {
	order := Order{Run: claim.run}
	if earlier, err := st.readResult(claim.hash); err == nil {
		order.Earlier = &earlier
	}
	if st.study.KeepWeights {
		order.Weights = st.weightsPath(claim.hash)
	}
	return order
}

// needed reports whether a run is neither finished nor recorded as failed. Damaged files count as absent.
func (st *Store) needed(run Run) (bool, error) {
	_, err := st.Result(run)
	if !errors.Is(err, ErrMissing) && !errors.Is(err, ErrDamaged) {
		return false, err
	}
	_, err = st.Failure(run)
	if errors.Is(err, ErrMissing) || errors.Is(err, ErrDamaged) {
		return true, nil
	}
	return false, err
}

// setAsideDamaged keeps a damaged file of the claimed run under another name, out of the way of the new one.
func (st *Store) setAsideDamaged(claim *Claim) error {
	if _, err := st.readResult(claim.hash); errors.Is(err, ErrDamaged) {
		if err := setAside(st.runPath(claim.hash)); err != nil {
			return err
		}
	}
	if _, err := st.Failure(claim.run); errors.Is(err, ErrDamaged) {
		if err := setAside(st.failurePath(claim.hash)); err != nil {
			return fmt.Errorf("%v: %w", claim.run, err)
		}
	}
	return nil
}
