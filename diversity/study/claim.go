package study

import (
	"context"
	"errors"
	"time"

	"tradeoff/diversity/study/internal/claims"
	"tradeoff/diversity/study/internal/sealed"
)

// Claim is the right to compute one run. It lasts until an outcome is stored, the run is given back, or the process
// dies; a process that hangs for longer than its lease loses it to others, and cannot publish any more.
type Claim struct {
	store *Store
	run   Run
	hash  string
	held  *claims.Claim
}

// Claim takes a run for this process. The error wraps ErrClaimed if another has it. A run whose worker died, or has not
// shown for its lease that it is alive, is taken over.
func (st *Store) Claim(run Run) (*Claim, error) { return st.claim(run, true) }

// claim takes a run. Unless takeOver is set, it leaves alone, with a claims.LostError, those that other workers lost.
func (st *Store) claim(run Run, takeOver bool) (*Claim, error) {
	c := &Claim{store: st, run: run, hash: st.hasher.hash(run)}
	var err error
	if c.held, err = st.claims.Claim(c.hash, run, takeOver); err != nil {
		return nil, err
	}
	return c, nil
}

// Context returns a context that ends with the parent, or with the cause ErrFenced when the claim is lost. Call stop
// when the run is computed.
func (c *Claim) Context(parent context.Context) (guarded context.Context, stop func()) {
	return c.held.Context(parent)
}

// Release gives the run back without an outcome. It does nothing after Publish or Fail.
func (c *Claim) Release() error { return c.held.Release() }

// Publish stores the finished run, together with what an earlier result of it holds on other tasks, and ends the claim.
// The error wraps ErrFenced if another worker has taken the run over: then nothing is stored.
func (c *Claim) Publish(result Result) error {
	result.Format, result.Hash, result.Run, result.Token = Format, c.hash, c.run, c.held.Token()
	if err := result.Validate(); err != nil {
		return errors.Join(err, c.Release())
	}
	if older, err := c.store.readResult(c.hash); err == nil {
		result = result.merged(older)
	}
	err := c.put(c.store.dir.Run(c.hash), result)
	if err == nil {
		err = errors.Join(c.store.disk.RemoveIfThere(c.store.dir.Failure(c.hash)),
			c.store.disk.RemoveIfThere(c.store.dir.Checkpoint(c.hash)))
	}
	return errors.Join(err, c.Release())
}

// Fail records why the run could not be computed and ends the claim. Of what there is of a result the device and the
// training curve are kept. The error wraps ErrFenced as that of Publish does.
func (c *Claim) Fail(cause error, part Result) error {
	err := c.put(c.store.dir.Failure(c.hash), Failure{
		Format: Format, Hash: c.hash, Run: c.run, Message: cause.Error(), Device: part.Device, Curve: part.Curve,
		Finished: time.Now().UTC().Truncate(time.Millisecond), Token: c.held.Token(),
	})
	return errors.Join(err, c.Release())
}

func (c *Claim) put(path string, outcome any) error {
	text, err := sealed.Seal(outcome)
	if err != nil {
		return err
	}
	return c.held.Publish(path, text)
}
