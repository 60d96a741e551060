package study

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// deathCount counts the workers that died since a run last came to an outcome.
type deathCount struct {
	store *Store

	mutex  sync.Mutex
	last   time.Time // outcome when the last worker died
	deaths int
}

// outcomes returns when a run last came to an outcome. A directory that cannot be looked at counts as one without: the
// final load of the results reports the error.
func (c *deathCount) outcomes() time.Time {
	last, err := c.store.claims.LastOutcome()
	if err != nil {
		return time.Time{}
	}
	return last
}

// add counts a death and returns how many there were in a row.
func (c *deathCount) add() int {
	last := c.outcomes()
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if !last.Equal(c.last) {
		c.last, c.deaths = last, 0
	}
	c.deaths++
	return c.deaths
}

// failAbandoned records as failed those of the runs that workers died with.
func (st *Store) failAbandoned(runs []Run, cause error) error {
	dead, err := st.claims.Abandoned(st.among(runs))
	if err != nil {
		return err
	}
	for _, run := range runs {
		if !slices.Contains(dead, st.hasher.hash(run)) {
			continue
		}
		if err := st.fail(run, cause); err != nil {
			return err
		}
	}
	return nil
}

// fail records a run as failed unless another worker takes it.
func (st *Store) fail(run Run, cause error) error {
	claim, err := st.claim(run, true)
	if err == nil {
		err = claim.Fail(cause, Result{})
	}
	if errors.Is(err, ErrClaimed) || errors.Is(err, ErrFenced) {
		return nil
	}
	return err
}
